"""Every failure over HTTP is a problem document with a code, and says where it was."""

import datetime

import pydantic
import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import OperationalError
from django.http import Http404
from django.utils import translation
from rest_framework import exceptions, serializers
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from jobassist.errors import AppError, NotFound, exception_handler


class Place(serializers.Serializer):
    city = serializers.CharField(max_length=5)


class Wish(serializers.Serializer):
    title = serializers.CharField()
    places = Place(many=True)
    tags = serializers.ListField(child=serializers.IntegerField())

    def validate(self, attrs):
        if attrs["title"] == "none":
            raise serializers.ValidationError("Not that one.", code="refused")
        return attrs


def answer_to(error: Exception):
    class View(APIView):
        permission_classes = ()

        def post(self, request):
            raise error

    response = View.as_view()(APIRequestFactory().post("/", {}, format="json"))
    response.render()
    return response


def invalid(data: dict) -> exceptions.ValidationError:
    serializer = Wish(data=data)
    with pytest.raises(exceptions.ValidationError) as caught:
        serializer.is_valid(raise_exception=True)
    return caught.value


def test_app_error_carries_its_code_status_and_facts():
    response = answer_to(AppError("stale", "Somebody was faster.", status=409, revision=7))
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert response.data["code"] == "stale"
    assert response.data["detail"] == "Somebody was faster."
    assert response.data["revision"] == 7
    assert response.data["status"] == 409


def test_facts_cannot_replace_the_members_of_the_standard():
    response = answer_to(AppError("busy", "Later.", status=503, title="mine", retry_after=20))
    assert response.data["title"] != "mine"
    assert response["Retry-After"] == "20"


def test_missing_and_foreign_look_alike():
    assert answer_to(NotFound()).data == answer_to(Http404("Posting 7 of company 3")).data


def test_invalid_input_is_pointed_at():
    error = invalid({"places": [{"city": "Leeds"}, {"city": "Birmingham"}], "tags": [1, "x"]})
    response = answer_to(error)
    assert response.status_code == 400
    assert response.data["code"] == "invalid"
    found = {(item["pointer"], item["code"]) for item in response.data["errors"]}
    assert found == {
        ("/title", "required"),
        ("/places/1/city", "max_length"),
        ("/tags/1", "invalid"),
    }


def test_finding_about_the_whole_points_at_the_whole():
    response = answer_to(invalid({"title": "none", "places": [], "tags": []}))
    assert response.data["errors"] == [
        {"pointer": "", "code": "refused", "detail": "Not that one."}
    ]


def test_pydantic_findings_do_not_repeat_the_input():
    class Frame(pydantic.BaseModel):
        at: datetime.date

    with pytest.raises(pydantic.ValidationError) as caught:
        Frame.model_validate({"at": "my secret"})
    response = answer_to(caught.value)
    assert [item["pointer"] for item in response.data["errors"]] == ["/at"]
    assert "my secret" not in str(response.data)


def test_django_findings_are_pointed_at():
    error = DjangoValidationError({"a/b": DjangoValidationError("Too short.", code="short")})
    assert answer_to(error).data["errors"] == [
        {"pointer": "/a~1b", "code": "short", "detail": "Too short."}
    ]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (PermissionDenied(), 403, "not_allowed"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError(), 400, "malformed"),
        (exceptions.UnsupportedMediaType("text/html"), 415, "unsupported_media_type"),
        (OperationalError("server at 10.0.0.3 is down"), 503, "unavailable"),
    ],
)
def test_known_failures_have_codes(error, status, code):
    response = answer_to(error)
    assert (response.status_code, response.data["code"]) == (status, code)
    assert "10.0.0.3" not in str(response.data)


def test_too_many_requests_say_when_to_come_back():
    response = answer_to(exceptions.Throttled(wait=12.2))
    assert response.status_code == 429
    assert response["Retry-After"] == "13"
    assert response.data["retry_after"] == 13


def test_unforeseen_failure_is_left_to_django():
    assert exception_handler(ZeroDivisionError(), {}) is None


def test_text_is_in_the_readers_language():
    with translation.override("zh-hans"):
        assert answer_to(NotFound()).data["title"] == "找不到，或者不属于你。"


def test_many_findings_are_cut():
    error = invalid({"title": "t", "places": [], "tags": ["x"] * 1000})
    assert len(answer_to(error).data["errors"]) == 100


@pytest.mark.django_db
def test_address_that_nobody_has_is_a_problem_document(client):
    response = client.get("/api/v1/nothing-here")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"
