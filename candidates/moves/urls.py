from django.urls import path

from candidates.moves import forms, views

VERBS = {
    "advance": forms.AdvanceForm,
    "move": forms.MoveForm,
    "reject": forms.RejectForm,
    "withdraw": forms.WithdrawForm,
    "close": forms.CloseForm,
    "hire": forms.HireForm,
    "unhire": forms.UnhireForm,
    "reopen": forms.ReopenForm,
    "undo": forms.UndoForm,
}

urlpatterns = [
    path("<int:application_id>/review/", views.review, name="application_review"),
    *(
        path(f"<int:application_id>/{verb}/", views.step, {"form_class": form}, name=f"application_{verb}")
        for verb, form in VERBS.items()
    ),
]
