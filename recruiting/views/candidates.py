"""Who may be found, who fits a posting, and what is like it, over HTTP."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from jobassist.active_language import active_lang
from jobs.search import JobQuery, similar_jobs
from recruiting import services
from recruiting.candidates import MAX_FITS, find_page, get_posting_of
from recruiting.serializers import (
    CandidatesQuerySerializer,
    CandidatesSerializer,
    DiscoverabilitySerializer,
    SimilarPostingsSerializer,
    SimilarQuerySerializer,
)

TAG = ["recruiting"]


class DiscoverabilityView(APIView):
    """Whether companies may find the caller."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="discoverability_get",
        summary="Whether companies may find you: no, until you say so",
        responses={200: DiscoverabilitySerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """Return what the caller allows."""
        user, _sign_in = signed_in_as(request)
        return Response(DiscoverabilitySerializer(services.get_discoverability(user)).data)

    @extend_schema(
        tags=TAG,
        operation_id="discoverability_set",
        summary="Let companies whose postings fit find you, without your name; or no longer",
        request=DiscoverabilitySerializer,
        responses={
            200: DiscoverabilitySerializer,
            **refusals(400, 401, 409, s409="not_registered"),
        },
    )
    def put(self, request: Request) -> Response:
        """Give or withdraw the consent; it counts from the next look on."""
        user, _sign_in = signed_in_as(request)
        form = DiscoverabilitySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = services.set_discoverability(
            user,
            is_discoverable=form.validated_data["is_discoverable"],
            hidden_from=form.validated_data.get("hidden_from"),
            now=timezone.now(),
        )
        return Response(DiscoverabilitySerializer(said).data)


class CandidatesView(APIView):
    """Who fits a company's posting."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="posting_candidates",
        summary="People who fit your posting and allow to be found, without their names",
        parameters=[CandidatesQuerySerializer],
        responses={200: CandidatesSerializer, **refusals(400, 401, 403, 404)},
    )
    def get(self, request: Request, company_id: int, posting_id: int) -> Response:
        """Return candidates, best first, each with the explanation that the seeker would see."""
        user, _sign_in = signed_in_as(request)
        membership = require_membership(user, company_id, roles=WRITERS)
        query = CandidatesQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        company = membership.company
        page = find_page(
            company,
            get_posting_of(company, posting_id),
            lang=active_lang(),
            limit=query.validated_data["limit"],
            now=timezone.now(),
            words=query.validated_data["q"],
            without=query.validated_data["let"],
            after=query.validated_data["after"],
        )
        audit.record_looks(
            user,
            company=company,
            action="looked",
            kind="candidate",
            object_ids=[each.reference for each in page.candidates],
        )
        filters = [{"key": k, "text": t} for k, t in page.asked.list_filters(active_lang())]
        answer = {
            "candidates": page.candidates,
            "has_more": page.has_more,
            "next": page.next,
            "total": page.total,
            "most": MAX_FITS,
            "weights": page.factors,
            "asked": {
                "titles": page.asked.titles,
                "skills": page.asked.skills,
                "filters": filters,
                "is_protected": page.asked.is_protected,
            },
        }
        return Response(CandidatesSerializer(answer).data)


class SimilarView(APIView):
    """Postings like one."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="postings_similar",
        summary="Open postings of the same work as this one, by what you saved and turned down",
        parameters=[SimilarQuerySerializer],
        responses={200: SimilarPostingsSerializer, **refusals(400, 401, 404)},
    )
    def get(self, request: Request, posting_id: int) -> Response:
        """Return the nearest, by default in the same places; never what was dismissed."""
        user, _sign_in = signed_in_as(request)
        query = SimilarQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = similar_jobs(
            posting_id,
            JobQuery(
                exclude_posting_ids=frozenset(services.list_dismissed(user)),
                samples=services.list_samples(user),
                lang=active_lang(),
                limit=query.validated_data["limit"],
                now=timezone.now(),
            ),
        )
        return Response(SimilarPostingsSerializer({"results": found.hits}).data)
