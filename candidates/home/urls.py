from django.urls import path

from candidates.home import views

urlpatterns = [path("", views.home, name="home")]
