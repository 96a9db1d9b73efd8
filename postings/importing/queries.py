"""What the pages of imports read, shaped for them."""

import dataclasses
import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from postings.importing.fields import ADVERT_COLUMNS, FIELDS, TEXT, Field, read_values, values_of
from postings.importing.highlighting import Block, Mark, Marked, as_it_came, as_read, confidence
from postings.importing.models import ImportRow, ImportRun, ImportSource, PostingFact, RawPage, seen_by
from postings.importing.wording import counts_in_words, items, shown
from postings.models import Posting
from postings.pipelines.models import PipelineTemplate
from recruiting.outbox.models import Door, Event
from recruiting.people.models import Role, User

Verdict, Decision, Outcome = ImportRow.Verdict, ImportRow.Decision, ImportRow.Outcome

WORDS_SHOWN = 3
LINES_COMPARED = 500
PAGES_SHOWN = 20
RECORD_SHOWN = 50_000  # characters
COUNTS = {
    **{verdict.value: Q(rows__verdict=verdict, rows__outcome=Outcome.NONE) for verdict in ImportRow.DECIDED},
    "same": Q(rows__verdict=Verdict.SAME),
    "rejected": Q(rows__verdict=Verdict.REJECTED),
    "applied": Q(rows__outcome=Outcome.APPLIED, rows__verdict=Verdict.NEW),
    "updated": Q(rows__outcome=Outcome.APPLIED, rows__verdict__in=[Verdict.CHANGED, Verdict.CONFLICT]),
    "failed": Q(rows__outcome=Outcome.FAILED),
    "reverted": Q(rows__outcome=Outcome.REVERTED),
}


@dataclass
class FieldLine:
    """A line of the preview: what the posting will hold, from which words, how sure, or set by whom."""

    field: Field
    number: int | None = None
    value: str = ""
    was: str = ""
    corrected: bool = False
    words: list[str] = dataclasses.field(default_factory=list)
    sure: str = ""
    unfit: bool = False
    paths: list[str] = dataclasses.field(default_factory=list)  # of the record's fields that state it
    rivals: list[str] = dataclasses.field(default_factory=list)  # what the record and its text say otherwise
    marked: bool = False  # whether words of the text are marked with its number
    held: str = ""  # of a changed row: what the posting holds now
    changed: bool = False
    conflicts: bool = False  # a person edited it here
    same: bool = False  # of a changed row: as before
    items: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # of a changed list: see _compared
    diff: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # of the text: ("gone" or "came", line)


@dataclass
class RowView:
    row: ImportRow
    blocks: list[Block]
    lines: list[FieldLine]
    posting: Posting | None
    like: Posting | None


def runs(user: User) -> QuerySet[ImportRun]:
    """Newest first, with their counts and the title of the first posting; the texts themselves stay where they are."""
    first = ImportRow.objects.visible_to(user).filter(run=OuterRef("pk")).order_by("number").values("title")[:1]
    seen = seen_by(user, of="rows__")
    counted = {f"{name}_rows": Count("rows", filter=condition & seen) for name, condition in COUNTS.items()}
    return (
        ImportRun.objects.visible_to(user)
        .select_related("started_by")
        .defer("raw")
        .annotate(first_title=Subquery(first), all_rows=Count("rows", filter=seen), **counted)
        .order_by("-pk")
    )


def recruiters() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role__in=[Role.ADMINISTRATOR, Role.RECRUITER]).order_by("name", "pk")


def hiring_managers() -> QuerySet[User]:
    roles = [Role.HIRING_MANAGER, Role.ADMINISTRATOR, Role.RECRUITER]
    return User.objects.filter(is_active=True, role__in=roles).order_by("name", "pk")


def colleagues() -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("name", "pk")


def templates() -> QuerySet[PipelineTemplate]:
    return PipelineTemplate.objects.filter(retired_at__isnull=True).order_by("-is_default", "name")


def rows(run: ImportRun, user: User, verdict: str = "") -> QuerySet[ImportRow]:
    """A run's rows, or those of one verdict; the texts stay where they are."""
    found = run.rows.visible_to(user).defer("text", "record").order_by("number")
    return found.filter(verdict=verdict) if verdict in Verdict.values else found


def with_postings(found: list[ImportRow], user: User) -> list[ImportRow]:
    """Each with the posting that came of it or is the same, and the one it resembles; None where hidden."""
    visible = _visible(user, found)
    for row in found:
        row.shown_posting = visible.get(row.posting_id)  # type: ignore[attr-defined]
        row.shown_like = visible.get(row.resembles_id)  # type: ignore[attr-defined]
    return found


def chosen_row(run: ImportRun, user: User, number: int | str) -> ImportRow | None:
    if not str(number).isdecimal() or len(str(number)) > 9:
        return None
    return run.rows.visible_to(user).filter(number=int(number)).first()


