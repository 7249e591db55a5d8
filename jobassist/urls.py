"""Addresses of the HTTP side; each app lists its own in its `urls.py`."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from chat.pages import CardFrame, ChatPage, catalogue
from jobassist import health

urlpatterns = [
    path("", include("jobs.page_urls")),
    path("", include("eventlog.page_urls")),
    path("", ChatPage.as_view(), name="page"),
    path("page/card", CardFrame.as_view(), name="page-card"),
    path("page/words.js", catalogue, name="javascript-catalog"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("language", set_language, name="set_language"),
    path("api/v1/auth/", include("jobassist.accounts.urls")),
    path("api/v1/", include("jobassist.accounts.me_urls")),
    path("api/v1/", include("eventlog.urls")),
    path("api/v1/", include("feeds.urls")),
    path("api/v1/", include("resumes.urls")),
    path("api/v1/", include("jobs.inventory.urls")),
    path("api/v1/", include("recruiting.urls")),
    path("api/v1/", include("chat.urls")),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]

handler403 = "jobassist.errors.permission_denied"
handler404 = "jobassist.errors.page_not_found"
handler500 = "jobassist.errors.server_error"
