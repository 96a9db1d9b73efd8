from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("candidates.home.urls")),
    path("postings/", include("candidates.board.urls")),
    path("postings/", include("postings.urls")),
    path("", include("candidates.search.urls")),
    path("candidates/", include("candidates.profile.urls")),
    path("applications/", include("candidates.moves.urls")),
    path("interviews/", include("candidates.interviews.urls")),
    path("imports/", include("postings.importing.urls")),
    path("outbox/", include("recruiting.outbox.urls")),
    path("", include("postings.pipelines.urls")),
    path("settings/", include("candidates.urls")),
    path("styleguide/", include("candidates.styleguide.urls")),
    path("settings/", include("recruiting.people.urls")),
    path("account/", include("allauth.urls")),
    path("", include("recruiting.web.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "recruiting.web.faults.bad_request"
handler500 = "recruiting.web.faults.server_error"
