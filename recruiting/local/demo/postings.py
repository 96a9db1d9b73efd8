"""The four postings: what is advertised, who works on it, and how it stands."""

from typing import NamedTuple

BACKEND_TEXT = """# Senior Backend Engineer (Ruby on Rails)

**Department:** Platform
**Location:** Remote, Latin America
**Employment type:** Full-time, contractor
**Salary:** USD 5,500 – 7,500 per month

We move money between small shops and their suppliers in eleven countries. The platform team owns the ledger,
the payouts and the interfaces that everybody else builds on.

## What you will do

- Design and run services that must never book a payment twice
- Keep a large Rails application pleasant to work in
- Review, explain and document; half of this job is writing

## Requirements

- 6+ years of experience as a backend engineer
- Ruby on Rails
- PostgreSQL
- Redis
- English at C1; Spanish or Portuguese is what the team speaks over lunch

## Nice to have

- Kafka
- Terraform and AWS

Apply by sending us a few lines about something you built and would build differently today.
"""

SUPPORT_TEXT = """You answer the shops that use us, in Portuguese and in Spanish, and you find out why a payout
did not arrive.

- two years in technical support
- SQL well enough to look for yourself
- Portuguese and Spanish at C1, English at B2
"""

HEAD_TEXT = """You lead four teams with thirty people, and the two of them who will lead after you.

- you have led managers before
- you still read code, and know when not to write it
"""

DATA_TEXT = """You build the pipelines that turn eleven countries' payments into figures that finance can sign.

- Python, SQL, dbt and Airflow
- four years with data that somebody audits
- English at B2; Polish is welcome
"""


class Job(NamedTuple):
    """``key`` is that of its people in people.csv; ``opened`` and ``stopped`` are days ago; one not stopped is open.
    Without ``fields`` it was imported: they are read from ``BACKEND_TEXT``."""

    key: str
    fields: dict
    openings: int
    recruiter: str
    team: dict[str, list[str]]
    opened: int
    becomes: str = ""
    stopped: int = 0


JOBS = [
    Job(
        "backend",
        {},
        3, "ines", {"hiring_manager": ["tomasz"], "coordinator": ["bruno"], "interviewer": ["priya", "sean", "rute"]},
        84,
    ),
    Job(
        "support",
        {
            "title": "Support Engineer, Portuguese and Spanish", "department": "Support", "description": SUPPORT_TEXT,
            "workplace": "hybrid", "location": "Lisbon", "employment_type": "permanent", "minimum_years": 2,
            "language": "en", "skills_required": ["SQL"],
            "language_requirements": [
                {"language": "Portuguese", "level": "C1"},
                {"language": "Spanish", "level": "C1"},
            ],
        },
        2, "kofi", {"hiring_manager": ["laura"], "coordinator": ["bruno"], "interviewer": ["rute"]},
        9,
    ),
    Job(
        "head",
        {
            "title": "Head of Platform Engineering", "department": "Platform", "description": HEAD_TEXT,
            "workplace": "hybrid", "location": "Lisbon or Warsaw", "employment_type": "permanent",
            "seniority": "director", "language": "en", "confidential": True,
        },
        1, "ines", {"hiring_manager": ["dana"], "interviewer": ["yuki"]},
        50, "on_hold", 6,
    ),
    Job(
        "data",
        {
            "title": "Data Engineer", "department": "Data", "description": DATA_TEXT, "workplace": "hybrid",
            "location": "Wrocław", "employment_type": "permanent", "minimum_years": 4, "language": "en",
            "pay_min": 15000, "pay_max": 21000, "pay_currency": "PLN", "pay_period": "month", "pay_basis": "gross",
            "skills_required": ["Python", "SQL", "dbt", "Airflow"],
        },
        2, "kofi", {"hiring_manager": ["dana", "tomasz"], "coordinator": ["bruno"], "interviewer": ["yuki", "sean"]},
        90, "closed", 18,
    ),
]  # fmt: skip
