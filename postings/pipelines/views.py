from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from postings import access
from postings.pipelines.listings import PostingStages, Templates, TemplateStages
from postings.pipelines.models import PipelineTemplate
from recruiting.web.listing import answer
from recruiting.web.refusals import Forbidden


def _only_recruiters(request: HttpRequest) -> None:
    if not request.user.is_recruiter:
        raise Forbidden(_("Only administrators and recruiters see the settings."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    _only_recruiters(request)
    return answer(request, Templates(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, template_id: int) -> HttpResponse:
    _only_recruiters(request)
    return answer(request, TemplateStages(get_object_or_404(PipelineTemplate, pk=template_id), request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stages(request: HttpRequest, posting_id: int) -> HttpResponse:
    return answer(request, PostingStages(access.get_posting_to_edit(request.user, posting_id), request.user))
