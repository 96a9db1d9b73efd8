import smtplib

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from recruiting.people import actions
from recruiting.people.forms import InviteForm, UserForm
from recruiting.people.models import Organisation, User
from recruiting.web.admin import DomainAdmin
from recruiting.web.refusals import Refusal


@admin.register(Organisation)
class OrganisationAdmin(DomainAdmin):
    list_display = ("name", "time_zone", "country", "sender_address")
    list_filter = ("country",)
    search_fields = ("name",)


@admin.register(User)
class UserAdmin(DomainAdmin):
    """People are invited here, and let in no longer; nobody sets another's password."""

    form = UserForm
    add_form = InviteForm
    addable = True
    change_form_template = "admin/people/user/change_form.html"
    list_display = ("name", "email", "role", "time_zone", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email")
    date_hierarchy = "created_at"
    ordering = ("name",)

    def get_fields(self, request, obj=None):
        given = ("email", "name", "role", "time_zone")
        return (*given, "is_active", "created_at", "last_login", "invited_by") if obj else given

    def get_readonly_fields(self, request, obj=None):
        return ("created_at", "last_login", "invited_by") if obj else ()

    def get_urls(self):
        view = self.admin_site.admin_view(self.invitation)
        return [path("<int:user_id>/invitation/", view, name="people_user_invitation"), *super().get_urls()]

    def create(self, request, obj, form) -> None:
        wanted = {name: form.cleaned_data[name] for name in InviteForm.Meta.fields}
        made = actions._do_invite(**wanted, by=request.user)
        obj.pk = made.pk

    def write(self, request, obj, *, seen, changes) -> None:
        actions._do_change(obj, seen=seen, changes=changes, by=request.user)

    def response_add(self, request, obj, post_url_continue=None) -> HttpResponse:
        return redirect("admin:people_user_invitation", obj.pk)

    def invitation(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """GET explains; POST makes the link, mails it where there is a mail server, and shows it this once."""
        user = get_object_or_404(User, pk=user_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("A link to set the password"),
            "subtitle": user.name,
            "opts": self.opts,
            "original": user,
            "mails": settings.EMAIL_CONFIGURED,
        }
        if request.method == "POST":
            context |= self._link(request, user)
        return TemplateResponse(request, "admin/people/user/invitation.html", context)

    def _link(self, request: HttpRequest, user: User) -> dict[str, object]:
        try:
            link = actions.password_link(user, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return {}
        mailed = False
        if settings.EMAIL_CONFIGURED:
            try:
                actions.mail_password_link(user, link, by=request.user)
                mailed = True
            except (OSError, smtplib.SMTPException) as error:
                messages.error(request, _("The mail server refused the mail: %(error)s") % {"error": error})
        return {"link": link, "mailed": mailed, "back": reverse("admin:people_user_changelist")}
