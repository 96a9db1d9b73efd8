from django.urls import path

from postings.importing import actions
from postings.importing.forms import DecideForm, JoinForm, TakeForm
from postings.importing.views import adverts, rows, runs, sources

BUTTONS = {
    "decide": (DecideForm, actions.decide),
    "join": (JoinForm, actions.join),
    "take": (TakeForm, actions.take),
}

urlpatterns = [
    path("", runs.imports, name="imports"),
    path("new/", runs.new, name="import_new"),
    path("sources/", sources.sources, name="import_sources"),
    path("sources/new/", sources.new, name="import_source_new"),
    path("sources/<int:source_id>/", sources.source, name="import_source"),
    path("sources/<int:source_id>/look/", sources.look_now, name="import_source_look"),
    path("sources/<int:source_id>/pause/", sources.pause, name="import_source_pause"),
    path("adverts/<int:advert_id>/take-apart/", adverts.take_apart, name="advert_take_apart"),
    path("<int:run_id>/", runs.run, name="import_run"),
    path("<int:run_id>/set-up/", runs.set_up, name="import_set_up"),
    path("<int:run_id>/decide/", runs.decide_all, name="import_decide_all"),
    path("<int:run_id>/read-as/", runs.read_as, name="import_read_as"),
    path("<int:run_id>/columns/", runs.columns, name="import_columns"),
    path("<int:run_id>/discard/", runs.discard, name="import_discard"),
    path("<int:run_id>/revert/", runs.revert, name="import_revert"),
    path("<int:run_id>/report.csv", runs.report, name="import_report"),
    path("<int:run_id>/raw/<int:number>/", runs.raw, name="import_raw"),
    *(
        path(f"<int:run_id>/<int:number>/{verb}/", rows.press, {"form_class": form, "act": act}, name=f"import_{verb}")
        for verb, (form, act) in BUTTONS.items()
    ),
    path("<int:run_id>/<int:number>/set-up/", rows.set_up, name="import_row_set_up"),
    path("<int:run_id>/<int:number>/<slug:name>/", rows.correct, name="import_correct"),
]
