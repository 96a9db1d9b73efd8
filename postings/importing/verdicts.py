"""Reading a run: each of its records gets its verdict. New, changed, changed where a person edited too, the same, or
not readable with the reason; a record that cannot be read costs itself alone.

Records come in batches, each written in a transaction of its own together with the number that reading has come to. So
a killed worker's successor goes on behind the last batch, and of two at work the later one notices and stops.
"""

import hashlib
import logging
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import dropwhile, islice
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from postings.importing import leases, likeness
from postings.importing.columns import ColumnsUnknown, reader_of
from postings.importing.comparing import Held, Known, held_by, known_adverts
from postings.importing.fields import values_of
from postings.importing.formats import registry, text
from postings.importing.formats.content import Content, Unreadable
from postings.importing.keeping import _do_keep_facts
from postings.importing.locks import hold_run
from postings.importing.models import ImportRow, ImportRun
from postings.importing.reading import MAX_CHARS, read_record, read_text
from postings.importing.shapes import Fact, ReadPosting, Record
from postings.importing.unlisting import _do_unlist
from postings.models import Advert
from recruiting.outbox.actions import record as record_event
from recruiting.outbox.models import Door

logger = logging.getLogger(__name__)
BATCH = 200
ATTEMPTS = 3  # a record that kills its worker is not read for ever
Status, Verdict, Decision = ImportRun.Status, ImportRow.Verdict, ImportRow.Decision
Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Found:
    """A record of a run, under the name by which its advert is known; its facts are read only where they are needed."""

    record: Record
    kind: str
    tenant: str
    read: Callable[[], ReadPosting]

    @property
    def name(self) -> tuple[str, str]:
        return self.tenant, self.record.external_id or ""


@dataclass
class Judged:
    row: ImportRow
    facts: list[Fact]


def read_run(run: ImportRun) -> None:
    if run.attempts > ATTEMPTS + (run.format != text.name):  # a text is one; of records, the one that kills is given up
        _fail(run, _("Three workers died reading this. It is kept as it came."))
        return
    try:
        if _read_on(run):
            _finish(run)
    except Unreadable as why:
        _fail(run, str(why))
    except ColumnsUnknown:
        ImportRun.objects.filter(pk=run.pk, status=Status.READING).update(status=Status.MAPPING, claimed_until=None)
    except FileNotFoundError:
        _fail(run, _("What was read is not among the files any more."))
    except (SoftTimeLimitExceeded, OperationalError):
        raise  # the worker's trouble or the database's: its claim runs out and it is tried again
    except Exception as error:
        # Whatever a reader trips over costs this run alone. The log names the kind only: the text may be personal.
        logger.error("import run %s could not be read: %s", run.pk, type(error).__name__)
        _fail(run, _("This could not be read because of a fault of ours. It is kept as it came."))


def _read_on(run: ImportRun) -> bool:
    """From where reading has come to. Whether it came to the end."""
    began = timezone.now()
    with run.contents() as pages:
        rest = dropwhile(lambda found: found.record.number <= run.read_to, found_in(run, pages))
        # Once a worker died at it, one record at a time: the one that kills is found, and given up.
        for batch in _batches(rest, size=1 if run.attempts > 1 else BATCH):
            if not _judge_batch(run, batch):
                return False  # discarded meanwhile, or another worker has come further
            if leases.is_over(began):
                leases.let_go(run)
                return False
    return True


# ---------------------------------------------------------------- what there is


def found_in(run: ImportRun, pages: list[Content]) -> Iterator[Found]:
    """Every record of a run, numbered through all its pages. Raises Unreadable."""
    format = registry.BY_NAME[run.format] if run.format else registry.recognise(pages[0])
    if not run.format:
        run.format, run.complete = format.name, run.complete and not getattr(format, "window", False)
        if run.source and format is not text:
            run.source_kind = run.known_kind
        now = {"format": run.format, "complete": run.complete, "source_kind": run.source_kind}
        ImportRun.objects.filter(pk=run.pk).update(**now)
    if format is text:
        yield from _found_in_text(next(format.records(pages[0])).raw["text"])
        return
    records = reader_of(run, format, pages[0])
    kind, tenant = run.known_kind, run.tenant
    for number, record in enumerate(_once_each(map(records, pages)), start=1):
        numbered = replace(record, number=number)
        read = partial(read_record, format, numbered)
        yield Found(numbered, kind, record.tenant if tenant is None else tenant, read)


