"""Skills, required and preferred, from the text's own structure: what stands under such headings, after words like
"experience with", in lists and brackets, and names that look like names of technologies.

An open list of names (names.txt, see docs/importing.md) only confirms words that shape and place leave in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import ROLE

from .languages import names_language
from .names import NO_NAME, known_names, looks_technical, name_key, opening_letters

_LEAD = re.compile(
    r"\b(?:(?:experienc\w*|experiencia|erfahrung(?:en|swerte)?|expertise|exposure|grounding|comfort\w*|acumen"
    r"|competenc\w+|familiarity|proficien\w+|skilled|background|fluency|knowledgeable|berufserfahrung|vivencia"
    r"|praxis|umgang|erfarenhet|ervaring|esperienza)"
    r"(?: (?:\w+ ){0,3}?)(?:(?:with|in|using|of|on|to|building|developing|writing|com|em|con|en|de|dans|avec"
    r"|mit|im umgang mit|im bereich|im|na|no|av|inom|met|nell\w*)(?!\w)|d')"
    r"|(?:knowledge|understanding|command|mastery|grasp|use|conhecimentos?(?: \w+)?|conocimientos?(?: \w+)?"
    r"|dominio|manejo(?: \w+)?|maitrise|connaissances?(?: \w+){0,2}|bases?|notions|kunskap(?:er)?|kennis"
    r"|conoscenza|programacion|programacao|programmation|programmierung) "
    r"(?:(?:of|in|with|de|d[oae]s?|des|du|sobre|em|en|con|com|los?|von|om|i|van|di)(?!\w)|d')"
    r"|(?:kenntnisse?|know-how|erfahrung|versiert|vertraut|sicher|fit|affinitat) (?:\w+ ){0,2}?(?:in|mit|im|zu"
    r"|der|von)(?!\w)(?: (?:mindestens )?(?:einer|den|der|dem)(?!\w))?|kenntnisse (?:gangiger )?|beherrschst"
    r"|beherrschen|vous maitrisez|maitriser|dominar|tecnologias? (?:de|como)|protocolos?|erfarenhet av"
    r"|utilizando|used to|familiar with|kunskap om)\s*:?\s*",
)
_AND = re.compile(
    r"\s*(?:[,;•|]|\s[-–—]\s|\s/\s|\.\s|\.$|:\s|(?<![\w-])(?:and/or|and|or|y/o|e/ou|y|o|e|ou|u"
    r"|und/oder|und|oder|sowie|bzw\.?|et/ou|et|och|eller|ed|oppure|en(?= \w+$)|as well as|such as|like"
    r"|including|incl\.|e\.g\.|ex:|tales? como|tais como|como|wie|comme|ainsi qu'avec|z\.b\.|par exemple"
    r"|por exemplo|por ejemplo|etc\.?|entre otros|among others)(?![\w-]))\s*"
)
_HEAD = re.compile(
    r"(?:[\W_]+|[ld]'|\w+(?:ando|iendo|endo)(?!\w)|(?:a|an|the|our|other|any|some|at least one|one|more|of|in"
    r"|with|on|to|using|strong|solid|deep|good|great|excellent|basic|advanced|proven|hands-on|modern|relevant"
    r"|common|extensive|expert|prior|previous|similar|various|several|related|demonstrated|"
    r"o|os|as|um|uma|na|no|nas|nos|da|do|das|dos|de|del|la|las|el|los|lo|le|les|ses|vos|su|sus|ton|tes"
    r"|vorzugsweise|idealerweise|l'|d'|des|du|un|una|une|al|em|com|con|en|algun[ao]?|modulo|solid[ao]s?"
    r"|avancad[ao]s?|avanzad[ao]s?|basic[ao]s?|bom|boa|buen[ao]?s?|bonnes?|excellente?s?|"
    r"der|die|das|den|dem|einer?|einem|eines|guten?|gute|sehr|fundierte|modernen?|gangigen?|gangiger|weiteren?"
    r"|verwandten|mehreren|mindestens|im bereich|bereich|umgang mit|technologien|"
    r"experience|knowledge|experiencia|conhecimentos?|conocimientos?|conhecimento|proficiency|proficient"
    r"|understanding|familiarity|familiar|fluent|plus|bonus|tecnologias?|technologies|technology|tools?"
    r"|herramientas?|ferramentas?|frameworks?|lenguajes?|linguagens?|languages?|programming)(?![\w]))+\s*"
)
_TAIL = re.compile(
    r"(?:[\W_]+|\b(?:is|are|would|be|preferred|required|mandatory|plus|a|an|the|desejavel"
    r"|deseable|excluyente|indispensavel|indispensable|obrigatorio|atout|etc|or similar|similar|in|to|of|de|e|y"
    r"|and|in einem|environments?|concepts?|sammeln|konnen|hast|mit)\b)+$"
)
_WISH = re.compile(
    r"\b(?:nice[- ]to[- ]have|preferred|is a (?:big |huge |strong )?plus|a plus|as a plus|bonus|desirable"
    r"|desejave(?:l|is)|diferencia(?:l|is)|deseables?|valorable|se valora\w*|plus|ideal(?:ly|erweise)"
    r"|wunschenswert|von vorteil|vorzugsweise|(?:serait |est |sont )?un (?:plus|atout)|atout|souhaitee?s?"
    r"|appreciee?s?|meriterande|optional|opcional)\b"
)
_SOFT = re.compile(
    r"\b(?:team\w*|proactiv\w*|curio\w*|autonom\w*|passion\w*|motivat\w*|attitude|creativ\w*|creatividad"
    r"|flexib\w*|responsab\w*|availab\w*|disponib\w*|willing\w*|able|ability|abilities|capacidade?s?|capaci\w*"
    r"|equipo|equipe|time|ganas|spirit|mindset|mentalidad|"
    r"mentalit\w+|pragmati\w*|reliab\w*|leader\w*|liderazgo|lideranca|detail|self|organi[sz]ed|problem\w*"
    r"|degree|bachelor\w*|master'?s?|phd|diploma|licenciatura|ingenieria|ingenieur|grado|graduacao|studium"
    r"|\w*studium|ausbildung|formation|formacion|diplome|utbildning\w*|hogskoleingenjor|university|universi\w+"
    r"|ensino|bac|"
    r"years?|anos?|ans|jahre|remote(?:ly)?|located|timezone|time zone|travel\w*|viaje\w*|viagens|overlap|salary"
    r"|hours|visa|citizen\w*|relocat\w*|office|interest\w*|eager|enthusias\w*|love|enjoy|comfort\w*"
    r"|interpersonal|communicat\w*|comunica\w*|kommunikat\w*|you|we|our|us|your|du|dir|dich|dein\w*|wir|uns\w*"
    r"|vous|nous|tu|tes|votre|voce|projetos|projects|proyectos|"
    r"field|similar roles?|role|roles|position|habilidades?|skills?|aptitud\w*|interes\w*|lust|spass|freude"
    r"|perspectiva|horario|horarios|espiritu|sens|esprit|relationnel|growth|environment|industry|company"
    r"|companies|clients?|customers?|stakeholders?|people|ownership|person|persona|pessoas|world|impact"
    r"|candidat\w*|nivel|level|senior|junior|requirements?|relevant\w*|track record|others?|colleagues?"
    r"|background)\b"
)
_BREAK = re.compile(r"[,;()]")
_WORD = re.compile(r"[^\s,;()|]+")
_WISH_AFTER = re.compile(
    r"is |are |a |un |serait|est |sont |preferred|desej|deseable|von vorteil|wunschens"
    r"|plus$|atout|souhait|apprec"
)
_NO_SKILLS = re.compile(
    r".*\b(?:escolaridad|formation|ausbildung|education|studium|idiomas?|sprachen"
    r"|languages?|formacao|formacion)\b"
)
_EDUCATION = re.compile(
    r"\b(?:degree|bachelor\w*|master'?s?|phd|diploma|licenciatura|graduacao|\w*studium|ausbildung|diplome"
    r"|utbildning\w*|universi\w+|grado|titulacion|titulado|ensino|bac ?\+|ecole|formation en|formacao|formacion"
    r"|curso superior)\b"
)
_TO_APPLY = re.compile(r"@\w|\b(?:cv|resume|curriculum|lebenslauf|to apply|postuler|postularte|candidatar)\b")
_MOST = 80


def read_skills(document: Document, others: list[Fact]) -> list[Fact]:
    """Skills, given the facts already read: a line about pay or contract names none."""
    found = _Found(document, others)
    for wanted in (("requirements", "preferred"), ("technologies",)):
        listed = False
        for line in document.body:
            listed = line.kind == "bullet" if line.kind in ("bullet", "heading") else listed
            after_list = line.kind == "text" and listed and not line.label and not _LEAD.search(line.folded)
            if line.section in wanted and not after_list and (line.kind != "heading" or _names_only(line)):
                found.read(line)
        if found.facts:
            return found.facts  # a stack that is described beside requirements is not required
    for line in _elsewhere(document):
        found.read_sparsely(line)
    return found.facts


def _names_only(line: Line) -> bool:
    """Subheadings under requirements are often the skill itself: "SQL Server"."""
    return line.level > 2 and len(line.text.split()) <= 4 and name_key(line.text.strip(" :")) in known_names()


def _elsewhere(document: Document) -> Iterator[Line]:
    """Where no heading announces requirements: the title, a front matter's technologies, "experience in X"."""
    for key in ("techno", "technologies", "stack", "skills", "tech", "tecnologias"):
        if key in document.fields:
            yield document.fields[key]
    for at, line in enumerate(document.body[:40]):
        if at == 0 or (_LEAD.search(line.folded) and line.section not in ("company", "benefits", "apply", "source")):
            yield line


