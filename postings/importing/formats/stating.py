"""The words of a record's fields as those of postings: what several formats name in their own ways. What a field does
not clearly say is not stated."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from postings.importing.facts.money import currency_codes
from postings.importing.facts.pay import read_pay_field
from postings.importing.facts.places import regions_in
from postings.importing.shapes import Fact, stated
from postings.importing.text import fold

from .html import one_line

DOUBTED = 0.6  # a ticked or unticked box that nobody may have looked at: what the text says clearly outweighs it
# Names of fields that a company made for itself on its board, folded.
ABOUT_WORKPLACE = re.compile(
    r"(?:work ?place|location|work|job|remote)(?: (?:type|model|mode|policy|status|flexibility|arrangement|style))?"
    r"|remote"
)
ABOUT_EMPLOYMENT = re.compile(r"(?:employment|job|contract|worker)(?: type)?|time type")
_EMPLOYMENT = {
    "full_time": r"full(?: or part)? ?time|vollzeit|temps (?:plein|complet)|tiempo completo|jornada completa"
    r"|tempo (?:integral|pieno)|heltid|voltijds?",
    "part_time": r"part ?time|teilzeit|temps partiel|(?:tiempo|tempo) parcial|media jornada|deltid|deeltijds?",
    "permanent": r"permanent|unlimited|unbefristet\w*|festanstellung|cdi|indefinido|(?:tempo )?indeterminado"
    r"|tillsvidare",
    "fixed_term": r"fixed ?term|limited term|befristet\w*|cdd|determinado|visstid",
    "contractor": r"contract(?:or)?s?|freelanc\w*|independent|b2b|c2c|1099|freiberuf\w*|autonomo",
    "internship": r"intern(?:ship)?s?|trainee(?:ship)?|working ?student|werkstudent\w*|praktik\w+|stage"
    r"|stagiaire|estagio|practicas",
    "temporary": r"temp(?:orary)?|seasonal|interim|zeitarbeit|temporar\w+",
    "clt": r"clt",
    "pj": r"pj|pessoa juridica",
}
_EMPLOYMENTS = [(kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for kind, words in _EMPLOYMENT.items()]
_NOT_EMPLOYMENT = re.compile(r"(?:non|not|no) ")
_WORKPLACES = {
    "remote": "remote|fully remote|100 remote|remote only|telecommute|telecommuting|home office|work from home|wfh"
    "|homeoffice|remoto|a distance|teletrabajo",
    "hybrid": "hybrid|hybrid remote|partially remote|partly remote|hibrido|hybride|flexible hybrid",
    "onsite": "onsite|on site|in office|office|office based|in person|presencial|vor ort|sur site|no remote",
}
_WORKPLACE = {word: kind for kind, words in _WORKPLACES.items() for word in words.split("|")}
_PERIODS = [
    ("hour", re.compile(r"(?<![^\W_])(?:hour|hourly|hr|hrs|stunde|hora|heure)(?![^\W_])")),
    ("day", re.compile(r"(?<![^\W_])(?:day|daily|diem|tag|dia|jour)(?![^\W_])")),
    ("week", re.compile(r"(?<![^\W_])(?:week|weekly|woche|semana|semaine)(?![^\W_])")),
    ("month", re.compile(r"(?<![^\W_])(?:month|monthly|monat|mes|mois)(?![^\W_])")),
    ("year", re.compile(r"(?<![^\W_])(?:year|yearly|yr|annual|annually|annum|jahr|ano|annee|an)(?![^\W_])")),
]
_SEVERAL = re.compile(r"(?<![^\W_])(?:semi|bi|half|twice|every|fortnight\w*|[2-9]|\d{2,})(?![^\W_])")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,4})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_ON_TARGET = re.compile(r"\b(?:OTE|on[ -]target)\b", re.IGNORECASE)
_REMOTE_PLACE = re.compile(r"\W*(?:(?:100 ?% |fully )?remote(?!\W?friendly)\b|anywhere\b)|.*\(remote\)\W*$")
_TRACKING = re.compile(
    r"utm_\w*|gh_src|lever-(?:source.*|origin)|fbclid|gclid|msclkid|mc_[ce]id|igshid|trk|trackingid|_hs\w+|oga",
    re.IGNORECASE,
)
_YEAR = timedelta(days=366)
MAX_ID = 200


# ---------------------------------------------------------------- getting at what a record holds, whatever it holds


def within(held: Any, *keys: str) -> Any:
    """held[a][b], or None where there is no such thing."""
    for key in keys:
        if not isinstance(held, dict):
            return None
        held = held.get(key)
    return held


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; an object alone is a list of one."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def words(held: Any, *keys: str) -> str:
    """A string or a number at that place as one tidy line; nothing for anything else."""
    value = within(held, *keys)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return one_line(str(value))


def prose(held: Any, *keys: str) -> str:
    """A string at that place, as it stands."""
    value = within(held, *keys)
    return value if isinstance(value, str) else ""


def identity(value: Any) -> str | None:
    """An id as a string; one that is too long for a column is known by its hash."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float) and value == int(value):
        value = int(value)
    known = str(value).strip()
    return (known if len(known) <= MAX_ID else hashlib.sha256(known.encode()).hexdigest()) or None


