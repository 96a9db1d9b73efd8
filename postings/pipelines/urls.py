from django.urls import path

from postings.pipelines import views

urlpatterns = [
    path("settings/pipelines/", views.templates, name="settings_pipelines"),
    path("settings/pipelines/<int:template_id>/", views.template, name="settings_pipeline"),
    path("postings/<int:posting_id>/stages/", views.stages, name="posting_stages"),
]
