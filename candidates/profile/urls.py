from django.urls import path

from candidates.profile import views

urlpatterns = [path("<int:candidate_id>/", views.candidate, name="candidate")]
