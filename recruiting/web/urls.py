from django.urls import path

from recruiting.web import views

urlpatterns = [
    path("offline/", views.offline, name="offline"),
    path("service-worker.js", views.service_worker, name="service_worker"),
]
