"""Facts one by one, with the traps that each has."""

import pytest

from postings.importing.facts import read_facts
from postings.importing.formats.markdown import read_markdown


def read(text: str) -> dict[str, object]:
    return read_facts(read_markdown(text)).as_json()


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("5+ years of experience in sales", 5),
        ("+3 years of experience", 3),
        ("More than 5 years of experience", 5),
        ("3-7 years experience in a similar role", 3),
        ("four years' experience with boilers", 4),
        ("Mais de 4 anos de experiência com Java", 4),
        ("Experiência mínima de dois anos", 2),
        ("Experiencia > 2 años con Drupal", 2),
        ("Experiencia de 5 o más años", 5),
        ("De 4 à 5 ans d'expérience", 4),
        ("Expérience d'au moins 3 ans en comptabilité", 3),
        ("Mindestens drei Jahre Berufserfahrung", 3),
        ("Eine fünfjährige Berufserfahrung im Einkauf", 5),
        ("Zweijährige Berufserfahrung im Einkauf", 2),
        ("minst 5 års erfarenhet av elkraft", 5),
        ("No experience required", 0),
        ("Experience: 7\\+ years", 7),
        ("Nuestros 25 años de experiencia nos convierten en líderes", None),
        ("We have 20 years of experience in the market", None),
        ("With over 10 years of experience, we know retail", None),
        ("Seit 140 Jahren am Markt", None),
        ("PHP 7+", None),
        ("Experiência com Java 11+ e Angular 13+", None),
        ("Expérience minimale de 3ans à 8ans", 3),
        ("4 to six years of experience", 4),
        ("15 working days of vacation", None),
        ("40 hours a week", None),
        ("30 Tage Urlaub", None),
        ("4 weeks off after five years of service", None),
        ("A contract of 2 years", None),
    ],
)
def test_years_of_experience(line, years):
    assert read(f"# Buyer\n\n## Requirements\n\n- {line}")["min_years_experience"] == years


def test_a_tools_years_lie_within_the_trades():
    text = "# Buyer\n\n## Requirements\n- 2+ years of experience with SAP\n- 5+ years of experience in buying"
    assert read(text)["min_years_experience"] == 5


def test_preferred_years_are_not_the_minimum():
    assert read("# Buyer\n\n## Nice to have\n- 8 years of experience with SAP")["min_years_experience"] is None


@pytest.mark.parametrize(
    ("text", "workplace", "remote"),
    [
        ("Location: Berlin (hybrid)", "hybrid", False),
        ("This position is 100% remote.", "remote", True),
        ("Fully remote within Europe", "remote", True),
        ("Vaga 100% remota", "remote", True),
        ("Modalidad: presencial", "onsite", False),
        ("Modalidad teletrabajo", "remote", True),
        ("Arbeitsort: Köln, vor Ort", "onsite", False),
        ("Poste en télétravail, présence au bureau deux jours par semaine", "hybrid", False),
        ("Télétravail possible avec présence nécessaire plusieurs jours par semaine", "hybrid", False),
        ("Able to come into the office 2 days per week", "hybrid", False),
        ("This is not a remote position.", None, False),
        ("Remote: no", None, False),
        ("You will work with remote teams", None, None),
        ("Flexible working hours and mobiles Arbeiten möglich", None, None),
        ("Occasional home office when needed", None, None),
        ("Remote, Munich, Germany", None, None),
        ("Budget for your home office", None, None),
        ("Experience with remote sensing", None, None),
        ("Nothing is said about the place", None, None),
        ("Location: hybrid or remote", "remote", True),
        ("Candidates can work hybrid, work remotely or come to an office", "remote", True),
    ],
)
def test_where_the_work_is_done(text, workplace, remote):
    answer = read(f"# Buyer\n\n{text}\n")
    assert (answer["workplace"], answer["remote"]) == (workplace, remote)


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Location: Latin America (Remote)", ["Latin America"]),
        ("Location: LATAM", ["Latin America"]),
        ("Work from any country in Latin America.", ["Latin America"]),
        ("Local: Brasil ou Portugal", ["Brazil", "Portugal"]),
        ("Standort: Deutschland, Österreich", ["Germany", "Austria"]),
        ("Location: USA or UK", ["United States", "United Kingdom"]),
        ("You must be based in Spain.", ["Spain"]),
        ("Location: anywhere", ["Worldwide"]),
        ("Location: Paris", None),
        ("## About us\nWe employ the top talent of Latin America.", None),
        ("Join us and us alone", None),
    ],
)
def test_countries_and_regions(text, regions):
    assert read(f"# Buyer\n\n{text}\n")["regions"] == regions


