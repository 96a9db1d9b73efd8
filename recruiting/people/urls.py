from django.urls import path

from recruiting.people import views

urlpatterns = [
    path("", views.start, name="settings"),
    path("organisation/", views.organisation, name="settings_organisation"),
    path("people/", views.people, name="settings_people"),
]
