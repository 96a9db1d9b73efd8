from ..shapes import Document, Fact
def read_skills(document: Document) -> list[Fact]:
    return []
