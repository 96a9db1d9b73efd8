from django.urls import path

from candidates.search import views

urlpatterns = [
    path("candidates/", views.candidates, name="candidates"),
    path("palette/", views.palette, name="palette"),
    path("shortcuts/", views.shortcuts, name="shortcuts"),
]
