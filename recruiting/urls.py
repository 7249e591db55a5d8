"""Addresses of companies and seekers, below /api/v1/."""

from django.urls import path

from . import pipeline_views, score_views, thread_views, views
from .figures import ask_views
from .figures import views as figures

FIGURES = "companies/<int:company_id>/figures"

urlpatterns = [
    path("me/greetings", thread_views.GreetingWishesView.as_view(), name="greeting-wishes"),
    path("threads/<uuid:conversation_id>", thread_views.ThreadView.as_view(), name="thread"),
    path(
        "threads/<uuid:conversation_id>/report",
        thread_views.ThreadReportView.as_view(),
        name="thread-report",
    ),
    path(
        "threads/<uuid:conversation_id>/block",
        thread_views.ThreadBlockView.as_view(),
        name="thread-block",
    ),
    path(
        "threads/<uuid:conversation_id>/files/<uuid:file_id>",
        thread_views.ThreadFileView.as_view(),
        name="thread-file",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/candidates/<str:reference>"
        "/greeting",
        thread_views.CandidateGreetingView.as_view(),
        name="candidate-greeting",
    ),
    path(FIGURES, figures.FiguresView.as_view(), name="figures"),
    path(f"{FIGURES}/rows", figures.FigureRowsView.as_view(), name="figure-rows"),
    path(f"{FIGURES}/ask", ask_views.AskFiguresView.as_view(), name="figures-ask"),
    path(f"{FIGURES}/catalog", figures.FigureCatalogView.as_view(), name="figure-catalog"),
    path(f"{FIGURES}/funnel", figures.FunnelView.as_view(), name="funnel"),
    path(f"{FIGURES}/funnel/rows", figures.FunnelRowsView.as_view(), name="funnel-rows"),
    path(f"{FIGURES}/retention", figures.RetentionView.as_view(), name="retention"),
    path(f"{FIGURES}/retention/rows", figures.RetentionRowsView.as_view(), name="retention-rows"),
    path("me/scores/<posting_id:posting_id>", score_views.ScoreView.as_view(), name="score"),
    path(
        "me/scores/<posting_id:posting_id>/contest",
        score_views.ContestView.as_view(),
        name="score-contest",
    ),
    path("me/contests", score_views.ContestsView.as_view(), name="contests"),
    path("me/groups/<int:company_id>", score_views.OwnGroupsView.as_view(), name="own-groups"),
    path("me/discoverability", views.DiscoverabilityView.as_view(), name="discoverability"),
    path(
        "postings/<posting_id:posting_id>/similar",
        views.SimilarView.as_view(),
        name="similar-postings",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/candidates",
        views.CandidatesView.as_view(),
        name="posting-candidates",
    ),
    path(
        "companies/<int:company_id>/stages",
        pipeline_views.StagesView.as_view(),
        name="company-stages",
    ),
    path(
        "companies/<int:company_id>/applications",
        pipeline_views.ApplicationsView.as_view(),
        name="company-applications",
    ),
    path(
        "companies/<int:company_id>/applications/<uuid:application_id>/moves",
        pipeline_views.MovesView.as_view(),
        name="application-moves",
    ),
    path(
        "companies/<int:company_id>/interviews/<uuid:slot_id>.ics",
        pipeline_views.InterviewView.as_view(),
        name="company-interview",
    ),
    path(
        "me/interviews/<uuid:slot_id>.ics",
        pipeline_views.OwnInterviewView.as_view(),
        name="own-interview",
    ),
]
