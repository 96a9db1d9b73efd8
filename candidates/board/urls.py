from django.urls import path

from candidates.board import views

urlpatterns = [
    path("", views.postings, name="postings"),
    path("<int:posting_id>/board/", views.board, name="board"),
    path("<int:posting_id>/board/<int:application_id>/", views.board, name="board_application"),
    path("<int:posting_id>/board/<int:application_id>/menu/", views.card_menu, name="board_menu"),
    path("<int:posting_id>/board/stage/<int:stage_id>/", views.stage, name="board_stage"),
    path("<int:posting_id>/list/", views.applications, name="posting_list"),
    path("<int:posting_id>/candidates/new/", views.new_candidate, name="candidate_new"),
]