def _once_each(pages: Iterable[Iterator[Record]]) -> Iterator[Record]:
    """A posting that another page held already is the same in another language, or came twice while the list moved."""
    before: set[str | None] = set()
    for page in pages:
        here = set[str | None]()
        for record in page:
            if record.external_id is None or record.external_id not in before:
                yield record
            here.add(record.external_id)
        before |= here


def _found_in_text(held: str) -> Iterator[Found]:
    """The postings of one text, each known by the hash of its own part."""
    if len(held) > MAX_CHARS:  # postings beyond would be missed, and nobody told
        raise Unreadable(_("This text is longer than the %(most)s characters that are read at once. Give it in parts.")
                         % {"most": MAX_CHARS})  # fmt: skip
    for number, (part, start, posting) in enumerate(_cut(held, read_text(held)), start=1):
        record = Record(number, text_hash(part), {"text": part})
        yield Found(record, Advert.SourceKind.PASTE, "", partial(_in_its_part, posting, part, start))


def _cut(held: str, postings: list[ReadPosting]) -> Iterator[tuple[str, int, ReadPosting]]:
    """Each posting's own part of the text, and where it begins: with the line of its first fact."""
    if len(postings) == 1:
        yield held, 0, postings[0]
        return
    starts = [held.rfind("\n", 0, min(fact.start or 0 for fact in posting.facts)) + 1 for posting in postings]
    for start, end, posting in zip(starts, [*starts[1:], len(held)], postings, strict=False):
        yield _without_last_rule(held[start:end].rstrip()), start, posting


def _without_last_rule(part: str) -> str:
    """A rule at the end parted this posting from the next; it is not of its text."""
    before, _newline, last = part.rpartition("\n")
    return part if last.strip(" -*_=") else before.rstrip()


def _in_its_part(posting: ReadPosting, part: str, start: int) -> ReadPosting:
    size = len(part)
    facts = [
        replace(fact, start=min((fact.start or 0) - start, size), end=min((fact.end or 0) - start, size))
        for fact in posting.facts
    ]
    return replace(posting, text=part, facts=facts)


def text_hash(words: str) -> str:
    """Of the words alone: the same text with other spaces, case or forms of letters is the same."""
    plain = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    return hashlib.sha256(plain.encode()).hexdigest()


def _batches(found: Iterator[Found], *, size: int) -> Iterator[list[Found]]:
    while batch := list(islice(found, size)):
        yield batch


# ---------------------------------------------------------------- verdicts


def _judge_batch(run: ImportRun, found: list[Found]) -> bool:
    """Write the verdicts on a batch. False: the run is not this worker's any more."""
    batch = _Batch(run, found)
    with transaction.atomic(durable=True):
        hold_run(run.pk)
        now = ImportRun.objects.get(pk=run.pk)
        # The revision, too: somebody may have it read anew from the beginning, as something else.
        if (now.status, now.read_to, now.revision) != (Status.READING, run.read_to, run.revision):
            return False
        batch._do_write()
    return True


def _do_read(run: ImportRun) -> None:
    """The whole of a run, in the caller's transaction."""
    with run.contents() as pages:
        for found in _batches(found_in(run, pages), size=BATCH):
            _Batch(run, found)._do_write()
    _do_finish(run)