def canonical(url: Any) -> str:
    """An address without what only says where somebody came from; nothing where it is none."""
    if not isinstance(url, str):
        return ""
    try:
        parts = urlsplit(url.strip())
        asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
        found = urlunsplit(parts._replace(query=urlencode(asked), fragment="")) if parts.hostname else ""
    except ValueError:
        return ""
    return found if parts.scheme in ("http", "https") and len(found) <= 1000 else ""


def host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


# ---------------------------------------------------------------- what is stated


def named(field: str, held: Any, path: str, *, most: int = 300, confidence: float = 0.95) -> Iterator[Fact]:
    """A title, company or department: the words at the path's last part, where there are any."""
    if found := words(held, path.rsplit(".", 1)[-1]):
        yield stated(field, found[:most], path, confidence=confidence)


def employment(value: Any, path: str) -> list[Fact]:
    """ "FULL_TIME", "fulltime_permanent", "Regular Full Time (Salary)", or a list of such."""
    found: dict[str, Fact] = {}
    for written in value if isinstance(value, list) else [value]:
        if isinstance(written, str):
            said = _spaced(written[:200])
            for kind, pattern in _EMPLOYMENTS:
                if (match := pattern.search(said)) and not _NOT_EMPLOYMENT.search(said[: match.start()]):
                    found.setdefault(kind, stated("employment_type", kind, path, one_line(written)))
    return list(found.values())


def workplace(value: Any, path: str, confidence: float = 0.95) -> list[Fact]:
    """ "OnSite", "on-site", "Office-based"; "unspecified" and "Remote-Friendly" say nothing."""
    if not isinstance(value, str) or not (kind := _WORKPLACE.get(_spaced(value[:60]))):
        return []
    return works(kind, path, one_line(value), confidence)


def works(kind: str, path: str, said: Any, confidence: float = 0.95) -> list[Fact]:
    shown = str(said).lower() if isinstance(said, bool) else said
    return [
        stated("workplace", kind, path, shown, confidence),
        stated("remote", kind == "remote", path, shown, confidence),
    ]


def ticked(value: Any, path: str, kind: str = "remote") -> list[Fact]:
    """A box. Ticked it says what it is for; unticked only that the work is not remote."""
    if value is True:
        return works(kind, path, True, DOUBTED)
    return [stated("remote", False, path, "false", DOUBTED)] if value is False and kind == "remote" else []


def period(value: Any) -> str | None:
    """ "YEAR", "per-hour-wage", "1 MONTH"; none of two weeks or half a month, which are no periods of ours."""
    said = _spaced(value[:60]) if isinstance(value, str) else ""
    found = [unit for unit, pattern in _PERIODS if pattern.search(said)]
    return found[0] if len(found) == 1 and not _SEVERAL.search(said) else None


def amount(value: Any) -> float | int | None:
    """A figure above nothing, from a number or a string that is nothing else."""
    if isinstance(value, str):
        value = float(value.strip().replace(",", "")) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e11:
        return None
    return int(value) if value == int(value) else round(value, 2)


def currency(value: Any) -> str | None:
    code = value.strip().upper() if isinstance(value, str) else ""
    return code if code in currency_codes() else None


