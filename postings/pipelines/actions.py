from collections.abc import Iterable

from django.db import connection, transaction

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


def copy_to_postings(pairs: Iterable[tuple[PipelineTemplate, Posting]]) -> None:
    """A posting's stages are a copy: a later edit of the template rewrites nothing. The database copies them; as model
    instances the stages of many postings took a fifth of applying an import."""
    pairs = list(pairs)
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [[template.pk for template, _ in pairs], [posting.pk for _, posting in pairs]])


_COPIED = ("name", "kind", "position", "target_days", "candidate_label")
_COPY = f"""
    INSERT INTO {Stage._meta.db_table} (posting_id, revision, {", ".join(_COPIED)})
    SELECT posting_id, 1, {", ".join(_COPIED)}
    FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS wanted (template_id, posting_id, place)
    JOIN {TemplateStage._meta.db_table} USING (template_id)
    ORDER BY place, position
"""