class _Batch:
    """What is known of the records of a batch, asked at once, and what is found out while they are judged."""

    def __init__(self, run: ImportRun, found: list[Found]) -> None:
        self.run, self.found = run, found
        self.known = known_adverts((each.kind, *each.name) for each in found)
        self.first = self._first_of_each()
        self.same = len(found) - len(rest := [each for each in found if not self._is_same(each)])
        self.held = held_by({advert.pk for each in rest if (advert := self._advert(each))})
        self.decided = self._decided_before()
        self.new: list[tuple[ImportRow, dict[str, Any]]] = []
        self.hidden: list[int] = []  # adverts that are there, but said not to be listed
        self.anew: list[Advert] = []  # that came otherwise, but say the same
        self.judged = [each for each in map(self._judge, rest) if each]
        likeness.mark(self.new)
        for row, _values in self.new:
            self._decide_again(row)

    def _do_write(self) -> None:
        ImportRow.objects.bulk_create(each.row for each in self.judged)
        _do_keep_facts((each.row, each.facts) for each in self.judged)
        self._do_see()
        run = self.run
        run.read_to, run.same_count, run.attempts = self.found[-1].record.number, run.same_count + self.same, 0
        run.claimed_until = timezone.now() + leases.LEASE
        run.save(update_fields=["read_to", "same_count", "attempts", "claimed_until"])

    def _advert(self, found: Found) -> Known | None:
        return self.known.get((found.kind, *found.name))

    def _is_same(self, found: Found) -> bool:
        """Known and unchanged: only counted. So are nearly all records of nearly every run."""
        record, advert = found.record, self._advert(found)
        if advert is None or record.problem or found.kind == Advert.SourceKind.PASTE:
            return False
        return self.first[found.name] == record.number and (record.partial or advert.digest == record.digest)

    def _judge(self, found: Found) -> Judged | None:
        """The row for a record, with its facts; None where it says the same in other bytes, and is only counted."""
        record, advert = found.record, self._advert(found)
        row = _row(self.run, found)
        if record.problem or not record.external_id:
            return _without_facts(row, Verdict.REJECTED, record.problem or _("It has no id to know it by."))
        if (first := self.first[found.name]) != record.number:
            why = _("The same as posting %(number)s of this import.") % {"number": first}
            return _without_facts(row, Verdict.SAME, why)
        if advert and found.kind == Advert.SourceKind.PASTE:
            row.posting_id, row.advert_id = advert.posting_id, advert.pk
            return _without_facts(row, Verdict.SAME, _("The same text was imported before."))
        if self.run.attempts > ATTEMPTS:
            why = _("Three workers died reading this. It is kept as it came.")
            return _without_facts(row, Verdict.REJECTED, why)
        posting = _read(found)
        row.text, row.url, values = posting.text, posting.url[:1000], values_of(posting.facts, {})
        row.title = values.get("title", "")
        if posting.problem:
            return _without_facts(row, Verdict.REJECTED, posting.problem)
        return self._changed(row, posting, values, self.held[advert.pk]) if advert else self._new(row, posting, values)

    def _new(self, row: ImportRow, posting: ReadPosting, values: dict[str, Any]) -> Judged:
        if not posting.listed:
            return _without_facts(row, Verdict.REJECTED, _("Its source says that it is not advertised."))
        row.verdict, row.decision = Verdict.NEW, Decision.ACCEPT
        self.new.append((row, values))
        return Judged(row, posting.facts)

    def _changed(self, row: ImportRow, posting: ReadPosting, values: dict[str, Any], held: Held) -> Judged | None:
        if not posting.listed:
            self.hidden.append(held.advert.pk)
        row.posting_id, row.advert_id = held.advert.posting_id, held.advert.pk
        row.changes = held.changes(values, posting.text)
        if not row.changes:
            self.same += 1
            self.anew.append(Advert(pk=held.advert.pk, digest=row.digest))
            return None
        row.verdict = Verdict.CONFLICT if held.edited_among(row.changes) else Verdict.CHANGED
        row.decision = Decision.ACCEPT
        self._decide_again(row)
        return Judged(row, posting.facts)

    def _decide_again(self, row: ImportRow) -> None:
        """What a person decided about this very record in an earlier run need not be decided again."""
        earlier = self.decided.get((row.tenant, row.external_id, row.digest))
        if earlier is None:
            return
        row.decision, row.corrections = earlier.decision, earlier.corrections
        row.corrected_over = earlier.corrected_over
        row.title = earlier.corrections.get("title", row.title)
        row.joins = earlier.joins and row.resembles_id == earlier.resembles_id
        for name in ImportRow.SET_UP:
            setattr(row, name, getattr(earlier, name))

    def _decided_before(self) -> dict[tuple[str, str, str], ImportRow]:
        kinds = {each.kind for each in self.found}
        ids = {each.record.external_id for each in self.found if each.record.external_id}
        rows = ImportRow.objects.filter(source_kind__in=kinds, external_id__in=ids, outcome=Outcome.NONE)
        rows = rows.to_decide().exclude(run=self.run).defer("record", "text").order_by("pk")
        return {(row.tenant, row.external_id, row.digest): row for row in rows}

    def _first_of_each(self) -> dict[tuple[str, str], int]:
        """By name, the number of the first record of this run that has it."""
        ids = [each.record.external_id for each in self.found if each.record.external_id]
        rows = self.run.rows.filter(external_id__in=ids).order_by("-number")
        first = {(tenant, name): number for tenant, name, number in rows.values_list("tenant", "external_id", "number")}
        for each in self.found:
            first.setdefault(each.name, each.record.number)
        return first

    def _do_see(self) -> None:
        """Adverts that are there again: seen now, and listed where they were not."""
        seen = [advert.pk for advert in self.known.values()]
        if seen:
            Advert.objects.filter(pk__in=seen).update(last_seen_at=timezone.now())
        again = [advert.pk for advert in self.known.values() if advert.unlisted and advert.pk not in self.hidden]
        if again:
            Advert.objects.filter(pk__in=again).update(unlisted_at=None, listed_at=timezone.now())
        if self.hidden:
            Advert.objects.filter(pk__in=self.hidden, unlisted_at=None).update(unlisted_at=timezone.now())
        Advert.objects.bulk_update(self.anew, ["digest"])


