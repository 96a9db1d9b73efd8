"""The demonstration's rows, and beside them what it does not have: for whatever looks at every page as a browser shows
it. Committed once for a module, so that a server of its own sees them."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from candidates.interviews.models import Interview
from candidates.models import Application
from postings.importing import actions as importing
from postings.importing import work
from postings.importing.models import ImportRun, ImportSource
from postings.models import Advert, Posting
from postings.pipelines.models import PipelineTemplate
from recruiting.local.demo.postings import BACKEND_TEXT
from recruiting.outbox.models import Message
from recruiting.people.actions import password_link
from recruiting.people.models import User
from recruiting.reminders.models import Reminder
from tests.factories import a_key

TEXT = BACKEND_TEXT.replace("Backend", "Frontend").replace("Ruby on Rails", "TypeScript")
SOURCES = {  # in every state
    "acme": {},
    "initech": {"failures": 3, "problem": "The address answered 404."},
    "globex": {"active": False},
    "hooli": {"checked_at": None},
}


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
        self.advert = Advert.objects.latest("pk")
        self.applied_run = ImportRun.objects.filter(status="applied").latest("pk")
        self.pasted_id = self._worked_on(importing.paste(text=TEXT, by=self.administrator, key=a_key()))
        self.run_id = self._uploaded()
        self.sources = [self._source(tenant, **state) for tenant, state in SOURCES.items()]
        link = password_link(self.people["yuki"], by=self.administrator)
        self.password_link = link[link.index("/account/") :]
        self._mail_of_every_state()

    def _uploaded(self) -> int:
        """A file of several postings, one of them like one that is there."""
        jobs = [TEXT.replace("Frontend", kind) for kind in ("Mobile", "Embedded", "Desktop")]
        file = ContentFile("\n---\n\n".join([*jobs, BACKEND_TEXT]).encode(), name="jobs.md")
        return self._worked_on(importing.upload(file=file, name="jobs.md", by=self.administrator, key=a_key()))

    def _worked_on(self, run_id: int) -> int:
        work.work_on(run_id)
        assert ImportRun.objects.get(pk=run_id).status == "ready"
        return run_id

    def _source(self, tenant: str, **state) -> ImportSource:
        now = timezone.now()
        address = f"https://api.lever.co/v0/postings/{tenant}?mode=json"
        known = {"name": tenant.title(), "kind": "lever", "tenant": tenant, "url": address, "checked_at": now}
        begun = {"owner": self.administrator, "next_at": now + timedelta(hours=6), "template": self._template()}
        return ImportSource.objects.create(**known | begun | state)

    def _template(self) -> PipelineTemplate:
        return PipelineTemplate.objects.order_by("pk")[0]

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
            "template_id": self._template().pk,
            "source_id": self.sources[0].pk,
            "advert_id": self.advert.pk,
        }
