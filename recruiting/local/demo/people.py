"""The colleagues who can sign in, and the sixty people who applied, one of them twice."""

import csv
from pathlib import Path
from typing import NamedTuple

from recruiting.people.models import Role

PASSWORD = "demonstration only"


class Colleague(NamedTuple):
    email: str
    name: str
    role: Role
    time_zone: str
    what: str


COLLEAGUES = [
    Colleague("marta@fairlead.example", "Marta Ferreira Lopes", Role.ADMINISTRATOR, "Europe/Lisbon", "administrator"),
    Colleague("ines@fairlead.example", "Inês Carvalho", Role.RECRUITER, "Europe/Lisbon", "recruiter"),
    Colleague("kofi@fairlead.example", "Kofi Mensah", Role.RECRUITER, "Africa/Accra", "recruiter"),
    Colleague("tomasz@fairlead.example", "Tomasz Wójcik", Role.HIRING_MANAGER, "Europe/Warsaw", "hiring manager"),
    Colleague("dana@fairlead.example", "Dana Abu-Khalil", Role.HIRING_MANAGER, "Asia/Amman", "hiring manager"),
    Colleague("laura@fairlead.example", "Laura Beltrán", Role.HIRING_MANAGER, "America/Bogota", "hiring manager"),
    Colleague("bruno@fairlead.example", "Bruno Kowalczyk", Role.INTERVIEWER, "Europe/Warsaw", "coordinator"),
    Colleague("priya@fairlead.example", "Priya Raghunathan", Role.INTERVIEWER, "Asia/Kolkata", "interviewer"),
    Colleague("yuki@fairlead.example", "Yuki Tanabe", Role.INTERVIEWER, "Asia/Tokyo", "interviewer"),
    Colleague("sean@fairlead.example", "Seán Mac Giolla", Role.INTERVIEWER, "Europe/Dublin", "interviewer"),
    Colleague("rute@fairlead.example", "Rute Nascimento", Role.INTERVIEWER, "America/Sao_Paulo", "interviewer"),
]


class Person(NamedTuple):
    """``arrived`` and ``since`` are days ago: when the application came, and when its last move happened.
    ``reached`` is the position of the last stage; ``ending`` the reason of its end, or "hired"."""

    posting: str
    name: str
    calling_name: str
    headline: str
    location: str
    time_zone: str
    source: str
    arrived: int
    reached: int
    since: int
    ending: str


def applicants(posting: str) -> list[Person]:
    """Whoever applied to the posting of that key, from people.csv."""
    with Path(__file__).with_name("people.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["posting"] == posting]
    days = ("arrived", "reached", "since")
    return [Person(**{**row, **{name: int(row[name]) for name in days}}) for row in rows]


# What happened to some beside the straight way.
UNDONE = "Yesenia Cárdenas"  # moved on by mistake, undone six minutes later
REOPENED = "Gabriela Montenegro"  # rejected, then wanted after all
MOVED_BACK = "Alejandro Quiroga"
UNHIRED = "Li Wei 李伟"  # accepted, then took another offer
CORRECTED = "Luciana Bittencourt de Souza Prado"  # somebody typed the wrong day; an administrator put it right
