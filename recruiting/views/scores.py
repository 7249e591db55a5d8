"""What a score was made of, contesting it, and groups told of one's own free will, over HTTP."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts import limits
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from jobassist.strict_fields import StrictCharField
from recruiting import services
from recruiting.fairness.words import PERSON_DECIDES, name_feature
from recruiting.models import ScoreContest
from recruiting.models.fairness import AgeBand, Race, Sex
from recruiting.services.fairness import Groups, get_own_groups, set_own_groups

TAG = ["scores"]
CONTEST_BY_USER = limits.Limit("contest.user", 20, limits.HOUR)


# --- shapes -----------------------------------------------------------------------------------


class FeatureSerializer(serializers.Serializer[Any]):
    """A part of a score."""

    code = serializers.CharField()
    name = serializers.CharField()
    value = serializers.FloatField(help_text="From 0, not at all, to 1, fully.")


class ScoreSerializer(serializers.Serializer[Any]):
    """What a score was made of, as it was shown to you."""

    posting_id = serializers.IntegerField()
    score = serializers.FloatField()
    rank = serializers.IntegerField()
    of = serializers.IntegerField(help_text="How many were shown in that round.")
    at = serializers.DateTimeField()
    features = FeatureSerializer(many=True)
    criteria = serializers.DictField(help_text="What was searched for, as it was understood.")
    ranking_version = serializers.CharField()
    embedder = serializers.CharField()
    engine = serializers.CharField()
    prompt_version = serializers.CharField()
    notice = serializers.CharField(help_text="That a person decides.")


class ContestSerializer(serializers.Serializer[Any]):
    """A score that you contested, and what a person answered."""

    id = serializers.UUIDField()
    posting_id = serializers.IntegerField()
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=ScoreContest.State.values)
    outcome = serializers.CharField()
    answer = serializers.CharField()
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class ContestPageSerializer(serializers.Serializer[Any]):
    """Everything that you contested, the newest first."""

    results = ContestSerializer(many=True)


class ContestNewSerializer(serializers.Serializer[Any]):
    """What is wrong with a score."""

    text = StrictCharField(
        max_length=services.MAX_CONTEST,
        help_text="Read by the recruiters of the posting's company and by operators.",
    )


class GroupsSerializer(serializers.Serializer[Any]):
    """What you say of yourself; empty where you would rather not."""

    sex = serializers.ChoiceField(choices=Sex.choices, allow_blank=True, default="")
    race = serializers.ChoiceField(choices=Race.choices, allow_blank=True, default="")
    age = serializers.ChoiceField(choices=AgeBand.choices, allow_blank=True, default="")


# --- views ------------------------------------------------------------------------------------


class ScoreView(APIView):
    """The caller's newest score of a posting."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="score_read",
        summary="What a posting's score for you was made of",
        responses={200: ScoreSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, posting_id: int) -> Response:
        """Return the score you were shown last and what counted; 404 where you never were."""
        user, _sign_in = signed_in_as(request)
        inputs = services.get_score_inputs(user, posting_id)
        return Response(
            ScoreSerializer(
                {
                    **inputs.to_json(),
                    "at": inputs.at,
                    "posting_id": inputs.posting.id,
                    "criteria": inputs.criteria,
                    "features": [
                        {"code": code, "name": name_feature(code), "value": value}
                        for code, value in inputs.features.items()
                    ],
                    "notice": str(PERSON_DECIDES),
                }
            ).data
        )


class ContestView(APIView):
    """Contesting a score."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="score_contest",
        summary="Contest a score: a person looks and answers",
        request=ContestNewSerializer,
        responses={201: ContestSerializer, 200: ContestSerializer, **refusals(400, 401, 404, 429)},
        examples=[
            OpenApiExample(
                "Years read wrongly",
                value={"text": "I have worked as a nurse for six years, not two."},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, posting_id: int) -> Response:
        """Send what is wrong to the company's recruiters and to operators; 200 repeats the open one."""
        user, _sign_in = signed_in_as(request)
        given = ContestNewSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        limits.count_attempt(CONTEST_BY_USER, str(user.id))
        contest, is_new = services.contest_score(
            user, posting_id, text=given.validated_data["text"], now=timezone.now()
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ContestSerializer(contest).data, status=code)


class ContestsView(APIView):
    """What the caller contested."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="contests_list",
        summary="Scores you contested, and the answers",
        responses={200: ContestPageSerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """Return the newest hundred."""
        user, _sign_in = signed_in_as(request)
        return Response(ContestPageSerializer({"results": services.list_contests(user)}).data)


class OwnGroupsView(APIView):
    """What the caller told a company of their groups, of their own free will."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="own_groups_read",
        summary="What you told a company of your groups",
        responses={200: GroupsSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return it; 404 unless the company asks and you have reached out to it."""
        user, _sign_in = signed_in_as(request)
        _company, groups = get_own_groups(user, company_id)
        return Response(GroupsSerializer(groups).data)

    @extend_schema(
        tags=TAG,
        operation_id="own_groups_set",
        summary="Tell a company of your groups, for counts alone; or take it back",
        request=GroupsSerializer,
        responses={200: GroupsSerializer, **refusals(400, 401, 404)},
    )
    def put(self, request: Request, company_id: int) -> Response:
        """Keep it apart from who you are: counted by group, shown beside nobody, ranked by never."""
        user, _sign_in = signed_in_as(request)
        given = GroupsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        groups = Groups(**given.validated_data)
        set_own_groups(user, company_id, groups, now=timezone.now())
        return Response(GroupsSerializer(groups).data)

    @extend_schema(
        tags=TAG,
        operation_id="own_groups_forget",
        summary="Take back what you told a company of your groups",
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, company_id: int) -> Response:
        """Delete it; what was counted before is counted no more."""
        user, _sign_in = signed_in_as(request)
        set_own_groups(user, company_id, Groups(), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
