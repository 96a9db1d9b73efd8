from postings.pipelines.models import PipelineTemplate


def hold_default_template() -> None:
    """Before another becomes the default, or one is retired: whoever waited looks again which one it is."""
    list(PipelineTemplate.objects.select_for_update(no_key=True).filter(is_default=True).values_list("pk"))


def hold_template(template_id: int) -> None:
    """Before its stages are added to, ordered or removed, so that two do not take the same position. A posting's own
    stages are under the posting's lock."""
    PipelineTemplate.objects.select_for_update(no_key=True).values_list("pk").get(pk=template_id)
