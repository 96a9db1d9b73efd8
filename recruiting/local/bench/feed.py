"""Invented postings, any number of them, each another: the same for the same seed. As an XML feed and as a board."""

import json
import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain
from pathlib import Path
from typing import IO

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text())
_ROLES = ["Backend Engineer", "Data Analyst", "Product Designer", "Project Manager", "QA Tester", "Accountant",
          "Site Reliability Engineer", "Sales Manager", "Customer Support Specialist", "Data Scientist"]  # fmt: skip
_LEVELS = ["", "Junior ", "Senior ", "Lead ", "Principal "]
_FIRST = ["Tide", "Stone", "Copper", "Alder", "North", "Bright", "Quiet", "Harbour", "Meadow", "Silver", "Slate"]
_SECOND = ["wheel", "field", "works", "bridge", "light", "mark", "gate", "path", "forge", "haven", "line", "crest"]
_KINDS = ["Labs", "AG", "Systems", "Logistics", "Health", "Energy"]
_DEPARTMENTS = ["Engineering", "Platform", "Finance", "Operations", "Sales", "Product"]
_TRADES = ["bakeries", "forwarders", "hospitals", "schools", "workshops", "growers"]
_CITIES = {
    "en": [("Dublin", "Ireland"), ("Leeds", "United Kingdom"), ("Toronto", "Canada")],
    "de": [("Hamburg", "Germany"), ("Wien", "Austria"), ("Leipzig", "Germany")],
    "fr": [("Lyon", "France"), ("Nantes", "France"), ("Bruxelles", "Belgium")],
    "es": [("Valencia", "Spain"), ("Bilbao", "Spain"), ("Bogotá", "Colombia")],
    "pt": [("Porto", "Portugal"), ("Braga", "Portugal"), ("Recife", "Brazil")],
}
_SKILLS = """Python, Django, PostgreSQL, Kubernetes, Terraform, Go, Rust, Java, Spring, Kotlin, React, TypeScript,
Redis, Kafka, Docker, Linux, Ansible, Grafana, Prometheus, Excel, SAP, Salesforce, Figma, Power BI, Tableau, Airflow,
dbt, Snowflake, Elasticsearch, GraphQL""".replace("\n", " ").split(", ")


@dataclass(frozen=True)
class Job:
    id: str
    title: str
    company: str
    department: str
    city: str
    country: str
    low: int
    sections: list[tuple[str, list[str]]]  # a heading and its lines each

    @property
    def html(self) -> str:
        (about, sentences), *lists = self.sections
        parts = [f"<h2>{escape(about)}</h2><p>{escape(' '.join(sentences))}</p>"]
        for heading, lines in lists:
            parts.append(f"<h2>{escape(heading)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")
        return "\n".join(parts)

    @property
    def text(self) -> str:
        """As somebody pastes it."""
        (about, sentences), *lists = self.sections
        listed = [f"## {heading}\n\n" + "\n".join(f"- {line}" for line in lines) for heading, lines in lists]
        head = f"# {self.title}\n\n{self.company}, {self.city}, {self.country}\n\n## {about}\n\n{' '.join(sentences)}"
        return "\n\n".join([head, *listed])


def jobs(count: int, *, seed: int = 9) -> Iterator[Job]:
    chance = random.Random(seed)
    for number in range(1, count + 1):
        yield _job(number, chance)


def _job(number: int, chance: random.Random) -> Job:
    language = chance.choices(["en", "de", "fr", "es", "pt"], [5, 2, 1, 1, 1])[0]
    words, low = WORDS[language], chance.randrange(30, 90) * 1000
    city, country = chance.choice(_CITIES[language])
    company = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)} {chance.choice(_KINDS)}"
    about = {"company": company, "city": city, "department": chance.choice(_DEPARTMENTS)}
    names = ("about", "tasks", "wanted", "nice", "offer")
    sections = [
        (heading, [_filled(line, about, low, chance) for line in _drawn(words[name], chance)])
        for heading, name in zip(words["headings"], names, strict=True)
    ]
    title = chance.choice(_LEVELS) + chance.choice(_ROLES)
    return Job(f"J{number:06}", title, company, about["department"], city, country, low, sections)


def _drawn(lines: list[str], chance: random.Random) -> list[str]:
    """In any order, some of them twice with other words in them: about as long as postings are, 3,000 characters."""
    return chance.sample(lines * 2, max(2, len(lines) * 7 // 4 - chance.randrange(3)))


def _filled(line: str, about: dict[str, str], low: int, chance: random.Random) -> str:
    skill, other = chance.sample(_SKILLS, 2)
    return line.format(
        **about, skill=skill, other=other, trade=chance.choice(_TRADES), size=chance.randrange(5, 90),
        years=chance.randrange(2, 9), pay=f"€{low:,} - €{low + 12_000:,}",
    )  # fmt: skip


def write_xml(file: IO[bytes], listed: Iterable[Job]) -> None:
    """As Indeed and its relatives take it."""
    file.write(b'<?xml version="1.0" encoding="utf-8"?>\n<source>\n<publisher>Bench</publisher>\n')
    for job in listed:
        cells = {
            "title": job.title, "referencenumber": job.id, "url": f"https://jobs.example/{job.id}",
            "company": job.company, "city": job.city, "country": job.country, "department": job.department,
            "jobtype": "fulltime", "salary": f"{job.low} - {job.low + 12_000} EUR per year", "description": job.html,
        }  # fmt: skip
        inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in cells.items())
        file.write(f"<job>{inner}</job>\n".encode())
    file.write(b"</source>\n")


def write_board(file: IO[bytes], listed: Iterable[Job]) -> None:
    """As Greenhouse answers."""
    parts = (json.dumps(_of_board(job), ensure_ascii=False) for job in listed)
    file.write(b'{"jobs": [')
    file.writelines(part.encode() for part in chain([next(parts)], (f",\n{part}" for part in parts)))
    file.write(b'], "meta": {"total": 1}}')


def _of_board(job: Job) -> dict[str, object]:
    return {
        "id": int(job.id[1:]),
        "internal_job_id": int(job.id[1:]) + 5_000_000,
        "title": job.title,
        "company_name": job.company,
        "absolute_url": f"https://boards.greenhouse.io/bench/jobs/{job.id[1:]}",
        "updated_at": "2026-11-20T09:00:00-05:00",
        "location": {"name": f"{job.city}, {job.country}"},
        "departments": [{"id": 1, "name": job.department}],
        "offices": [{"id": 1, "name": job.city, "location": f"{job.city}, {job.country}"}],
        "metadata": [{"id": 1, "name": "Employment Type", "value": "Full-time"}],
        "content": escape(job.html),
    }
