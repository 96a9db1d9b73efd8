"""One posting with everything on it, and an address for every page of the application."""

from datetime import timedelta

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.models import Application
from postings.importing.models import ImportRow, ImportRun
from postings.models import Posting, TeamMember
from postings.pipelines.models import PipelineTemplate
from recruiting.outbox.models import Message
from recruiting.people.models import Role, User
from recruiting.reminders.models import Reminder
from tests.factories import UserFactory, a_key, a_posting, an_application, on_team

ADMINISTRATOR, RECRUITER, HIRING_MANAGER = "administrator", "recruiter", "hiring manager"
COORDINATOR, INTERVIEWER, STRANGER = "coordinator", "interviewer", "stranger"
ROLES = (ADMINISTRATOR, RECRUITER, HIRING_MANAGER, COORDINATOR, INTERVIEWER, STRANGER)


class World:
    def __init__(self, *, confidential: bool = False):
        self.people: dict[str, User] = {ADMINISTRATOR: UserFactory(role=Role.ADMINISTRATOR)}
        administrator = self.people[ADMINISTRATOR]
        self.posting: Posting = a_posting(by=administrator, confidential=confidential, openings=2)
        self.people |= {
            RECRUITER: UserFactory(role=Role.RECRUITER),
            HIRING_MANAGER: on_team(self.posting, "hiring_manager"),
            COORDINATOR: on_team(self.posting, "coordinator"),
            INTERVIEWER: on_team(self.posting, "interviewer"),
            STRANGER: UserFactory(role=Role.HIRING_MANAGER),
        }
        self.application: Application = an_application(self.posting, by=administrator)
        starts_at = timezone.now() + timedelta(days=3)
        self.interview_id = interviews.plan(
            self.application.pk,
            title="Technical interview",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            time_zone="UTC",
            participants=[self.people[INTERVIEWER]],
            by=administrator,
            key=a_key(),
        )
        self.run = ImportRun.objects.create(
            kind="paste", status="ready", raw="Engineer", raw_hash="x", started_by=administrator
        )
        ImportRow.objects.create(
            run=self.run, number=1, external_id="x", title="Engineer", text="Engineer", verdict="new"
        )

    def address(self, name: str) -> str:
        """Of a named page, on this world's rows."""
        values = {
            "posting_id": self.posting.pk,
            "application_id": self.application.pk,
            "candidate_id": self.application.candidate_id,
            "stage_id": self.application.stage_id,
            "member_id": TeamMember.objects.filter(posting=self.posting, role="coordinator").values_list("pk")[0][0],
            "interview_id": self.interview_id,
            "run_id": self.run.pk,
            "number": 1,
            "name": "title",
            "message_id": Message.objects.order_by("pk").values_list("pk")[0][0],
            "reminder_id": Reminder.objects.order_by("pk").values_list("pk")[0][0],
            "verb": "hold",
            "template_id": PipelineTemplate.objects.values_list("pk")[0][0],
        }
        wanted = addresses()[name]
        return reverse(name, kwargs={key: values[key] for key in wanted})


def addresses() -> dict[str, list[str]]:
    """Every named page but the administration's, which tests/admin covers, with the names of what its address takes."""
    found: dict[str, list[str]] = {}

    def walk(resolver: URLResolver) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                found[pattern.name] = list(pattern.pattern.converters)
            elif pattern.app_name != "admin":
                walk(pattern)

    walk(get_resolver())
    return found