def _read(found: Found) -> ReadPosting:
    try:
        return found.read()
    except (SoftTimeLimitExceeded, OperationalError):
        raise
    except Exception as error:
        logger.error("a record could not be read: %s", type(error).__name__)
        return ReadPosting("", [], problem=_("It could not be read because of a fault of ours."))


def _row(run: ImportRun, found: Found) -> ImportRow:
    record = found.record
    pasted = found.kind == Advert.SourceKind.PASTE
    return ImportRow(
        run=run,
        number=record.number,
        line=record.line,
        source_kind=found.kind,
        tenant=found.tenant,
        external_id=(record.external_id or "")[:200],
        digest=record.digest,
        record=None if pasted else record.raw,
        text=record.raw["text"] if pasted else "",
    )


def _without_facts(row: ImportRow, verdict: str, why: str) -> Judged:
    row.verdict, row.reason = verdict, why[:300]
    return Judged(row, [])


# ---------------------------------------------------------------- the end


def _finish(run: ImportRun) -> None:
    with transaction.atomic(durable=True):
        hold_run(run.pk)
        if ImportRun.objects.get(pk=run.pk).status == Status.READING:
            _do_finish(run)


def _do_finish(run: ImportRun) -> None:
    now = timezone.now()
    if not run.read_to:
        _do_say_empty(run)
    unlisted = _do_unlist(run, now)
    done = {"status": Status.READY, "read_at": now, "claimed_until": None, "attempts": 0, "unlisted_count": unlisted}
    ImportRun.objects.filter(pk=run.pk).update(**done)
    record_event("import.read", subject_type="import_run", subject_id=run.pk, by_id=run.started_by_id, door=Door.IMPORT)


def _do_say_empty(run: ImportRun) -> None:
    """A text without a posting is kept with its reason; an empty list of a board says nothing about what was there."""
    pasted = run.format == text.name
    why = (
        _("No posting was found in this text: it offers no job, or only the form for one.")
        if pasted
        else _("There is no posting in it.")
    )
    with run.contents() as pages:
        held = pages[0].text.replace("\r\n", "\n").replace("\r", "\n") if pasted else ""
    ImportRow.objects.create(
        run=run, number=1, external_id=text_hash(held), text=held, verdict=Verdict.REJECTED, reason=why
    )


def _fail(run: ImportRun, error: str) -> None:
    ImportRun.objects.filter(pk=run.pk, status=Status.READING).update(
        status=Status.FAILED, error=error[:500], claimed_until=None
    )
