"""Pay: which of a text's amounts is the salary, and what the text says about it.

A number is believed to be pay where a word for pay names it, or where it stands with currency and period under no
other name. Currency and period are null unless written: "$" is a currency of twenty countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold

from .money import Pay, basis_near, currency_codes, find_pay, period_in

_PAY = re.compile(
    r"(?<!\w)(?:salar(?:y|ies)|salarial|compensation|pay(?: range| rate| scale)?|paid(?! (?:time|sick|leave"
    r"|holiday|vacation|parental|days?|family|volunteer|off))|paying|wages?|remunera\w+"
    r"|rate|earn(?:ings)?|ctc|package|hourly rate|day rate|"
    r"salarios?|faixa|sueldos?|gehalt\w*|\w*gehalt|vergutung\w*|lohn|jahres\w+|stundensatz|tagessatz|salaires?"
    r"|vencimento|\w*lohn|remunere\w*|tjm|taux journalier|tarif|"
    r"lon|manadslon|stipendio|retribuzione|ral|salaris|ganho|honorari\w+|valor hora|ofrecemos"
    r"|budget(?: for (?:this|the) (?:role|position)))(?!\w)|💰|💵|💲"
)  # fmt: skip
_OTHER = (
    r"bonus\w*|bono|budget|stipend|allowance|reimburs\w+|auxilio|ajuda de custo|vale\b|vales|formation|training"
    r"|education|learning|equipment|set ?up|home office|"
    r"funding|raised|revenue|turnover|referral|insurance|401|wellness|gym|allocation|zuschuss|pramie|primes?\b"
    r"|tickets?|subsid\w+|creche|child\w*|kita|relocation|"
    r"sign(?:ing)?[- ]?on|equity|stock|shares|valuation|arr\b|savings|discount|descuento|rabatt|customers?"
    r"|clients?|clientes|budgets|deals?|assets|"
    r"visit\w+|transactions?|donat\w+|grant|investi\w+|umsatz|chiffre d'affaires|facturacion|faturamento"
    r"|premium|cost|fee|perks?|per diem|meal|refeicao|alimentacao|"
    r"weiterbildung\w*|equipamento|mensalidade|phone|wifi|internet|laptop|seguro|upgrade|saved|worth"
)
_OTHER_BEFORE = re.compile(rf"(?<!\w)(?:{_OTHER})(?!\w)")
_OTHER_AFTER = re.compile(
    rf"^[ /-]*(?!(?:plus|and|y|et|und|e|or|basic|base|mas"
    rf"|mais)\b)(?:[^\W_]+[ /-]*){{0,3}}?(?:(?:for|towards|toward|in|of|para|pour|fur"
    rf"|de) )?(?:\w+ )?(?:{_OTHER})(?!\w)"
)
_CURRENCY_ONLY = re.compile(
    r"(?:salar\w+|pay|paid|compensation|remunera\w+|sueldo"
    r"|gehalt)\b.{0,25}?(?<!\w)(?:in|em|en)\s+(?P<code>[a-z]{3})(?!\w)"
)
_APART = re.compile(r"(?:\b(?:in|em|en)\s+|\()([A-Z]{3})\b")
_BESIDE = re.compile(r"\s?([A-Z]{3})\b")
_MILLIONS = re.compile(r"\s?(?:[mb]\b(?!/)|mm\b|bn\b|million|billion|milh|mio\b)")
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[;!?]|\.(?=\s|$)|\n")
_FAR = 250  # words further away than this say nothing about an amount
_LIMITS = {"hour": (1, 5_000), "day": (8, 50_000), "week": (40, 1e6), "month": (100, 1e9), "year": (500, 1e11)}
# What people are paid where one unit of money buys about as much as a dollar.
_STRONG = {"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"}
_USUAL = {"hour": (3, 1_000), "day": (20, 5_000), "week": (80, 20_000), "month": (200, 60_000), "year": (3_000, 2e6)}


def read_pay(document: Document) -> list[Fact]:
    """The facts of the surest statement; a currency named without a figure is a fact too."""
    found = [(line, pay) for line in document.lines for pay in _statements(line)]
    if found:
        line, pay = max(found, key=lambda pair: (pair[1].sure, pair[1].period is not None, -pair[0].starts[0]))
        return list(pay_facts(document, line, pay))
    for line in document.body:
        if (match := _CURRENCY_ONLY.search(line.folded)) and line.text[slice(*match.span("code"))] in currency_codes():
            return [document.fact("currency", match["code"].upper(), line, *match.span("code"), 0.7)]
    return []


def pay_facts(document: Document, line: Line, pay: Pay) -> Iterator[Fact]:
    for name, amount in (("salary_min", pay.low), ("salary_max", pay.high)):
        if amount is not None:
            yield document.fact(name, _tidy(amount.value), line, amount.start, amount.end, pay.sure)
    for name, said in (("currency", pay.currency), ("salary_period", pay.period), ("salary_basis", pay.basis)):
        if said is not None:
            yield document.fact(name, said[0], line, said[1], said[2], pay.sure)


def read_pay_field(written: str) -> Pay | None:
    """The pay in a string that is known to be about pay, such as a feed's salary field."""
    folded = fold(written)
    for pay in find_pay(written, folded):
        if _believable(pay) and not _other_money(folded, pay) and (pay.marked or pay.period or _bare_figures(pay)):
            _complete(pay, written, folded, 0, len(written))
            _doubt(pay)
            return pay
    return None


