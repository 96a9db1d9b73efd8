"""The grammar of amounts: what a number, a currency, a span of amounts and a period look like in writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# Dollars, yen and crowns belong to several countries: alone they name no currency.
_SYMBOLS = {
    "us$": "USD", "u$s": "USD", "u$": "USD", "ca$": "CAD", "c$": "CAD", "cad$": "CAD", "a$": "AUD",
    "au$": "AUD", "nz$": "NZD", "hk$": "HKD",
    "mx$": "MXN", "s$": "SGD", "nt$": "TWD", "r$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN",
    "zl": "PLN", "rm": "MYR", "₩": "KRW",
    "₪": "ILS", "₫": "VND", "₱": "PHP", "₴": "UAH", "₦": "NGN", "₺": "TRY", "฿": "THB", "kč": "CZK", "$": None,
    "¥": None, "kr.": None, "kr": None,
    "euros": "EUR", "euro": "EUR", "reais": "BRL", "dollars": None, "dolares": None, "dólares": None,
    "pounds": "GBP", "can": "CAD",
}  # fmt: skip
_SPELLED = rf"(?i:{'|'.join(re.escape(s) for s in sorted(_SYMBOLS, key=len, reverse=True))})"
_BEFORE = rf"(?:(?<![^\W\d_])(?:{_SPELLED})(?=\W|\d)|(?<![^\W\d_])[A-Z]{{3}}(?=[\s$€£]|\d))"
_AFTER = rf"(?:(?:{_SPELLED})(?![^\W\d_])|[A-Z]{{3}}(?![^\W\d_]))"
_NUMBER = (
    r"(?:\d{1,3}(?:[  ]\d{3})+(?![\d ]\d)(?:,\d{1,2})?|\d{1,3}(?:['’]\d{3})+|\d{1,3}(?:,\d{2,3})+(?:\.\d{1,2})?"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)"
)
AMOUNT = re.compile(
    rf"(?P<before>{_BEFORE}\s*(?:(?:{_BEFORE}|{_SPELLED})\s*)?)?(?<![\d.,])(?P<number>{_NUMBER})(?![\d%º°]|[.,]\d)"
    rf"(?:\s?(?P<scale>k|K|mil|lakhs?|lacs?|LPA|M|MM|B|bn|million(?:s|en)?|millones|milhoes|milhões"
    rf"|billion)(?:(?![^\W\d_])|(?=[A-Z]{{3}}(?![^\W\d_]))))?"
    rf"(?P<plus>\+(?=[\s,.)/]|$))?(?:\s?(?P<after>{_AFTER}(?:\s?(?:{_SPELLED}))?))?(?![^\W\d_])",
)
_FIGURE = re.compile(r"\d")
_CURRENCY = re.compile(rf"{_SPELLED}|[A-Za-z]{{3}}")
_SIGNS = tuple(_SYMBOLS)
_LONGEST_CURRENCY = 24  # written before an amount, with a second one and spaces
_UNIT = {
    "hour": r"hours?|hrs?|hora|horas|stunde|std|heure|uur|ora|timme|h", "day": r"days?|dia|tag|jour|journee|dag|j",
    "week": r"weeks?|wk|semana|woche|semaine", "month": r"months?|mo|mes|monat|mois|manad|mese|maand",
    "year": r"years?|yr|annum|ano|jahr|an|ar|anno|jaar|y|annee",
}  # fmt: skip
_ADVERB = {
    "hour": r"hourly|horaire|stundlich|por hora|valor hora|stundensatz|stundenlohn",
    "day": r"daily|journalier|tjm|tagessatz|diari[oa]|diaria|day rate",
    "week": r"weekly|semanal(?:es)?|wochentlich|hebdomadaire",
    "month": r"monthly|mensua(?:l|les)|mensa(?:l|is)|monatlich|mensuel(?:le)?s?|monats\w+|brutto/monat",
    "year": r"yearly|annual(?:ly)?|anua(?:l|les|is)|jahrlich|\w*jahres\w+|annuel(?:le)?s?|annuale|p\.\s?a\b\.?"
        r"|ral\b|lpa\b|b/a\b|a year|an year|base year",
}  # fmt: skip
_PER = (
    r"(?:/\s?|\bper\s|\bpar\s|\bpor\s|\bpro\s|\bim\s|\bao\s|\bal\s|\bje\s|\ba\s|\ban\s|\bi\s|\bin the\s|\bde l'|\bla\s)"
)
_PERIOD = re.compile(
    "|".join(rf"(?P<{unit}>{_PER}(?:{_UNIT[unit]})(?![^\W_])|(?<!\w)(?:{_ADVERB[unit]})(?![^\W_]))" for unit in _UNIT)
)
_TO_PERIOD = re.compile(
    r"(?:[\s,)(+]|\b(?:usd|eur|gbp|cad|brl|euros?|gross|net|brutto|netto|bruto?s?|brut|net[oa]s?|ht"
    r"|base|salary|vat|c2c|b2b|clt|pj|liquid[oa]s?)\b|[€$£]|/(?=\s?(?:monthly|yearly|hourly|annual"
    r"|daily)))*"
)
_BARE_PERIOD = re.compile(r"\s?(?P<unit>year|month|hour|week|day)\b")
JOINER = re.compile(
    r"(?:\.(?=\s+[-–—]))?\s*(?:-|–|—|~|\bto\b|\ba\b|\bà\b|\bbis\b|\bhasta\b|\baté\b|\bup to\b|\btill\b|->"
    r"|→)\s*(?:an?\s+)?(?:(?:up to|max(?:imum)?(?: of)?)\s)?\s*",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\s?/\s?(?=[\d€$£])")
_LABELLED = re.compile(r"\s*[-–,|/]?\s*(?:mid|max(?:imum)?)\s*:?\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:\band\b|\bet\b|\by\b|\be\b|\bund\b|\bed\b|\boch\b)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|entre|zwischen|tra|fra|mellan|from)\W{1,3}$")
_FROM = re.compile(
    r"(?:\b(?:from|starting (?:at|from)|at least|minimum|a partir de|desde|ab|mindestens|des|minst"
    r"|fran|min|over|more than|mais de|mas de|plus de)|>)\W{0,3}$"
)
_UP_TO = re.compile(r"(?:\b(?:up to|ate|hasta|bis zu|bis|jusqu'a|maximum|max|upto|upp till|fino a)|<)\W{0,3}$")
_BASES = [
    ("gross", re.compile(r"\b(?:gross|bruts?|brutto\w*|brut[oa]s?|lord[oa]|ral|bruttojahresgehalt)\b")),
    ("net", re.compile(r"\b(?:net|net[oa]s?|netto\w*|liquid[oa]s?)\b")),
    ("before VAT", re.compile(r"\bht\b|\+ ?vat\b|excl\w*\.? (?:of )?vat|\+ ?iva\b|zzgl\.? mwst|hors taxe")),
    ("on-target", re.compile(r"\bote\b|on[- ]target")),
    ("base", re.compile(r"\bbase\b")),
]  # fmt: skip
_HAS_BASIS = re.compile(r"\b(?:gross|brut|lord|ral|net|liquid|ht|ote|base)|vat|iva|mwst|taxe|target")
_BESIDE = re.compile(r"(?:[^\d$€£+]|\+\s?(?:vat|iva)){0,25}")  # an amount: not the next one
_BASIS_BETWEEN = re.compile(r"(?:\s?(?:gross|net|base|brutto|netto|brut)\b)?")
_SCALES = {"k": 1_000, "mil": 1_000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "lacs": 100_000, "lpa": 100_000}


@dataclass
class Amount:
    value: float
    scaled: bool
    start: int
    end: int
    currencies: list[tuple[str | None, int, int]]
    plus: bool
    period: tuple[str, int, int] | None  # that follows it


@dataclass
class Pay:
    """One statement of pay in a line; spans are places in that line."""

    low: Amount | None
    high: Amount | None
    start: int
    end: int
    currency: tuple[str, int, int] | None = None
    period: tuple[str, int, int] | None = None
    basis: tuple[str, int, int] | None = None
    marked: bool = False  # some currency sign or code stands with it
    sure: float = 0.9


@cache
def currency_codes() -> frozenset[str]:
    import pycountry  # reads its tables when first asked

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def number_of(written: str, scaled: bool = False) -> float:
    """12.000, 12,000, 12 000, 12'000 and 12,5 as people write them; three digits after a mark are thousands."""
    digits = re.sub(r"[\s'’]", "", written)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return float(digits)
    other = "," if digits[last] == "." else "."
    decimal = other in digits[:last] or len(digits) - last - 1 != 3
    if digits.count(digits[last]) > 1:
        decimal = False
    head = re.sub(r"[.,]", "", digits[:last])
    return float(f"{head}.{digits[last + 1 :]}") if decimal else float(head + digits[last + 1 :])


