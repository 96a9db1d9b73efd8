from django.urls import path

from postings.importing import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("paste/", views.paste, name="import_paste"),
    path("<int:run_id>/", views.run, name="import_run"),
    path("<int:run_id>/set-up/", views.set_up, name="import_set_up"),
    path("<int:run_id>/discard/", views.discard, name="import_discard"),
    path("<int:run_id>/<int:number>/decide/", views.decide, name="import_decide"),
    path("<int:run_id>/<int:number>/<slug:name>/", views.correct, name="import_correct"),
]
