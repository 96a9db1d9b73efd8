"""The pay grammar: what is a salary, what it says, and the money that is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.importing.facts.money import number_of
from postings.importing.facts.pay import read_pay, read_pay_field
from postings.importing.formats.markdown import read_markdown


def said(text: str) -> dict[str, object]:
    return {fact.field.removeprefix("salary_"): fact.value for fact in read_pay(read_markdown(text))}


def span(low, high, currency=None, period=None, basis=None):
    facts = {"min": low, "max": high, "currency": currency, "period": period, "basis": basis}
    return {name: value for name, value in facts.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Salary: $90,000 - $120,000 per year", span(90000, 120000, None, "year")),
        ("Salary: $90,000 - $120,000 CAD", span(90000, 120000, "CAD")),
        ("Pay: US$35/hr to US$54/hr", span(35, 54, "USD", "hour")),
        ("Compensation: CA$80k–110k", span(80000, 110000, "CAD")),
        ("Salary: £95-115k", span(95000, 115000, "GBP")),
        ("Salary range (USD): 50,000 to 60,000 annually", span(50000, 60000, "USD", "year")),
        ("Salary: from $4,000 a month", span(4000, None, None, "month")),
        ("Salary: up to €70.000", span(None, 70000, "EUR")),
        ("Salary: $135k+", span(135000, None)),
        ("We pay 20 to 45 lakhs INR per annum (gross) as salary", span(2000000, 4500000, "INR", "year", "gross")),
        ("The hourly rate is $28.50", span(28.5, 28.5, None, "hour")),
        ("Remuneração: R$ 9.500,00 a R$ 12.000,00 por mês", span(9500, 12000, "BRL", "month")),
        ("Faixa salarial: 8 mil a 11 mil reais mensais", span(8000, 11000, "BRL", "month")),
        ("Salario: entre 2.100 y 2.600 euros netos al mes", span(2100, 2600, "EUR", "month", "net")),
        ("Sueldo bruto anual: 35.000 €", span(35000, 35000, "EUR", "year", "gross")),
        ("Jahresgehalt: 55.000 € bis 68.000 € brutto", span(55000, 68000, "EUR", "year", "gross")),
        ("Gehalt: 4'500 CHF pro Monat", span(4500, 4500, "CHF", "month")),
        ("Salaire : entre 40K€ et 60K€", span(40000, 60000, "EUR")),
        ("Salaire : 45-55k€ brut par an", span(45000, 55000, "EUR", "year", "gross")),
        ("TJM : 450 euros HT", span(450, 450, "EUR", "day", "before VAT")),
        ("Rémunération : 181 000 - 271 000 PLN gross/year", span(181000, 271000, "PLN", "year", "gross")),
        ("RAL: 38.000 €", span(38000, 38000, "EUR", "year", "gross")),
        ("💰 3.5K USD/month", span(3500, 3500, "USD", "month")),
        ("Salary: 80,000 kr per month", span(80000, 80000, None, "month")),
        ("Salary: $100,000 - $150,000 + bonus + equity", span(100000, 150000)),
        ("Rémunération : 53K€ / 70K€ selon parcours", span(53000, 70000, "EUR")),
        ("Base pay range is min $191k to a max $258k annual salary", span(191000, 258000, None, "year", "base")),
        ("Salary: USD$3 - 4k / month", span(3000, 4000, "USD", "month")),
        ("Hourly rate: $22/hr USD", span(22, 22, "USD", "hour")),
        ("Great salaries paid in EUR", {"currency": "EUR"}),
    ],
)
def test_pay_that_is_stated(text, facts):
    assert said(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "Competitive salary",
        "Salary: $0/yr - $0/yr",
        "💰 ~0k",
        "We raised $750 million USD",
        "We have raised 12M€ and pay well",
        "Training budget of €2,000 per year",
        "Vale refeição de R$ 800,00 por mês",
        "Ajuda de custo quando o filho nasce, R$ 1.000,00 mensais",
        "Allocation annuelle de formation de 1 500 $",
        "50 € Zuschuss pro Monat",
        "A signing bonus of $5,000",
        "## Benefits\n- Fertility insurance (up to $10,000 per year)",
        "Salary review every 12 months",
        "Salary depends on 5+ years of experience",
        "Over 200 000 visits per month",
        "PHP 7+ and Python 3.9",
        "25 days of holiday per year",
        "Paid time off: 20 days",
        "Salary: 13th month",
        "Paid sick leave (1 hour per 26 hours worked)",
        "We match 4% of your salary in 401k contributions",
        "€60K EUR/yr - $80K USD/yr salary",
    ],
)
def test_money_and_numbers_that_are_no_pay(text):
    assert said(text) == {}


def test_a_slip_of_thousands_is_taken_for_what_it_must_mean_and_is_less_sure():
    facts = read_pay(read_markdown("Salaries in USD range from 3k to 6500k per month"))
    assert [(f.field, f.value, f.confidence) for f in facts[:2]] == [
        ("salary_min", 3000, 0.5),
        ("salary_max", 6500, 0.5),
    ]


@pytest.mark.parametrize(
    ("field", "low", "high", "currency", "period"),
    [
        ("USD $123,000~$186,120", 123000, 186120, "USD", None),
        ("MIN: $107,200 - MID: $134,000 - MAX: $160,800 CAD", 107200, 160800, "CAD", None),
        ("DKK 866.000 kr.~1.190.000 kr.", 866000, 1190000, "DKK", None),
        ("60000 - 80000", 60000, 80000, None, None),
        ("$20 - $25/", 20, 25, None, None),
        ("RM2,250/yr", 2250, 2250, "MYR", "year"),
    ],
)
def test_a_field_known_to_be_pay_needs_no_word_for_it(field, low, high, currency, period):
    pay = read_pay_field(field)
    assert (pay.low.value, pay.high.value) == (low, high)
    assert (pay.currency and pay.currency[0], pay.period and pay.period[0]) == (currency, period)


@pytest.mark.parametrize("field", ["", "0", "$", "null", "$$$$", "Not specified", "$50M in 2023", "Competitive (2024)"])
def test_a_field_without_pay(field):
    assert read_pay_field(field) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [("8,000", 8000), ("17.000,00", 17000), ("26,67", 26.67), ("1 166 000", 1166000), ("2,590,000", 2590000),
     ("25,90,000", 2590000), ("211.4", 211.4), ("4'500", 4500), ("12", 12), ("1.190.000", 1190000)],
)  # fmt: skip
def test_numbers(written, number):
    assert number_of(written) == number


PIECES = st.sampled_from(
    ["$", "€", "R$", "US$", "USD", "PLN", "zł", "k", "K", "-", "–", "+", " ", "(", ")", " to ", " a ", "/yr", "/hr",
     "1", "12", "3.5", "8,000", "17.000,00", "45", "million", "lakhs", " per month", "salary ", "up to ", "from ",
     "between ", " and ", "brutto"]
)  # fmt: skip


def check_pay(text: str) -> None:
    pay = read_pay_field(text)
    if pay is not None:
        assert pay.low or pay.high
        assert 0 <= pay.start < pay.end <= len(text)
        if pay.low and pay.high:
            assert 0 < pay.low.value <= pay.high.value or pay.low.value == 0


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_mixture_is_read_or_refused(text):
    check_pay(text)


@pytest.mark.deep
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=20).map("".join)))
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_mixtures(text):
    check_pay(text)
