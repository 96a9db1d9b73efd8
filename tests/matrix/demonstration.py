"""The demonstration's rows, and beside them what it does not have: for whatever looks at every page as a browser shows
it. Committed once for a module, so that a server of its own sees them."""

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from candidates.interviews.models import Interview
from candidates.models import Application
from postings.importing import actions as importing
from postings.importing import apply as worker
from postings.importing.models import ImportRun
from postings.models import Posting
from postings.pipelines.models import PipelineTemplate
from recruiting.local.demo.postings import BACKEND_TEXT
from recruiting.outbox.models import Message
from recruiting.people.actions import password_link
from recruiting.people.models import User
from recruiting.reminders.models import Reminder
from tests.factories import a_key


class Demonstration:
    """As a World of the matrix: the values that addresses take, from rows with much on them."""

    def __init__(self):
        with connection.cursor() as cursor:  # it is loaded by the owner of the tables
            cursor.execute("SET ROLE NONE")
            call_command("demo", verbosity=0)
            cursor.execute("RESET ROLE")
        connection.close()
        self.people = {user.email.partition("@")[0]: user for user in User.objects.all()}
        self.administrator = self.people["marta"]
        self.interview = Interview.objects.filter(status="scheduled", starts_at__gt=timezone.now()).latest("starts_at")
        self.application = self.interview.application
        self.posting: Posting = self.application.posting
        self.hired = Application.objects.filter(status="hired").latest("pk")
        self.rejected = Application.objects.filter(status="rejected").latest("pk")
        self.run_id = self._pasted()
        link = password_link(self.people["yuki"], by=self.administrator)
        self.password_link = link[link.index("/account/") :]
        self._mail_of_every_state()

    def _pasted(self) -> int:
        text = BACKEND_TEXT.replace("Backend", "Frontend").replace("Ruby on Rails", "TypeScript")
        run_id = importing.paste(text=text, by=self.administrator, key=a_key())
        worker.work_on(run_id)
        assert ImportRun.objects.get(pk=run_id).status == "ready"
        return run_id

    def _mail_of_every_state(self) -> None:
        states = ["failed", "held", "kept", "sent", "cancelled"]
        for message, state in zip(Message.objects.order_by("pk"), states, strict=False):
            Message.objects.filter(pk=message.pk).update(
                status=state,
                last_error="550 5.1.1 mailbox unavailable" if state == "failed" else "",
                attempts=3 if state == "failed" else 0,
                held_for="person" if state == "held" else "",
                sent_at=timezone.now() if state == "sent" else None,
            )
        self.message_ids = dict(Message.objects.values_list("status", "pk"))

    def values(self) -> dict[str, object]:
        return {
            "posting_id": self.posting.pk,
            "application_id": self.application.pk,
            "candidate_id": self.application.candidate_id,
            "stage_id": self.application.stage_id,
            "member_id": self.posting.team.order_by("pk")[0].pk,
            "interview_id": self.interview.pk,
            "run_id": self.run_id,
            "number": 1,
            "name": "title",
            "message_id": self.message_ids["failed"],
            "reminder_id": Reminder.objects.order_by("pk")[0].pk,
            "template_id": PipelineTemplate.objects.order_by("pk")[0].pk,
        }
