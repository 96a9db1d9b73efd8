"""What no score compares: levels, seniority, department, basis of pay, source, and dates without a year."""

import pytest

from postings.importing.facts import read_facts
from postings.importing.formats.markdown import read_markdown


def read(text: str) -> dict[str, object]:
    return read_facts(read_markdown(text)).as_json()


@pytest.mark.parametrize(
    ("line", "language", "level"),
    [
        ("English B2 or higher", "English", "B2"),
        ("English (C1/C2)", "English", "C1"),
        ("Native or bilingual English", "English", "Native"),
        ("Working proficiency in German", "German", "proficiency"),
        ("Francês fluente", "French", "fluente"),
        ("Nível B2 de inglês", "English", "B2"),
        ("Inglés intermedio", "English", "intermedio"),
        ("Nivel de alemán: C1", "German", "C1"),
        ("Deutsch auf muttersprachlichem Niveau", "German", "muttersprachlichem"),
        ("Deutschkenntnisse auf B1-Niveau", "German", "B1"),
        ("Anglais courant", "English", "courant"),
        ("Espagnol niveau B2 exigé", "Spanish", "B2"),
    ],
)
def test_levels_of_languages_are_cefr_or_the_texts_own_word(line, language, level):
    assert {"language": language, "level": level} in read(f"# Buyer\n\n## Requirements\n- {line}\n")[
        "language_requirements"
    ]


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Senior Buyer", "senior"),
        ("Junior Data Analyst", "junior"),
        ("Sr. Software Engineer", "senior"),
        ("Mid-level Designer", "mid"),
        ("Desenvolvedora Pleno", "mid"),
        ("Analista Ssr", "mid"),
        ("Principal Engineer", "principal"),
        ("Estagiário de Marketing", "internship"),
        ("Werkstudent Einkauf", "internship"),
        ("Développeur confirmé", "senior"),
        ("Lead Developer", "lead"),
        ("Buyer", None),
    ],
)
def test_seniority(title, seniority):
    assert read(f"# {title}\n\nWe are looking for you.\n")["seniority"] == seniority


@pytest.mark.parametrize(
    ("line", "department"),
    [
        ("Department: Research", "Research"),
        ("Departamento: Compras", "Compras"),
        ("Abteilung: Einkauf", "Einkauf"),
        ("Département : Achats", "Achats"),
        ("Our department is friendly", None),
    ],
)
def test_department(line, department):
    assert read(f"# Buyer\n\n{line}\n")["department"] == department


@pytest.mark.parametrize(
    ("line", "basis"),
    [
        ("Salary: 60,000 EUR gross a year", "gross"),
        ("Salary: 2,000 EUR net a month", "net"),
        ("Salario: 2.000 € netos al mes", "net"),
        ("Salário: 2.000 € brutos por mês", "gross"),
        ("Gehalt: 60.000 € brutto", "gross"),
        ("Salaire : 45 k€ bruts annuels", "gross"),
        ("Base salary: $90,000", "base"),
        ("Salary: $180,000 OTE", "on-target"),
        ("TJM : 500 € HT", "before VAT"),
        ("Rate: £500 + VAT per day", "before VAT"),
        ("Salary: 60,000 EUR a year", None),
    ],
)
def test_basis_of_pay(line, basis):
    assert read(f"# Buyer\n\n{line}\n")["salary_basis"] == basis


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Posted on TownhallJobs", "TownhallJobs"),
        ("Publicado originalmente en Empleos.example", "Empleos.example"),
        ("Offre publiée sur FreeBretagne", "FreeBretagne"),
        ("Fonte: Vagas do Norte", "Vagas do Norte"),
        ("Quelle: Stellenmarkt", "Stellenmarkt"),
        ("We publish our books ourselves", None),
    ],
)
def test_source(line, source):
    assert read(f"# Buyer\n\nWe are looking for a buyer.\n\n{line}\n")["source"] == source


@pytest.mark.parametrize(
    "line",
    [
        "Apply by 31 March",
        "Candidaturas até 5 de maio",
        "Fecha límite: 15/11",
        "Bewerbungsfrist: 3. April",
        "Date limite : 15 janvier",
    ],
)
def test_a_date_without_a_year_is_not_given_one(line):
    assert read(f"# Buyer\n\n{line}\n")["closing_on"] is None


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("Contract: full-time, on site", "onsite"),
        ("Acme, Porto (hybrid, two days in the office)", "hybrid"),
        ("Modalidad: híbrida", "hybrid"),
        ("Regime: presencial", "onsite"),
        ("Télétravail : 100 %", "remote"),
        ("Homeoffice gelegentlich möglich", None),
    ],
)
def test_workplace(text, workplace):
    assert read(f"# Buyer\n\n{text}\n")["workplace"] == workplace