@pytest.mark.parametrize(
    ("line", "languages"),
    [
        ("Fluent in English (mandatory)", [("English", "Fluent")]),
        ("C1 English (written and spoken)", [("English", "C1")]),
        ("English: B2+", [("English", "B2")]),
        ("Gute Deutsch- und Englischkenntnisse", [("German", "Gute"), ("English", "Gute")]),
        ("Sehr gute Deutschkenntnisse (mindestens C1)", [("German", "C1")]),
        (
            "Capacité à communiquer couramment en anglais et en français",
            [("English", "couramment"), ("French", "couramment")],
        ),
        ("Inglês avançado", [("English", "avançado")]),
        ("Buen nivel de inglés", [("English", "Buen")]),
        ("god förmåga i tal och skrift, både på svenska och på engelska", [("Swedish", "god"), ("English", "god")]),
        ("Fluent German and English (other languages a plus)", [("German", "Fluent"), ("English", "Fluent")]),
        ("German is a plus", None),
        ("Please send your resume in English", None),
        ("Experience in the French market", None),
        ("Clases de inglés", None),
        ("Java, Go and Swift", None),
    ],
)
def test_languages(line, languages):
    found = read(f"# Buyer\n\n## Requirements\n- {line}\n")["language_requirements"]
    assert (found and [(item["language"], item["level"]) for item in found]) == languages


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Employment type: Full-time", "full_time"),
        ("Contratação: CLT ou PJ", "clt|pj"),
        ("Contrat : CDI", "permanent"),
        ("CDD de 6 mois", "fixed_term"),
        ("Contrat : freelance", "contractor"),
        ("Contrato indefinido y jornada completa", "full_time|permanent"),
        ("Unbefristeter Arbeitsvertrag, Teilzeit", "part_time|permanent"),
        ("Werkstudent in Teilzeit", "part_time|internship"),
        ("Our full-time employees love it here", None),
        ("We run a freelance marketplace", None),
        ("## Qui sommes-nous\nUn producteur indépendant d'énergie.", None),
        ("## Requisitos\n- JPA\n- CDI\n- Maven", None),
        ("- CLT\n- PJ\n- Freelance\n- Internship\n- Full-time\n- Part-time", None),
    ],
)
def test_kind_of_employment(text, kinds):
    assert read(f"# Buyer\n\n{text}\n")["employment_type"] == kinds


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Apply by 31 March 2027", "2027-03-31"),
        ("Candidaturas até 5 de maio de 2027", "2027-05-05"),
        ("Bewerbungsfrist: 03.04.2027", "2027-04-03"),
        ("Date limite : 15 janvier 2027", "2027-01-15"),
        ("Sista ansökningsdag: senast den 25 augusti 2027", "2027-08-25"),
        ("Applications close on 2027-02-28", "2027-02-28"),
        ("Deadline: 04/25/2027", "2027-04-25"),
        ("Deadline: 03/04/2027", None),
        ("Apply by 30 February 2027", None),
        ("Apply by the end of March", None),
        ("Published on 1 March 2027", None),
    ],
)
def test_closing_date(text, day):
    assert read(f"# Buyer\n\n{text}\n")["closing_on"] == day