def pay(low: Any, high: Any, said_currency: Any, said_period: Any, paths: tuple[str, str, str, str], *about: str
) -> list[Fact]:  # fmt: skip
    """The facts of one statement of pay, each with its path. ``about`` is what stands beside it and may say that the
    amounts are reached only with commission."""
    amounts = [amount(low), amount(high)]
    sure = 0.95
    if None not in amounts and amounts[0] > amounts[1]:  # type: ignore[operator]
        amounts, paths, sure = amounts[::-1], (paths[1], paths[0], *paths[2:]), DOUBTED
    if amounts == [None, None]:
        return []
    values = (*amounts, currency(said_currency), period(said_period))
    names = ("salary_min", "salary_max", "currency", "salary_period")
    facts = [stated(name, value, path, confidence=sure) for name, value, path in zip(names, values, paths, strict=True)
             if value is not None]  # fmt: skip
    for beside in about:
        if match := _ON_TARGET.search(beside):
            return [*facts, stated("salary_basis", "on-target", paths[0], match[0], sure)]
    return facts


def written_pay(value: Any, path: str) -> list[Fact]:
    """Pay in words, "$50K per year"."""
    text = one_line(value)[:500] if isinstance(value, str) else ""
    found = read_pay_field(text)
    if found is None:
        return []
    facts = [
        stated(name, amount(each.value), path, text[each.start : each.end])
        for name, each in (("salary_min", found.low), ("salary_max", found.high))
        if each is not None
    ]
    said = (("currency", found.currency), ("salary_period", found.period), ("salary_basis", found.basis))
    return facts + [stated(name, each[0], path, text[each[1] : each[2]]) for name, each in said if each is not None]


def regions(values: Iterable[Any], path: str) -> list[Fact]:
    """Countries and parts of the world by code or name."""
    found: dict[str, Fact] = {}
    for value in values:
        if isinstance(value, str):
            for region in _regions_of(one_line(value)):
                found.setdefault(region, stated("region", region, path, one_line(value)))
    return list(found.values())


def places(names: Iterable[str], path: str) -> list[Fact]:
    """Where the work is, from names of places as people write them; remote where no other place is named."""
    kept = list(dict.fromkeys(name for name in map(one_line, names) if name))
    if not kept:
        return []
    said = "; ".join(kept)
    facts = [stated("location", said[:300], path)]
    if all(_REMOTE_PLACE.match(fold(name)) for name in kept):
        facts += works("remote", path, said[:300], 0.8)
    return facts


def place(*parts: str) -> str:
    """ "Berlin, Germany" of city, region and country, none twice."""
    return ", ".join(dict.fromkeys(part for part in parts if part))


def closing(value: Any, path: str, since: Any = None) -> list[Fact]:
    """Until when people may apply. More than a year ahead is a date that somebody had to enter."""
    ends, begins = day(value), day(since) or datetime.now(tz=UTC).date()
    if ends is None or ends - begins > _YEAR:
        return []
    return [stated("closing_on", ends.isoformat(), path, str(value)[:60])]


def day(value: Any) -> date | None:
    """The date that a time in ISO form begins with."""
    try:
        return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def years(value: Any, path: str, said: Any) -> list[Fact]:
    found = amount(value) if value != 0 else 0
    return [stated("min_years_experience", found, path, said)] if found is not None and found < 60 else []


def _spaced(written: str) -> str:
    """Folded, as words: "FullTime", "full-time" and "FULL_TIME" are "full time"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", written)
    return re.sub(r"[\W_]+", " ", fold(parted)).strip()


@cache
def _countries() -> dict[str, str]:
    """By code of two or three letters, the English names that read texts use too."""
    import pycountry
    from babel import Locale

    names = Locale("en").territories
    held = {each.alpha_2: names[each.alpha_2] for each in pycountry.countries if each.alpha_2 in names}
    return held | {each.alpha_3: held[each.alpha_2] for each in pycountry.countries if each.alpha_2 in held}


def _is_state(region: str, name: str, start: int) -> bool:
    """ "Atlanta, Georgia" and "Santa Fe, New Mexico" name no country."""
    return (region == "Georgia" and start > 0) or name[:start].endswith("New ")


def _regions_of(name: str) -> list[str]:
    if len(name) in (2, 3) and (country := _countries().get(name.upper())):
        return [country]
    found = [region for region, start, _end in regions_in(name[:300]) if not _is_state(region, name, start)]
    last = name.rsplit(",", 1)[-1].strip()
    if not found and len(last) == 3 and last.isupper() and last in _countries():
        return [_countries()[last]]
    return found
