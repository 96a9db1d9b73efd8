from collections.abc import Iterable

from django.db import transaction

from postings.models import Posting
from postings.pipelines.models import PipelineTemplate, Stage, StageKind, TemplateStage

# The pipeline that a new installation begins with: name, kind, target in working days.
STANDARD = [
    ("Applied", StageKind.APPLIED, 2),
    ("Recruiter screen", StageKind.SCREEN, 5),
    ("Technical task", StageKind.ASSESSMENT, 6),
    ("Technical interview", StageKind.INTERVIEW, 7),
    ("Team interview", StageKind.INTERVIEW, 7),
    ("Offer", StageKind.OFFER, 5),
]


def ensure_default_template() -> PipelineTemplate:
    """The standard template, made once; whoever edits or replaces it keeps what they did. Idempotent."""
    template = PipelineTemplate.objects.filter(is_default=True).first()
    if template is None:
        with transaction.atomic():
            template = PipelineTemplate.objects.create(name="Standard", is_default=True)
            TemplateStage.objects.bulk_create(
                TemplateStage(template=template, name=name, kind=kind, target_days=days, position=position)
                for position, (name, kind, days) in enumerate(STANDARD, start=1)
            )
    return template


def copy_to_postings(pairs: Iterable[tuple[PipelineTemplate, Posting]]) -> list[Stage]:
    """A posting's stages are a copy: a later edit of the template rewrites nothing."""
    copied = ("name", "kind", "position", "target_days", "candidate_label")
    pairs = list(pairs)
    templates = {template.pk for template, _posting in pairs}
    stages: dict[int, list[TemplateStage]] = {pk: [] for pk in templates}
    for stage in TemplateStage.objects.filter(template__in=templates).order_by("position"):
        stages[stage.template_id].append(stage)
    return Stage.objects.bulk_create(
        Stage(posting=posting, **{name: getattr(stage, name) for name in copied})
        for template, posting in pairs
        for stage in stages[template.pk]
    )