def _amount(folded: str, match: re.Match[str]) -> Amount | None:
    scale = (match["scale"] or "").casefold()
    if scale and scale not in _SCALES:
        return None  # millions and billions are funding, not pay
    value = number_of(match["number"]) * _SCALES.get(scale, 1)
    after = _currencies(match, "after")
    currencies = [*_currencies(match, "before"), *after]
    if scale == "lpa":
        currencies.append(("INR", match.start("scale"), match.end("scale")))
    start = match.start("before") if match["before"] and currencies else match.start("number")
    end = max(match.end("number"), match.end("scale"), match.end("plus"), match.end("after") if after else 0)
    return Amount(value, bool(scale), start, end, currencies, bool(match["plus"]), period_after(folded, end))


def _currencies(match: re.Match[str], group: str) -> list[tuple[str | None, int, int]]:
    found: list[tuple[str | None, int, int]] = []
    for token in _CURRENCY.finditer(match[group]) if match[group] else ():
        name, place = token[0], (match.start(group) + token.start(), match.start(group) + token.end())
        if name.casefold() in _SYMBOLS:
            found.append((_SYMBOLS[name.casefold()], *place))
        elif name in currency_codes():
            found.append((name, *place))
    return found


def find_pay(text: str, folded: str) -> Iterator[Pay]:
    """Every amount or span of amounts in a line, pay or not; the caller judges by the words around."""
    at = 0
    while (figure := _FIGURE.search(text, at)) and (match := AMOUNT.search(text, _begin(text, at, figure.start()))):
        at = match.end()
        if (first := _amount(folded, match)) is None:
            continue
        chain = [first]
        while len(chain) < 4 and (following := _next(text, folded, chain)):
            chain.append(following)
        at = chain[-1].end
        if pay := _pay(folded, chain):
            yield pay


