from django.urls import path

from recruiting.outbox import views

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/<str:verb>/", views.decide, name="message_decide"),
    path("reminders/<int:reminder_id>/<str:verb>/", views.decide_reminder, name="reminder_decide"),
]
