from django.urls import path

from candidates import views

urlpatterns = [
    path("reasons/", views.settings_list, views.REASONS, name="settings_reasons"),
    path("sources/", views.settings_list, views.SOURCES, name="settings_sources"),
]
