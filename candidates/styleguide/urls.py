from django.urls import path

from candidates.styleguide import views

urlpatterns = [path("", views.styleguide, name="styleguide")]
