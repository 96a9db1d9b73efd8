"""Benches: each measures bars in one run, on servers and a database of its own."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """What is measured beside what it must not fall short of; where ``most``, what it must not go over."""

    name: str
    value: float
    limit: float
    most: bool = False

    @property
    def ok(self) -> bool:
        return self.value <= self.limit if self.most else self.value >= self.limit

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        del told["most"]
        return told | {"value": round(self.value, 2), "ok": self.ok}