def _begin(text: str, at: int, figure: int) -> int:
    """Where to look for an amount with this figure: before it only where what stands there may be a currency."""
    reach = max(at, figure - _LONGEST_CURRENCY)
    before = text[reach:figure].rstrip()
    return reach if before[-3:].isupper() or before.casefold().endswith(_SIGNS) else figure


def _next(text: str, folded: str, chain: list[Amount]) -> Amount | None:
    """The amount that a joiner ties to the last one; a period may stand between: $9/hr - $12/hr."""
    at = chain[-1].period[2] if chain[-1].period else chain[-1].end
    if not _FIGURE.search(text, at):
        return None
    at = _BASIS_BETWEEN.match(folded, at).end()  # type: ignore[union-attr]
    joiner = JOINER.match(text, at)
    if joiner is None and _BETWEEN.search(folded[max(chain[0].start - 20, 0) : chain[0].start]):
        joiner = _AND.match(text, at)
    if joiner is None and len(chain) == 1 and chain[0].currencies:
        joiner = _EITHER.match(text, at)
    labelled = _LABELLED.match(text, at)
    start = labelled.end() if labelled else joiner.end() if joiner else 0
    match = AMOUNT.match(text, start) if start else None
    return _amount(folded, match) if match else None


def _pay(folded: str, chain: list[Amount]) -> Pay | None:
    low, high, sure = chain[0], chain[-1], 0.9
    if len(chain) > 1:
        if high.scaled and not low.scaled and low.value < 1_000:
            low.value *= high.value / max(
                number_of(re.sub(r"[^\d.,]", "", folded[high.start : high.end]).strip(".,") or "1"), 1e-9
            )
        if high.scaled and low.value and high.value / low.value > 100 and high.value / 1_000 >= low.value:
            high.value, sure = high.value / 1_000, 0.5  # "3k to 6500k" can only mean 6.5k
        if high.value < low.value:
            return None
    if high.value < 1:
        return None
    pay = Pay(low, high, low.start, high.end, sure=sure, marked=any(a.currencies for a in chain))
    if len(chain) == 1:
        before = folded[max(low.start - 40, 0) : low.start]
        if low.plus or (_FROM.search(before) and not _UP_TO.search(before)):
            pay.high = None
        elif _UP_TO.search(before):
            pay.low = None
    codes = {code: place for a in chain for code, *place in a.currencies if code}
    if len(codes) > 1:
        return None  # two currencies in one span are two statements run together
    if codes:
        code, place = next(iter(codes.items()))
        pay.currency = (code, place[0], place[1])
    pay.period = next((amount.period for amount in reversed(chain) if amount.period), None)
    if folded[high.end - 3 : high.end] == "lpa":
        pay.period = ("year", high.end - 3, high.end)  # lakhs per annum
    if pay.period and not pay.marked and folded[pay.period[1] : pay.period[2]] == pay.period[0]:
        return None  # "1 hour" is a time
    return pay


def period_after(folded: str, at: int) -> tuple[str, int, int] | None:
    """The period that follows an amount, at most a few words of currency or tax between."""
    start = _TO_PERIOD.match(folded, at).end()  # type: ignore[union-attr]
    if match := _PERIOD.match(folded, start) or _PERIOD.match(folded, at):
        return match.lastgroup, *match.span()  # type: ignore[return-value]
    if bare := _BARE_PERIOD.match(folded, at):
        return bare["unit"], *bare.span("unit")
    return None


def period_in(folded: str) -> tuple[str, int, int] | None:
    """A period named anywhere in words that are about pay: "Taux journalier", "annual base pay range"."""
    match = _PERIOD.search(folded)
    return (match.lastgroup, *match.span()) if match else None  # type: ignore[return-value]


def has_basis(folded: str) -> bool:
    """Whether a line may say of its amounts which they are: most have none, or say nothing."""
    return bool(_FIGURE.search(folded) and _HAS_BASIS.search(folded))


def basis_near(folded: str, start: int, end: int) -> tuple[str, int, int] | None:
    last = _BESIDE.match(folded, end).end()  # type: ignore[union-attr]
    first = max(start - 25, 0)
    for name, pattern in _BASES:
        if match := pattern.search(folded, first, last):
            return name, match.start(), match.end()
    return None
