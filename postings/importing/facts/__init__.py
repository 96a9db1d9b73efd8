"""Facts: one module for each kind. Each takes a Document and answers Facts; what is not stated is not answered."""

from postings.importing.shapes import Document, Fact, ReadPosting

from .dates import read_closing
from .employment import read_employment
from .experience import read_years
from .languages import read_languages
from .pay import read_pay
from .places import read_places
from .skills import read_skills
from .source import read_posting_language, read_source
from .title import read_title_and_company


def read_facts(document: Document) -> ReadPosting:
    """Everything that one posting states, in the order of the page that shows it."""
    named = read_title_and_company(document)
    title = next((fact for fact in named if fact.field == "title"), None)
    facts: list[Fact] = [
        *named,
        *read_places(document),
        *read_employment(document, title),
        *read_pay(document),
        *read_years(document),
        *read_languages(document),
        *read_closing(document),
        *read_posting_language(document),
        *read_source(document),
    ]
    facts += read_skills(document, facts)
    return ReadPosting(document.original, facts)
