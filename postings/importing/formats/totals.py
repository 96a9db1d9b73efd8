"""How many postings an answer says that there are, so that one that was cut short is not taken for the whole."""

from typing import Any

_NAMES = {"total", "totalcount", "totalfound", "totaljobs", "jobcount", "expectedjobcount"}


def stated_total(held: Any) -> int:
    """0 where it does not say."""
    if not isinstance(held, dict):
        return 0
    beside = held.get("meta")
    stated = [*held.items(), *(beside.items() if isinstance(beside, dict) else ())]
    return max((_number(value) for name, value in stated if _plain(name) in _NAMES), default=0)


def _plain(name: object) -> str:
    return str(name).lower().replace("_", "").replace("-", "")


def _number(value: object) -> int:
    if isinstance(value, int):
        return max(int(value), 0)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10 else 0