def verdict_counts(run: ImportRun, user: User) -> dict[str, Any]:
    """How many rows have which verdict, how many are accepted, and how far applying them is. One query."""
    accepted = Q(verdict__in=ImportRow.DECIDED, decision=Decision.ACCEPT)
    told = {verdict.value: Count("pk", filter=Q(verdict=verdict)) for verdict in Verdict}
    counts = (
        ImportRow.objects.visible_to(user)
        .filter(run=run)
        .aggregate(
            all=Count("pk"),
            to_decide=Count("pk", filter=Q(verdict__in=ImportRow.DECIDED)),
            accepted=Count("pk", filter=accepted),
            done=Count("pk", filter=accepted & ~Q(outcome=Outcome.NONE)),
            stays=Count("pk", filter=Q(outcome=Outcome.APPLIED) & ~Q(reason="")),
            applied=Count("pk", filter=Q(outcome=Outcome.APPLIED)),
            failed=Count("pk", filter=Q(outcome=Outcome.FAILED, decision=Decision.ACCEPT)),
            **told,
        )
    )
    counts["tabs"] = [
        (verdict.value, verdict.label, counts[verdict.value]) for verdict in Verdict if counts[verdict.value]
    ]
    return counts


def raw_pages(run: ImportRun, user: User) -> list[RawPage]:
    """What came, to be downloaded as it came: only where nothing of it is hidden from ``user``."""
    hidden = ImportRow.objects.filter(run=run).exclude(seen_by(user))
    return list(run.pages.filter(~Exists(hidden)).order_by("number")[:PAGES_SHOWN])


def handled_by_people(posting: int | OuterRef) -> QuerySet[Event]:
    """What was done since to what an import made of a posting and raises no revision of it."""
    done = Q(subject_type="posting", subject_id=posting, topic__in=["opening.added", "team.changed"])
    done |= Q(subject_type="stage", posting_id=posting)
    return Event.objects.filter(done).exclude(door=Door.IMPORT)


def revert_plan(run: ImportRun, user: User) -> dict[str, int]:
    """What reverting would do in ``user``'s name, as far as it can be told before: made postings go, changed ones go
    back; what somebody edited stays, and so does what ``user`` may not change."""
    applied = ImportRow.objects.filter(run=run, outcome=Outcome.APPLIED)
    later = applied.filter(posting=OuterRef("posting")).order_by(F("posting_revision").desc(nulls_last=True))
    mine = Q(posting__in=Posting.objects.visible_to(user))
    goes = mine & Q(posting__revision=F("last_revision"), posting_revision__isnull=False)
    goes &= ~Q(verdict=Verdict.NEW, joins=False, handled=True)
    return (
        applied.visible_to(user)
        .annotate(
            last_revision=Subquery(later.values("posting_revision")[:1]),
            handled=Exists(handled_by_people(OuterRef("posting"))),
        )
        .aggregate(
            away=Count("pk", filter=goes & Q(verdict=Verdict.NEW, joins=False)),
            adverts=Count("pk", filter=goes & Q(verdict=Verdict.NEW, joins=True)),
            back=Count("pk", filter=goes & ~Q(verdict=Verdict.NEW)),
            stay=Count("pk", filter=mine & ~goes),
            others=Count("pk", filter=~mine),
        )
    )


def sources() -> QuerySet[ImportSource]:
    return ImportSource.objects.select_related("owner").order_by("-active", "name", "pk")


def runs_of(source: ImportSource, user: User) -> list[ImportRun]:
    """The last looks at a source that brought something."""
    found = list(runs(user).filter(source=source)[:20])
    for run in found:
        run.words = counts_in_words(run)  # type: ignore[attr-defined]
    return found


def row_view(row: ImportRow, user: User, *, raw: bool) -> RowView:
    facts = list(row.facts.order_by("pk"))
    marked = _marked(row, facts)
    numbered = _numbers(facts)
    to_decide = row.verdict in ImportRow.DECIDED
    visible = _visible(user, [row])
    posting = visible.get(row.posting_id)
    lines = [_line(each, facts, numbered, row, posting, marked) for each in FIELDS] if to_decide else []
    if posting and "description" in row.changes:
        lines.append(_text_line(row, posting))
    lines.sort(key=lambda line: (not line.conflicts, not line.changed, line.number is None, line.number or 0))
    blocks = [*as_it_came(marked), *_as_record(row)] if raw else as_read(marked)
    return RowView(row, blocks, lines, posting, visible.get(row.resembles_id))


def _as_record(row: ImportRow) -> list[Block]:
    """What a board or table said of it in fields, which the paths of facts lead into."""
    if row.record is None:
        return []
    return [Block("record", json.dumps(row.record, indent=2, ensure_ascii=False)[:RECORD_SHOWN])]


def words_of(row: ImportRow, each: Field) -> list[str]:
    """What was read of one field: from the record's own, and from the text."""
    facts = list(row.facts.order_by("pk"))
    said = [fact.words for fact in facts if fact.field in each.facts and fact.path and fact.words]
    return [*dict.fromkeys(said), *_marked(row, facts).words(_numbers(facts).get(each.facts[0], 0))]


