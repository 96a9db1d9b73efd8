from .runs import ImportRow, ImportRun, PostingFact, RawPage, seen_by
from .setup import SetUp
from .sources import ImportSource, TableMapping

__all__ = ["ImportRow", "ImportRun", "ImportSource", "PostingFact", "RawPage", "SetUp", "TableMapping", "seen_by"]
