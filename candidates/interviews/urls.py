from django.urls import path

from candidates.interviews import views

urlpatterns = [
    path("", views.interviews, name="interviews"),
    path("plan/<int:application_id>/", views.plan, name="interview_plan"),
    path("<int:interview_id>/", views.interview, name="interview"),
    path("<int:interview_id>/reschedule/", views.reschedule, name="interview_reschedule"),
    path("<int:interview_id>/change/", views.change, name="interview_change"),
    path("<int:interview_id>/cancel/", views.cancel, name="interview_cancel"),
    path("<int:interview_id>/answer/", views.answer, name="interview_answer"),
    path("<int:interview_id>/candidate-answer/", views.candidate_answer, name="interview_candidate_answer"),
    path("<int:interview_id>/outcome/", views.outcome, name="interview_outcome"),
]