def values(row: ImportRow) -> dict[str, Any]:
    return values_of(row.facts.all(), row.corrections)


def _visible(user: User, found: list[ImportRow]) -> dict[int | None, Posting]:
    wanted = {pk for row in found for pk in (row.posting_id, row.resembles_id) if pk}
    return Posting.objects.visible_to(user).in_bulk(wanted) if wanted else {}


def _numbers(facts: list[PostingFact]) -> dict[str, int]:
    """By fact's name the number of its line: lines are numbered as they are listed."""
    stated = {fact.field for fact in facts}
    lines = [each for each in FIELDS if stated & set(each.facts)]
    return {name: number for number, each in enumerate(lines, start=1) for name in each.facts}


def _marked(row: ImportRow, facts: list[PostingFact]) -> Marked:
    numbered = _numbers(facts)
    return Marked.of(
        row.text,
        (
            Mark(numbered[fact.field], fact.starts, fact.ends, float(fact.confidence))
            for fact in facts
            if fact.field in numbered and fact.starts is not None and fact.ends is not None
        ),
    )


def _line(
    each: Field,
    facts: list[PostingFact],
    numbered: dict[str, int],
    row: ImportRow,
    posting: Posting | None,
    marked: Marked,
) -> FieldLine:
    mine = [fact for fact in facts if fact.field in each.facts]
    read, number = read_values(each, mine), numbered.get(each.facts[0])
    by_hand = {column: row.corrections[column] for column in each.columns if column in row.corrections}
    changed = {column: row.changes[column] for column in each.columns if column in row.changes}
    said = [fact.words for fact in mine if fact.path and fact.words]
    before = _held(each, row, posting, changed)
    held, now = shown(each, before), {**read, **by_hand}
    same = bool(posting) and row.verdict != Verdict.NEW and not changed and not by_hand
    return FieldLine(
        field=each,
        number=number,
        value=held if same else shown(each, now),
        was=shown(each, read) if by_hand else "",
        corrected=bool(by_hand),
        words=[*dict.fromkeys(said), *(marked.words(number) if number else [])][:WORDS_SHOWN],
        sure=confidence(min(float(fact.confidence) for fact in mine)) if mine else "",
        unfit=bool(mine) and not read and not held,
        marked=any(mark.number == number for mark in marked.marks),
        paths=list(dict.fromkeys(fact.path for fact in mine if fact.path)),
        rivals=_rivals(each, mine, read),
        held=held,
        changed=bool(changed),
        conflicts=_edited_here(posting, changed),
        same=same,
        items=_compared(items(each, before), items(each, now)) if each.many and changed and held else [],
    )


def _compared(was: list[str], now: list[str]) -> list[tuple[str, str]]:
    """Of a list: what stays, then what comes, then what goes."""
    stays = [word for word in now if word in was]
    comes, goes = ([word for word in some if word not in stays] for some in (now, was))
    return [(kind, word) for kind, some in (("stays", stays), ("comes", comes), ("goes", goes)) for word in some]


def _edited_here(posting: Posting | None, columns: Iterable[str]) -> bool:
    return posting is not None and not set(columns).isdisjoint(posting.edited_fields)


def _text_line(row: ImportRow, posting: Posting) -> FieldLine:
    """Of a changed row the text itself: which of its lines went and which came."""
    was, to = (str(text or "").splitlines()[:LINES_COMPARED] for text in row.changes["description"])
    compared = list(difflib.unified_diff(was, to, n=0, lineterm=""))[2:]
    kinds = {"-": "gone", "+": "came"}
    diff = [(kinds[line[0]], line[1:]) for line in compared if line[0] in kinds and line[1:].strip()]
    corrected = "description" in row.corrections
    conflicts = _edited_here(posting, ["description"])
    return FieldLine(TEXT, corrected=corrected, changed=True, conflicts=conflicts, diff=diff)


def _held(each: Field, row: ImportRow, posting: Posting | None, changed: dict[str, list[Any]]) -> dict[str, Any]:
    """What the posting holds of a field that its advert may say otherwise; once that is applied, before it."""
    if row.verdict == Verdict.NEW or posting is None:
        return {}
    columns = [column for column in each.columns if column not in ADVERT_COLUMNS]
    before = {column: was for column, (was, _to) in changed.items()} if row.outcome else {}
    return {column: getattr(posting, column) for column in columns} | before


def _rivals(each: Field, mine: list[PostingFact], read: dict[str, Any]) -> list[str]:
    """What the text says where the record's own field says something else. It is shown, not settled silently."""
    stated, said = ([fact for fact in mine if bool(fact.path) is by_field] for by_field in (True, False))
    if each.many or not stated or not said:
        return []
    other = shown(each, read_values(each, said))
    return [other] if other and other != shown(each, read) else []


def holds_nothing_new(run: ImportRun, new: int) -> bool:
    return run.status == ImportRun.Status.READY and not new
