"""One posting with everything on it, and somebody in every role towards it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.models import Application, ContactPoint, Source
from postings.importing.files import keep_page
from postings.importing.models import ImportRow, ImportRun, ImportSource
from postings.models import Advert, Posting, TeamMember
from postings.pipelines.actions import ensure_default_template
from recruiting.outbox.models import Message
from recruiting.people.models import Organisation, Role, User
from recruiting.reminders.models import Reminder
from tests.factories import CandidateFactory, UserFactory, a_key, a_posting, a_reason, an_application, on_team

ADMINISTRATOR, RECRUITER, HIRING_MANAGER = "administrator", "recruiter", "hiring manager"
COORDINATOR, INTERVIEWER, BYSTANDER = "coordinator", "interviewer", "bystander"
APPLICANT, STRANGER = "applicant", "stranger"
ROLES = (ADMINISTRATOR, RECRUITER, HIRING_MANAGER, COORDINATOR, INTERVIEWER, BYSTANDER, APPLICANT, STRANGER)
# What only this posting says, in its title and of its people.
TITLE, PERSON, ADDRESS, TALK = "Vicuña Shearer", "Quirina Ximenes", "quirina@example.org", "Shearing trial"


class World:
    def __init__(self, *, confidential: bool = False):
        self.people: dict[str, User] = {ADMINISTRATOR: UserFactory(role=Role.ADMINISTRATOR)}
        self.by = self.people[ADMINISTRATOR]
        self.posting: Posting = a_posting(by=self.by, title=TITLE, confidential=confidential, openings=2)
        self.people |= {
            RECRUITER: UserFactory(role=Role.RECRUITER),
            HIRING_MANAGER: on_team(self.posting, "hiring_manager"),
            COORDINATOR: on_team(self.posting, "coordinator"),
            INTERVIEWER: on_team(self.posting, "interviewer"),
            BYSTANDER: on_team(self.posting, "interviewer"),
            APPLICANT: UserFactory(role=Role.ADMINISTRATOR),
            STRANGER: UserFactory(role=Role.HIRING_MANAGER),
        }
        self.stages = list(self.posting.stages.order_by("position"))
        self.template = ensure_default_template()
        self.source = Source.objects.get(name="Referral")
        self.organisation = Organisation.current()
        self.application = self._applied()
        self.interview_id = self._interviewed()
        self.message = Message.objects.get(to_address=self.people[INTERVIEWER].email)
        self.reminder = Reminder.objects.order_by("pk")[0]
        self.run = self._imported()
        self.advert = Advert.objects.create(
            posting=self.posting, source_kind="paste", external_id="x", title=TITLE, last_seen_at=timezone.now()
        )
        self.import_source = ImportSource.objects.create(
            name="Acme",
            kind="lever",
            tenant="acme-too",
            url="https://api.lever.co/v0/postings/acme-too?mode=json",
            owner=self.by,
            next_at=timezone.now() + timedelta(days=1),
        )

    def _applied(self) -> Application:
        candidate = CandidateFactory(full_name=PERSON, user=self.people[APPLICANT])
        ContactPoint.objects.create(candidate=candidate, kind="email", value=ADDRESS, match_key=ADDRESS)
        return an_application(self.posting, by=self.by, candidate=candidate)

    def _interviewed(self) -> int:
        starts_at = timezone.now() + timedelta(days=3)
        return interviews.plan(
            self.application.pk,
            title=TALK,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            time_zone="UTC",
            participants=[self.people[INTERVIEWER]],
            candidate_invited=True,
            by=self.by,
            key=a_key(),
        )

    def _imported(self) -> ImportRun:
        """A run that was read and waits; the posting itself came by another."""
        begun = {"started_by": self.by, "openings": 1, "posting_status": "draft"}
        done = ImportRun.objects.create(kind="paste", status="applied", raw=TITLE, raw_hash="y", **begun)
        made = {"verdict": "new", "decision": "accept", "outcome": "applied", "posting": self.posting}
        ImportRow.objects.create(run=done, number=1, external_id="y", title=TITLE, text=TITLE, **made)
        run = ImportRun.objects.create(kind="file", format="table", status="ready", raw_hash="x", **begun)
        ImportRow.objects.create(run=run, number=1, external_id="x", title="Engineer", text="Engineer", verdict="new")
        keep_page(run, 1, ContentFile(b"title,company\nEngineer,Acme\n"), kept=[], url="engineers.csv", sha256="x")
        return run

    def reason(self, status: str) -> int:
        return a_reason(status).pk

    def edited(self, row, **fields) -> dict[str, object]:
        """What a list of settings sends when a row of it is saved."""
        written = {f"r{row.pk}-{name}": value for name, value in fields.items()}
        return {"act": "save", "row": row.pk, f"r{row.pk}-revision": row.revision, **written}

    def values(self) -> dict[str, object]:
        """What the addresses of pages take, for this world's rows."""
        coordinator = TeamMember.objects.get(posting=self.posting, user=self.people[COORDINATOR])
        return {
            "posting_id": self.posting.pk,
            "application_id": self.application.pk,
            "candidate_id": self.application.candidate_id,
            "stage_id": self.application.stage_id,
            "member_id": coordinator.pk,
            "interview_id": self.interview_id,
            "run_id": self.run.pk,
            "number": 1,
            "name": "title",
            "message_id": self.message.pk,
            "reminder_id": self.reminder.pk,
            "template_id": self.template.pk,
            "source_id": self.import_source.pk,
            "advert_id": self.advert.pk,
        }

    def set_up(self) -> dict[str, object]:
        """How an import's postings begin, as its form sends it."""
        return {"template": self.template.pk, "openings": 2, "posting_status": "draft", "recruiter": self.by.pk}

    def browser(self, role: str) -> Client:
        browser = Client(raise_request_exception=False)
        if role in self.people:
            browser.force_login(self.people[role])
        return browser