@pytest.mark.parametrize(
    ("head", "title", "company"),
    [
        ("# [Remoto] Desenvolvedor Go @ Vento Sul", "Desenvolvedor Go", "Vento Sul"),
        ("# [São Paulo] Analista Fiscal [Vento Sul]", "Analista Fiscal", "Vento Sul"),
        ("# Vento - Desarrollador móvil\n\nEscríbenos a cv@vento.example", "Desarrollador móvil", "Vento"),
        ("# QA Engineer | Banking Project | Vento\n\nVento is recruiting.", "QA Engineer", "Vento"),
        ("# Data Analyst (Anywhere, 100% remote)", "Data Analyst", None),
        ("# Nurse\n### Vento Clinics\n#### `🌎 Porto, Portugal`", "Nurse", "Vento Clinics"),
        ("---\nroles: un.e comptable\nstartup: Vento\n---\n\nTexte.", "comptable", "Vento"),
        ("Job title: Night Porter\nCompany: Hotel Vento", "Night Porter", "Hotel Vento"),
        ("# Nurse\n\n## About Vento\nWe care.", "Nurse", "Vento"),
        ("# Nurse\n\n## About us\nOur client is a clinic. At Vento, we place nurses.", "Nurse", None),
        ("# Software Engineer, Mobile - Android", "Software Engineer, Mobile - Android", None),
    ],
)
def test_title_and_company(head, title, company):
    answer = read(head)
    assert (answer["title"], answer["company"]) == (title, company)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Originally posted on: Jobboard", "Jobboard"),
        ("Vaga originalmente publicada em: linkedin", "linkedin"),
        ("Ursprünglich veröffentlicht auf Stellenmarkt", "Stellenmarkt"),
        ("Find us on LinkedIn", None),
    ],
)
def test_source(text, source):
    assert read(f"# Buyer\n\nWe are looking for a buyer.\n\n{text}\n")["source"] == source


@pytest.mark.parametrize(
    ("line", "required", "preferred"),
    [
        ("Experience with React, Angular and Vue", ["React", "Angular", "Vue"], []),
        ("Experience with Angular and Linux (plus)", [], ["Angular", "Linux"]),
        (
            "Strong experience with relational databases (PostgreSQL preferred)",
            ["relational databases"],
            ["PostgreSQL"],
        ),
        ("Idealerweise Erfahrung mit Docker", [], ["Docker"]),
        ("Message queues such as SQS/Kafka/RabbitMQ", ["Message queues", "SQS", "Kafka", "RabbitMQ"], []),
        ("Team player with a positive attitude", [], []),
        ("Bachelor's degree in Computer Science", [], []),
        ("Fluent English", [], []),
        ("C, C++ and C#", ["C", "C++", "C#"], []),
        ("3+ years of B2B insurance sales experience", ["B2B insurance sales"], []),
        ("Experience running Kubernetes in production", ["Kubernetes"], []),
        ("You have managed stock in three halls, with attention to health and safety", ["health and safety"], []),
        ("Knowledge of data and tools", [], []),
        ("Familiarity with payroll would be a bonus", [], ["payroll"]),
        ("Experience in Spain and with Tableau", ["Tableau"], []),
        ("Experience in a technical sales role", ["technical sales"], []),
    ],
)
def test_skills_of_a_line(line, required, preferred):
    answer = read(f"# Backend Developer\n\nWe are looking for a developer for the team.\n\n## Requirements\n- {line}\n")
    assert (answer["skills_required"], answer["skills_preferred"]) == (required, preferred)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Conhecimentos de bancos de dados", "bancos de dados"),
        ("Conocimientos de bases de datos", "bases de datos"),
        ("Gute Kenntnisse in Datenbanken", "Datenbanken"),
        ("Bonne connaissance des bases de données", "bases de données"),
    ],
)
def test_a_skill_has_one_name_in_all_languages_and_keeps_the_words_of_the_text(line, words):
    opening = {
        "Co": "Procuramos uma pessoa para o time e para o escritório da empresa.",
        "Gu": "Wir suchen eine Person für das Team und für unser Büro in der Stadt.",
        "Bo": "Nous recherchons une personne pour notre équipe et pour le bureau de la ville.",
    }[line[:2]]
    facts = read(f"# Backend Developer\n\n{opening}\n\n## Requirements\n- {line}\n")["facts"]
    skills = [(fact["value"], fact["words"]) for fact in facts if fact["field"].startswith("skill")]
    assert skills == [("databases", words)]


def test_a_list_under_a_heading_that_says_nothing_asks_for_skills_where_it_asks_for_a_degree():
    list_of = "- Degree in Chemistry\n- Experience in glass blowing\n- Knowledge of kiln safety\n"
    asked = f"# Chemist\n\nWe are looking for a chemist.\n\n## What we look forward to\n{list_of}"
    assert read(asked)["skills_required"] == ["glass blowing", "kiln safety"]
    assert read(asked.replace("- Degree in Chemistry\n", ""))["skills_required"] == []
