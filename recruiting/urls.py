"""Addresses of companies and seekers, below /api/v1/."""

from django.urls import path

from .views import asking, candidates, figures, pipeline, scores, threads

FIGURES = "companies/<int:company_id>/figures"

urlpatterns = [
    path("me/greetings", threads.GreetingWishesView.as_view(), name="greeting-wishes"),
    path("threads/<uuid:conversation_id>", threads.ThreadView.as_view(), name="thread"),
    path(
        "threads/<uuid:conversation_id>/report",
        threads.ThreadReportView.as_view(),
        name="thread-report",
    ),
    path(
        "threads/<uuid:conversation_id>/block",
        threads.ThreadBlockView.as_view(),
        name="thread-block",
    ),
    path(
        "threads/<uuid:conversation_id>/files/<uuid:file_id>",
        threads.ThreadFileView.as_view(),
        name="thread-file",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/candidates/<str:reference>"
        "/greeting",
        threads.CandidateGreetingView.as_view(),
        name="candidate-greeting",
    ),
    path(FIGURES, figures.FiguresView.as_view(), name="figures"),
    path(f"{FIGURES}/rows", figures.FigureRowsView.as_view(), name="figure-rows"),
    path(f"{FIGURES}/ask", asking.AskFiguresView.as_view(), name="figures-ask"),
    path(f"{FIGURES}/catalog", figures.FigureCatalogView.as_view(), name="figure-catalog"),
    path(f"{FIGURES}/funnel", figures.FunnelView.as_view(), name="funnel"),
    path(f"{FIGURES}/funnel/rows", figures.FunnelRowsView.as_view(), name="funnel-rows"),
    path(f"{FIGURES}/retention", figures.RetentionView.as_view(), name="retention"),
    path(f"{FIGURES}/retention/rows", figures.RetentionRowsView.as_view(), name="retention-rows"),
    path("me/scores/<posting_id:posting_id>", scores.ScoreView.as_view(), name="score"),
    path(
        "me/scores/<posting_id:posting_id>/contest",
        scores.ContestView.as_view(),
        name="score-contest",
    ),
    path("me/contests", scores.ContestsView.as_view(), name="contests"),
    path("me/groups/<int:company_id>", scores.OwnGroupsView.as_view(), name="own-groups"),
    path("me/discoverability", candidates.DiscoverabilityView.as_view(), name="discoverability"),
    path(
        "postings/<posting_id:posting_id>/similar",
        candidates.SimilarView.as_view(),
        name="similar-postings",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/candidates",
        candidates.CandidatesView.as_view(),
        name="posting-candidates",
    ),
    path(
        "companies/<int:company_id>/stages",
        pipeline.StagesView.as_view(),
        name="company-stages",
    ),
    path(
        "companies/<int:company_id>/applications",
        pipeline.ApplicationsView.as_view(),
        name="company-applications",
    ),
    path(
        "companies/<int:company_id>/applications/<uuid:application_id>/moves",
        pipeline.MovesView.as_view(),
        name="application-moves",
    ),
    path(
        "companies/<int:company_id>/interviews/<uuid:slot_id>.ics",
        pipeline.InterviewView.as_view(),
        name="company-interview",
    ),
    path(
        "me/interviews/<uuid:slot_id>.ics",
        pipeline.OwnInterviewView.as_view(),
        name="own-interview",
    ),
]
