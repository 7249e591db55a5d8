"""Questions about figures over HTTP: words in, the query understood and its table out."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts.companies import require_membership
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from recruiting.figures.answering import ask_figures
from recruiting.figures.asking import MAX_QUESTION
from recruiting.figures.present import dump_table
from recruiting.figures.query import require_scope, run_query
from recruiting.figures.serializers import TableSerializer, read_query
from recruiting.figures.types import FiguresError
from recruiting.figures.understood import explain_error, list_parts


class QuestionSerializer(serializers.Serializer):
    """A question in Chinese or English; `follows` is the query that it follows on."""

    question = serializers.CharField(max_length=MAX_QUESTION)
    follows = serializers.JSONField(required=False, allow_null=True)


class AskedErrorSerializer(serializers.Serializer):
    """Why a question has no answer."""

    error = serializers.ChoiceField(["not_allowed", "not_expressible", "unknown_name", "ambiguous"])
    message = serializers.CharField()
    dimension = serializers.CharField(required=False)
    said = serializers.CharField(required=False)
    suggestions = serializers.ListField(child=serializers.CharField(), required=False)


class FiguresAnswerSerializer(serializers.Serializer):
    """A table and the parts of the query understood, or why there is none."""

    understood = serializers.ListField(child=serializers.DictField(), required=False)
    table = TableSerializer(allow_null=True)
    problem = AskedErrorSerializer(allow_null=True)


class AskFiguresView(APIView):
    """A question about a company's figures."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["figures"],
        operation_id="figures_ask",
        summary="Ask about your company's figures in your own words",
        request=QuestionSerializer,
        responses={
            200: FiguresAnswerSerializer,
            **refusals(400, 401, 404, s400="illegal_query"),
        },
    )
    def post(self, request: Request, company_id: int) -> Response:
        """Return what was understood and its table, or the named reason why there is none."""
        user, _sign_in = signed_in_as(request)
        company = require_membership(user, company_id).company
        form = QuestionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        before = form.validated_data.get("follows")
        context = read_query(before) if before else None
        scope = require_scope(company, viewer=user, now=timezone.now())
        question = form.validated_data["question"]
        found = ask_figures(company, question, context=context, today=scope.today, viewer=user)
        if isinstance(found, FiguresError):
            problem: dict[str, Any] = {"error": found.error, "message": explain_error(found)}
            if found.error == "unknown_name":
                problem |= found.on_the_wire()
            return Response({"table": None, "problem": problem})
        return Response(
            {
                "understood": [
                    {"label": part.label, "text": part.text} for part in list_parts(found)
                ],
                "table": dump_table(run_query(company, found, viewer=user)),
                "problem": None,
            }
        )