class _Found:
    def __init__(self, document: Document, others: list[Fact]) -> None:
        self.document = document
        self.facts: list[Fact] = []
        self.seen: set[str] = set()
        told = ("salary_min", "salary_max", "employment_type", "closing_on", "region")
        self.taken = [fact.start for fact in others if fact.field in told]
        language = next((fact.value for fact in others if fact.field == "posting_language"), None)
        self.nouns_are_capital = language == "de"
        english = language == "en"  # phrases without a name in them are trusted less elsewhere
        self.shortest, self.longest = (1, 5) if english else (2, 3)
        self.wish: re.Match[str] | None = None  # the clause's word that makes it a wish
        self.capitals_from = 0  # where in the line a capital letter alone begins to mean a name
        self.company = next((fold(fact.value) for fact in others if fact.field == "company"), "")

    def read(self, line: Line) -> None:
        taken = any(line.starts[0] <= start < line.ends[-1] for start in self.taken) or _TO_APPLY.search(line.folded)
        if taken or (line.label and _NO_SKILLS.match(line.label)):
            return
        start = line.value_at if line.label and not _LEAD.search(line.label) else 0
        for begin, end in _clauses(line, start):
            self._clause(line, begin, end)

    def read_sparsely(self, line: Line) -> None:
        self.capitals_from = len(line.text)
        for begin, stop in _clauses(line, 0):
            if line.kind != "text" or _LEAD.search(line.folded, begin, stop) or line is self.document.body[0]:
                for start, end in self._names(line, begin, stop):
                    self._put("skill_required", line, start, end, 0.6)

    def _clause(self, line: Line, begin: int, end: int) -> None:
        outer, brackets = _without_brackets(line, begin, end)
        lead = _LEAD.search(line.folded, begin, end)
        length = sum(len(line.text[a:b].split()) for a, b in outer)
        whole = (
            (line.kind in ("bullet", "heading") and length <= 7)
            or (line.section == "technologies" and "," in line.text[begin:end])
            or bool(line.label and line.value_at)
        )
        plain = names_language(line.folded[begin:end]) or bool(_EDUCATION.search(line.folded, begin, end))
        plain = plain or (lead is None and any(_SOFT.search(line.folded, a, b) for a, b in outer))
        self.wish = next((match for a, b in outer if (match := _WISH.search(line.folded, a, b))), None)
        self.capitals_from = end if plain else begin + 1
        for first, last in outer:
            if lead is not None and first < lead.end():
                self._techs(
                    "skill_preferred" if self._wished(line, first) else "skill_required",
                    line,
                    first,
                    min(lead.start(), last),
                )
                first = min(lead.end(), last)
            for start, stop in _items(line, first, last):
                field = "skill_preferred" if self._wished(line, start) else "skill_required"
                if (lead is not None or whole) and not plain:
                    self._phrase(field, line, start, stop, led=lead is not None)
                else:
                    self._techs(field, line, start, stop)
        for first, last in brackets:
            self._bracket(line, begin, end, first, last)

    def _bracket(self, line: Line, begin: int, end: int, first: int, last: int) -> None:
        """ "(Redis, Memcached)" names skills, "(a plus)" says something of the clause before it."""
        wish = _WISH.search(line.folded, first, last)
        named = [span for start, stop in _items(line, first, last) for span in self._listed(line, start, stop)]
        if wish and not named:
            self._promote(line, begin, end)
        field = "skill_preferred" if line.section == "preferred" or wish else "skill_required"
        for start, stop in named:
            self._put(field, line, start, stop, 0.8)

    def _listed(self, line: Line, start: int, stop: int) -> Iterator[tuple[int, int]]:
        item = line.text[start:stop].strip()
        name = (
            item[:1].isupper()
            and len(item.split()) <= 3
            and start >= self.capitals_from
            and not _SOFT.search(line.folded, start, stop)
        )
        if (name and item not in NO_NAME and not names_language(fold(item))) or (
            len(item) > 2 and name_key(item) in known_names()
        ):
            yield start, stop
        else:
            yield from self._names(line, start, stop)

    def _wished(self, line: Line, start: int) -> bool:
        """ "Ideally X" wishes what follows; "X is a plus" the whole clause."""
        if line.section == "preferred":
            return True
        wish = self.wish
        return wish is not None and (wish.start() < start or bool(_WISH_AFTER.match(wish[0])))

    def _promote(self, line: Line, begin: int, end: int) -> None:
        first, last = line.starts[begin], line.ends[end - 1]
        self.facts = [
            replace(fact, field="skill_preferred") if first <= fact.start and fact.end <= last else fact
            for fact in self.facts
        ]

    def _phrase(self, field: str, line: Line, start: int, end: int, *, led: bool) -> None:
        """An item after "experience with", or a bullet of its own: the whole of it, where it is short."""
        words = line.text[start:end].split()
        names = list(self._names(line, start, end))
        if names and (line.text.count("/", start, end) > 1 or len(words) > self.longest):
            self._techs(field, line, start, end)
        elif names or self._is_term(line, start, end, words, led=led):
            if not _SOFT.search(line.folded, start, end):
                self._put(field, line, start, end, 0.85 if names else 0.7 if led else 0.6)
            else:
                self._techs(field, line, start, end)

    def _is_term(self, line: Line, start: int, end: int, words: list[str], *, led: bool) -> bool:
        """Whether words without a name among them are trusted to be a skill: "relational databases"."""
        if len(words) == 1 and len(words[0]) > 2 and name_key(words[0]) in known_names():
            return True  # in lower case, where a single word was expected
        if not self.shortest <= len(words) <= self.longest or len("".join(words)) < (3 if led else 4):
            return False
        if self.nouns_are_capital and not words[-1][:1].isupper():
            return False
        ends = line.text[end : end + 2] in ("", " (", ".", ";")
        alone = line.kind == "bullet" and not line.text[:start].strip() and ends
        return len(words) > 1 or ((led or alone) and not re.search(r"(?:ed|ly)$", words[0]))

    def _techs(self, field: str, line: Line, start: int, end: int) -> None:
        for first, last in self._names(line, start, end):
            if line.text.count("/", first, last) < 2:
                self._put(field, line, first, last, 0.8)
                continue
            for part in re.compile(r"[^/]+").finditer(line.text, first, last):  # SQS/Kafka/RabbitMQ
                self._put(field, line, *part.span(), 0.8)

    def _put(self, field: str, line: Line, start: int, end: int, sure: float) -> None:
        value = re.sub(r"\s+", " ", line.text[start:end]).strip(" .,;:()")
        key = re.sub(r"[^\w+#]+", " ", fold(value)).strip()
        if (
            not key
            or key in self.seen
            or len(value) > 60
            or key == self.company
            or (ROLE.fullmatch(key) and not looks_technical(value))
            or len(self.facts) >= _MOST
        ):
            return
        if (len(key) < 2 and value not in ("C", "R")) or re.fullmatch(r"[a-z]\d+(?: [a-z]\d+)*", key):
            return  # D8->D9 and B2 are versions and levels
        self.seen.add(key)
        self.facts.append(self.document.fact(field, value, line, start, end, sure))

    def _names(self, line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Names of technologies: by their shape (Node.js, C++, SQL) or because the open list knows them; a capital
        beside one belongs to it (AWS Data Pipeline), and so does a capital in mid-sentence where nouns have none."""
        words = [(m.start(), m.start() + len(m[0].rstrip(".:!?"))) for m in _WORD.finditer(line.text, start, end)]
        index = 0
        while index < len(words):
            count = next((n for n in (4, 3, 2, 1) if self._is_name(line, words, index, n)), 0)
            if not count:
                index += 1
                continue
            first, stop = index, index + count
            if not self.nouns_are_capital:
                while stop < len(words) and _side_by_side(line, words[stop - 1], words[stop]):
                    stop += 1
                while first > 1 and _side_by_side(line, words[first - 1], words[first]):
                    first -= 1
            yield words[first][0], words[stop - 1][1]
            index = stop

    def _is_name(self, line: Line, words: list[tuple[int, int]], index: int, count: int) -> bool:
        if index + count > len(words):
            return False
        first, last = words[index][0], words[index + count - 1][1]
        if count > 1 and line.folded[first : first + 3] not in opening_letters() and not line.text[first].isupper():
            return False
        spelled = line.text[first:last]
        if not spelled or _BREAK.search(spelled) or spelled in NO_NAME:
            return False
        if len(spelled) < 2:
            return spelled in ("C", "R")
        return self._listed_name(line, first, spelled, count) or (count == 1 and self._shaped(first, spelled))

    def _listed_name(self, line: Line, first: int, spelled: str, count: int) -> bool:
        """The open list holds ordinary words too ("Solid", "Make"): those need a capital in mid-sentence."""
        usual = known_names().get(name_key(spelled))
        if not usual:
            return False
        if count == 1 and usual.istitle() and first < self.capitals_from:
            alone = line.text[:first].rstrip(" (").endswith((",", "/"))
            if not alone and re.match(r" [a-z]", line.text[first + len(spelled) :]):
                return False
        return usual == spelled or (spelled[0].isupper() and len(spelled) > 3) or count > 1

    def _shaped(self, first: int, spelled: str) -> bool:
        if spelled.isupper() and max(map(len, re.split(r"[/-]", spelled))) > 6:
            return False
        capital = spelled[0].isupper() and first >= self.capitals_from and not self.nouns_are_capital
        return (capital and not _SOFT.search(fold(spelled))) or looks_technical(spelled)


def _side_by_side(line: Line, one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether two capitalised words stand next to each other."""
    capital = line.text[one[0]].isupper() and line.text[two[0]].isupper()
    return capital and two[0] - one[1] == 1 and line.text[one[1]] == " "


def _clauses(line: Line, start: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in re.finditer(r"[!?;](?=\s|$)|\.(?=\s+[A-ZÀ-Þ]|\s*$)", line.text):
        if stop.start() > at:
            yield at, stop.start()
        at = max(at, stop.end())
    if at < len(line.text):
        yield at, len(line.text)


def _without_brackets(line: Line, begin: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    outer, inner, at = [], [], begin
    for match in re.compile(r"\(([^()]*)\)?").finditer(line.text, begin, end):
        if match.start() > at:
            outer.append((at, match.start()))
        inner.append(match.span(1))
        at = match.end()
    if at < end:
        outer.append((at, end))
    return outer, inner


def _items(line: Line, first: int, last: int) -> Iterator[tuple[int, int]]:
    at = first
    for match in [*_AND.finditer(line.folded, first, last), None]:
        start, end = at, match.start() if match else last
        at = match.end() if match else last
        if head := _HEAD.match(line.folded, start, end):
            start = head.end()
        while tail := _TAIL.search(line.folded[:end], max(start, end - 80)):
            kept = re.compile(r"[+#]*").match(line.folded, tail.start())
            cut = kept.end() if kept else tail.start()
            if cut >= end:
                break
            end = cut
        if start < end:
            yield start, end
