"""Writes to pipeline templates and to a posting's own stages, by whoever may."""

from django.db import IntegrityError, models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from postings.access import may_edit
from postings.locks import hold_posting
from postings.models import Posting
from postings.pipelines.actions import STANDARD
from postings.pipelines.locks import hold_default_template, hold_template
from postings.pipelines.models import PipelineTemplate, Stage, StageKind, TemplateStage
from recruiting.db.constraints import constraint_of
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Forbidden, Refusal

ASIDE = 30000  # a position that no stage has


def add_template(*, name: str, by: User) -> PipelineTemplate:
    """With the standard stages, to be changed."""
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        template = PipelineTemplate.objects.create(name=name)
        TemplateStage.objects.bulk_create(
            TemplateStage(template=template, name=stage, kind=kind, target_days=days, position=position)
            for position, (stage, kind, days) in enumerate(STANDARD, start=1)
        )
        _record_template(template, by)
    return template


def edit_template(template: PipelineTemplate, *, seen: int, changes: dict[str, object], by: User) -> None:
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        hold_default_template()
        if changes.get("retired_at") and PipelineTemplate.objects.filter(pk=template.pk, is_default=True).exists():
            words = _("This one is used unless another is chosen. Make another one the default first.")
            raise Refusal(words, status=409)
        if changes.get("is_default"):
            PipelineTemplate.objects.filter(is_default=True).update(is_default=False, revision=F("revision") + 1)
        template.save_edit(seen=seen, changes=changes)
        _record_template(template, by)


def add_template_stage(template: PipelineTemplate, values: dict[str, object], *, by: User) -> None:
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        hold_template(template.pk)
        _not_a_second(template.stages.all(), values.get("kind"))
        TemplateStage.objects.create(template=template, position=_last(template.stages.all()) + 1, **values)
        _record_template(template, by)


def edit_template_stage(stage: TemplateStage, *, seen: int, changes: dict[str, object], by: User) -> None:
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        hold_template(stage.template_id)
        _kind_may_change(stage, stage.template.stages.all(), changes)
        stage.save_edit(seen=seen, changes=changes)
        _record_template(stage.template, by)


def remove_template_stage(stage: TemplateStage, *, seen: int, by: User) -> None:
    """A template's stage is no posting's: it goes."""
    _only_recruiters(by)
    _not_the_first(stage)
    with transaction.atomic(durable=True):
        hold_template(stage.template_id)
        stage.refuse_unless_seen(seen)
        stage.delete()
        _record_template(stage.template, by)


def shift_template_stage(stage: TemplateStage, *, up: bool, seen: int, by: User) -> None:
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        hold_template(stage.template_id)
        stage.refuse_unless_seen(seen)
        _swap(stage, stage.template.stages.all(), up)
        _record_template(stage.template, by)


def add_stage(posting_id: int, values: dict[str, object], *, by: User) -> None:
    with transaction.atomic(durable=True):
        posting = _held(posting_id, by)
        _not_a_second(posting.stages.in_order(), values.get("kind"))
        stage = Stage.objects.create(posting=posting, position=_last(posting.stages.all()) + 1, **values)
        _record_stage(stage, by)


def edit_stage(stage: Stage, *, seen: int, changes: dict[str, object], by: User) -> None:
    with transaction.atomic(durable=True):
        posting = _held(stage.posting_id, by)
        if "kind" in changes and was_entered(stage):
            raise Refusal(_("Somebody was moved into this stage: its kind stays."), status=409)
        _kind_may_change(stage, posting.stages.in_order(), changes)
        stage.save_edit(seen=seen, changes=changes)
        _record_stage(stage, by)


def retire_stage(stage: Stage, *, seen: int, by: User) -> None:
    """Nobody may be left active in it. A move into it takes no lock of the posting's: whoever was moved in after the
    look is seen by the database (guarantee 9), which refuses."""
    try:
        with transaction.atomic(durable=True):
            _held(stage.posting_id, by)
            _not_the_first(stage)
            _nobody_is_in(stage)
            stage.save_edit(seen=seen, changes={"retired_at": timezone.now()})
            _record_stage(stage, by)
    except IntegrityError as error:
        if constraint_of(error) != "application_stage_in_use":
            raise
        raise Refusal(_("Somebody was just moved into this stage. Move them on first."), status=409) from error


def shift_stage(stage: Stage, *, up: bool, seen: int, by: User) -> None:
    with transaction.atomic(durable=True):
        posting = _held(stage.posting_id, by)
        stage.refuse_unless_seen(seen)
        _swap(stage, posting.stages.in_order(), up)
        _record_stage(stage, by)


def was_entered(stage: Stage) -> bool:
    return stage.moves_in.exists()


def _held(posting_id: int, by: User) -> Posting:
    hold_posting(posting_id)
    posting = Posting.objects.get(pk=posting_id)
    if not may_edit(by, posting):
        raise Forbidden(_("You can look at this posting, but not change it."))
    return posting


def _only_recruiters(by: User) -> None:
    if not by.is_recruiter:
        raise Forbidden(_("Only administrators and recruiters change pipelines."))


def _not_the_first(stage: TemplateStage | Stage) -> None:
    if stage.kind == StageKind.APPLIED:
        raise Refusal(_("Everybody enters here: the first stage stays."), status=409)


def _not_a_second(stages: models.QuerySet, kind: object) -> None:
    if kind in (StageKind.APPLIED, StageKind.OFFER) and stages.filter(kind=kind).exists():
        raise Refusal(_("There is one such stage already: one for who applied, one for offers."), status=409)


def _kind_may_change(stage: TemplateStage | Stage, stages: models.QuerySet, changes: dict[str, object]) -> None:
    if "kind" in changes:
        _not_the_first(stage)
        _not_a_second(stages.exclude(pk=stage.pk), changes["kind"])


def _nobody_is_in(stage: Stage) -> None:
    active = stage.applications.filter(posting=stage.posting_id, status="active")  # the posting leads to the index
    inside = [str(one.candidate) for one in active.select_related("candidate")]
    if inside:
        words = {"stage": stage, "who": ", ".join(inside[:5]), "count": len(inside)}
        text = _("%(count)s active in %(stage)s: %(who)s. Move them on, or decide about them, first.")
        raise Refusal(text % words, status=409)


def _last(stages: models.QuerySet) -> int:
    return stages.aggregate(last=Max("position"))["last"] or 0


def _swap(stage: TemplateStage | Stage, stages: models.QuerySet, up: bool) -> None:
    """With its neighbour, by way of a position that is free. The first stage stays the first."""
    _not_the_first(stage)
    stage.refresh_from_db()
    near = stages.filter(position__gt=1)
    if up:
        near = near.filter(position__lt=stage.position).order_by("-position")
    else:
        near = near.filter(position__gt=stage.position).order_by("position")
    other = near.first()
    if other is None:
        return
    mine, theirs = stage.position, other.position
    for row, position in ((stage, ASIDE), (other, mine), (stage, theirs)):
        type(row)._base_manager.filter(pk=row.pk).update(position=position, revision=F("revision") + 1)


def _record_template(template: PipelineTemplate, by: User) -> None:
    record("template.changed", subject_type="template", subject_id=template.pk, by_id=by.pk, door=Door.PAGE)


def _record_stage(stage: Stage, by: User) -> None:
    record(
        "stage.changed",
        subject_type="stage",
        subject_id=stage.pk,
        posting_id=stage.posting_id,
        by_id=by.pk,
        door=Door.PAGE,
    )
