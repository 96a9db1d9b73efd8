from django.urls import path
from django.utils.translation import gettext_lazy as _

from postings import views
from postings.models import Posting

Status = Posting.Status

# Verb of the address, where it leads, the page's title, and what then happens.
STATUS_VERBS = [
    ("open", Status.OPEN, _("Open"), _("People can be added to it and move along its stages.")),
    (
        "hold",
        Status.ON_HOLD,
        _("Put on hold"),
        _("Nobody can apply. People can be added by hand; moves and interviews go on."),
    ),
    ("resume", Status.OPEN, _("Resume"), _("People can apply again.")),
    (
        "close",
        Status.CLOSED,
        _("Close"),
        _("Nobody enters any more. Somebody still active has to be decided about first."),
    ),
    ("reopen", Status.OPEN, _("Open again"), _("It takes people again. Whoever ended with it stays ended.")),
    ("archive", Status.ARCHIVED, _("Archive"), _("It stays closed, and out of sight.")),
    ("unarchive", Status.CLOSED, _("Take out of the archive"), _("It is closed, and in the list again.")),
]

urlpatterns = [
    path("new/", views.new, name="posting_new"),
    path("<int:posting_id>/", views.posting, name="posting"),
    path("<int:posting_id>/edit/", views.edit, name="posting_edit"),
    path("<int:posting_id>/openings/new/", views.new_opening, name="opening_new"),
    path("<int:posting_id>/team/new/", views.new_team_member, name="team_member_new"),
    path("<int:posting_id>/team/<int:member_id>/remove/", views.remove_team_member, name="team_member_remove"),
    *(
        path(
            f"<int:posting_id>/{verb}/",
            views.change_status,
            {"to": to, "title": title, "what": what},
            name=f"posting_{verb}",
        )
        for verb, to, title, what in STATUS_VERBS
    ),
]
