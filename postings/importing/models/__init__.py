from .runs import ImportRow, ImportRun, ImportRunQuerySet, PostingFact, RawPage, seen_by
from .setup import SetUp
from .sources import ImportSource, TableMapping

__all__ = [
    "ImportRow",
    "ImportRun",
    "ImportRunQuerySet",
    "ImportSource",
    "PostingFact",
    "RawPage",
    "SetUp",
    "TableMapping",
    "seen_by",
]
