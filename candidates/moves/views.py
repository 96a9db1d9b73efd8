from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from candidates import access
from candidates.moves import answers, forms, reviewing
from candidates.moves.refusals import MayNotMove
from recruiting.web.pages import page, refusals_answered_by, wants_part


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_answered_by(answers.refused)
def step(request: HttpRequest, application_id: int, form_class: type[forms.StepForm]) -> HttpResponse:
    """GET is the form on a page or in the dialog; POST acts."""
    application = access.get_application(request.user, application_id)
    if not access.may_move(request.user, application):
        raise MayNotMove
    data = None
    if request.method == "POST":
        # The notice's Undo button has its version in the address.
        data = {**request.GET.dict(), **request.POST.dict()}
    form = form_class(data, application=application, user=request.user)
    if form.is_valid():
        move = form_class.act(application.pk, by=request.user, **form.how())
        return answers.moved(request, move)
    return _sheet(request, form)


@login_required
@require_POST
def review(request: HttpRequest, application_id: int) -> HttpResponse:
    """A new application was looked at, and stays where it is."""
    application = access.get_application(request.user, application_id)
    reviewing.review(application, by=request.user)
    return answers.reviewed(request, application)


def _sheet(request: HttpRequest, form: forms.StepForm) -> HttpResponse:
    back = answers.return_path(request, form.application)
    context = {
        "form": form,
        "application": form.application,
        "back": back,
        "swaps": wants_part(request) and answers.shows_moves(back),
    }
    response = page(request, "moves/step.html", "moves/_sheet.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        # Sent to replace what is behind the dialog; with errors it stays in the dialog.
        response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
    return response
