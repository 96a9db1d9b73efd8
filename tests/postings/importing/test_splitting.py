"""One text may hold several postings or none, and comes as people forward it: mails, chats, bits of HTML."""

import pytest

from postings.importing.reading import read_text
from postings.importing.shapes import ReadPosting

PORTUGUESE_HEADINGS = """# Vaga: Motorista

Procuramos motorista com 2 anos de experiência. Salário: R$ 2.800 por mês.

# Vaga: Auxiliar de Cozinha

Procuramos auxiliar de cozinha. Salário: R$ 1.900 por mês.
"""
SPANISH_LABELS = """Buscamos dos personas para nuestro equipo:

**Puesto:** Diseñadora de producto
**Salario:** 30.000 € al año
Requisitos: Figma, 3 años de experiencia

**Puesto:** Analista de datos
**Salario:** 34.000 € al año
Requisitos: SQL, 2 años de experiencia
"""
GERMAN_RULES = """Bäcker (m/w/d)
Wir suchen einen Bäcker mit 3 Jahren Berufserfahrung. Vollzeit. Bewerbung per E-Mail.
***
Verkäuferin (m/w/d)
Wir suchen eine Verkäuferin in Teilzeit. Bewerbung per E-Mail.
***
Fahrer (m/w/d)
Wir suchen einen Fahrer. Vollzeit. Bewerbung per E-Mail.
"""
FRENCH_HEADINGS = """## Développeur backend (H/F)
Profil recherché
- 3 ans d'expérience avec Go
Salaire : 45 k€ par an

## Comptable (H/F)
Profil recherché
- 5 ans d'expérience
Salaire : 38 k€ par an
"""
ENGLISH_LABELS = """Job title: Barista
Location: Leeds, United Kingdom
Pay: £11.50 per hour

Job title: Baker
Location: York, United Kingdom
Pay: £13 per hour
"""
FORWARDED_MAIL = """Hi Ines,

please see the opening below and put it on the board.

Best,
Marta

--
Marta Silva
Talent Lead, Northwind
+351 900 000 000

From: Kofi Mensah <kofi@northwind.example>
Sent: Monday, 2 November 2026 10:12
To: Marta Silva
Subject: FW: Data Engineer

> We are looking for a Data Engineer to join Northwind.
> Requirements:
> - 5+ years of experience with Python
> - SQL and Airflow
> Salary: 60,000 - 70,000 EUR per year
> Location: Porto, Portugal (hybrid)
>
> On Fri, 30 Oct 2026 at 09:00, Dana wrote:
>> 10 years of experience would be better
"""
WHATSAPP = """[03/11/2026, 09:14:22] Dana: hola! necesitamos publicar esto
[03/11/2026, 09:15:01] Dana: Buscamos cocinero/a para Faro Café, Montevideo
[03/11/2026, 09:15:30] Dana: 2 años de experiencia, jornada completa
[03/11/2026, 09:16:02] Dana: sueldo 45.000 UYU mensuales
"""
SLACK = """Tomasz  9:41 AM
:rocket: We're hiring a *Backend Engineer* at Tidewheel!
• 4+ years of experience with Go
• Remote in Poland
• 18 000 - 22 000 PLN net/month
Dana  9:43 AM
nice :tada:
"""
HTML_REMNANTS = (
    "<p><strong>Payroll Specialist</strong></p><p>Northwind &amp; Sons is looking for a Payroll Spec"
    "ialist.</p><ul><li>3&#43; years of experience</li><li>Knowledge of SAP&nbsp;HR</li></ul><p>Sala"
    "ry: &euro;40,000&nbsp;&ndash;&nbsp;&euro;48,000 per year</p>"
)
LUNCH = """Hi Ines,

lunch at one? The new developer starts on Monday, and I have 5 years of photos to show you.

Marta
"""
CURRICULUM = """Ana Costa
Software developer

Experience
- 2019-2024 Developer at Northwind: Python, Django
- 2016-2019 Developer at Acme

Education
BSc Computer Science, Porto
"""
MINUTES = """Acta de la reunión

El equipo aprobó el presupuesto de 20.000 € para la oficina. El director presentó los resultados del año.
"""


def only(text: str) -> ReadPosting:
    postings = read_text(text)
    assert len(postings) == 1
    return postings[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PORTUGUESE_HEADINGS, [("Motorista", 2800, 2), ("Auxiliar de Cozinha", 1900, None)]),
        (SPANISH_LABELS, [("Diseñadora de producto", 30000, 3), ("Analista de datos", 34000, 2)]),
        (
            GERMAN_RULES,
            [("Bäcker (m/w/d)", None, 3), ("Verkäuferin (m/w/d)", None, None), ("Fahrer (m/w/d)", None, None)],
        ),
        (FRENCH_HEADINGS, [("Développeur backend (H/F)", 45000, 3), ("Comptable (H/F)", 38000, 5)]),
        (ENGLISH_LABELS, [("Barista", 11.5, None), ("Baker", 13, None)]),
    ],
)
def test_several_postings_each_with_its_own_facts(text, expected):
    read = [(p.get("title"), p.get("salary_max"), p.get("min_years_experience")) for p in read_text(text)]
    assert read == expected


@pytest.mark.parametrize("text", [LUNCH, CURRICULUM, MINUTES])
def test_texts_about_work_that_offer_none(text):
    assert read_text(text) == []


def test_a_forwarded_mail_is_read_below_its_headers_and_not_in_what_it_answers():
    posting = only(FORWARDED_MAIL)
    facts = ("title", "location", "workplace", "salary_min", "salary_max", "currency", "min_years_experience")
    assert [posting.get(fact) for fact in facts] == [
        "Data Engineer", "Porto, Portugal (hybrid)", "hybrid", 60000, 70000, "EUR", 5,
    ]  # fmt: skip


def test_a_chat_is_read_without_its_times_and_names():
    posting = only(WHATSAPP)
    facts = ("title", "employment_type", "salary_max", "currency", "salary_period", "min_years_experience")
    assert [posting.get(fact) for fact in facts] == ["cocinero/a", "full_time", 45000, "UYU", "month", 2]


def test_a_message_with_emoji_and_stars():
    posting = only(SLACK)
    facts = ("title", "region", "salary_min", "salary_max", "currency", "salary_period", "salary_basis")
    assert [posting.get(fact) for fact in facts] == [
        "Backend Engineer", "Poland", 18000, 22000, "PLN", "month", "net",
    ]  # fmt: skip


def test_remnants_of_html_make_lines():
    posting = only(HTML_REMNANTS)
    facts = ("title", "company", "salary_min", "salary_max", "currency", "min_years_experience")
    assert [posting.get(fact) for fact in facts] == ["Payroll Specialist", "Northwind & Sons", 40000, 48000, "EUR", 3]
    assert posting.all("skill_required") == ["SAP HR"]
    for fact in posting.facts:
        assert fact.words == HTML_REMNANTS[fact.start : fact.end]