def _bare_figures(pay: Pay) -> bool:
    top = (pay.high or pay.low).value  # type: ignore[union-attr]
    return top >= 500 and not 1950 <= top <= 2100


def _tidy(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 2)


def _statements(line: Line) -> Iterator[Pay]:
    if line.section in ("source", "preferred") or not _DIGIT.search(line.text):
        return
    for pay in find_pay(line.text, line.folded):
        if not _believable(pay) or not (pay.marked or pay.period or _scaled(pay)):
            continue
        start, end = _clause(line.folded, pay)
        before = line.folded[start : pay.start]
        named = bool(
            _PAY.search(before) or _PAY.search(line.folded[pay.end : min(end, pay.end + 30)]) or line.section == "pay"
        )
        if not named and not (
            pay.marked and pay.period and pay.low and line.section not in ("company", "benefits", "apply")
        ):
            continue
        if _other_money(line.folded[:end], pay, start):
            continue
        _complete(pay, line.text, line.folded, start, end)
        pay.sure = min(pay.sure, 0.95 if named else 0.7)
        if named and (line.section == "pay" or line.label) and pay.sure >= 0.9:
            pay.sure = 0.95
        _doubt(pay)
        yield pay


def _scaled(pay: Pay) -> bool:
    return bool((pay.low and pay.low.scaled) or (pay.high and pay.high.scaled))


def _clause(folded: str, pay: Pay) -> tuple[int, int]:
    first, last = max(pay.start - _FAR, 0), min(pay.end + _FAR, len(folded))
    start = max((m.end() for m in _CLAUSE.finditer(folded, first, pay.start)), default=first)
    end = next((m.start() for m in _CLAUSE.finditer(folded, pay.end, last)), last)
    return start, end


def _other_money(folded: str, pay: Pay, start: int = 0) -> bool:
    """Training budgets, child benefits, funding rounds: money, but not the salary."""
    if folded.startswith("401", pay.start):
        return True  # the pension plan 401(k)
    before = folded[start : pay.start]
    others = [m.end() for m in _OTHER_BEFORE.finditer(before)]
    names = [m.end() for m in _PAY.finditer(before)]
    if others and (not names or names[-1] < others[-1]):
        return True
    after = folded[(pay.period or (0, 0, pay.end))[2] :]
    return bool(_OTHER_AFTER.match(after[:60]) or _MILLIONS.match(folded, pay.end))


def _believable(pay: Pay) -> bool:
    top = (pay.high or pay.low).value  # type: ignore[union-attr]
    low, high = _LIMITS[pay.period[0]] if pay.period else (5, 1e11)
    return low <= top <= high


def _doubt(pay: Pay) -> None:
    """ "$1,200 a year" and "€90,000 a month" are slips more often than pay: to be looked at."""
    if pay.period is None or (pay.currency and pay.currency[0] not in _STRONG):
        return
    low, high = _USUAL[pay.period[0]]
    if any(amount and not low <= amount.value <= high for amount in (pay.low, pay.high)):
        pay.sure = min(pay.sure, 0.5)


def _complete(pay: Pay, text: str, folded: str, start: int, end: int) -> None:
    """What stands a little apart: the period in front ("Taux journalier"), the currency in brackets ("in USD")."""
    pay.basis = basis_near(folded, pay.start, (pay.period or (0, 0, pay.end))[2])
    window = folded[start : pay.start]
    if pay.period is None and (found := period_in(window)):
        pay.period = (found[0], found[1] + start, found[2] + start)
    if pay.period is None and (found := period_in(folded[pay.end : min(end, pay.end + 25)])):
        pay.period = (found[0], found[1] + pay.end, found[2] + pay.end)
    if pay.currency is None:
        after = (pay.period or (0, 0, pay.end))[2]
        beside = _BESIDE.match(text, after)
        for match in [*([beside] if beside else []), *_APART.finditer(text, start, end)]:
            if match[1] in currency_codes():
                pay.currency = (match[1], match.start(1), match.end(1))
                break
    if pay.basis is None:
        pay.basis = basis_near(folded, pay.start, pay.end)
