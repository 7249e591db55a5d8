"""What the OpenAPI document says of every operation alike."""

from typing import Any

from jobassist.errors import PROBLEM_TYPE

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457: what went wrong, with a code for programs and a text for people.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["pointer", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_METHODS = {"get", "put", "post", "patch", "delete"}
_NAME = "AnyProblem"


def describe_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Return the document in which every operation may answer with a problem."""
    result.setdefault("components", {}).setdefault("schemas", {})[_NAME] = _PROBLEM
    answer = {
        "description": "A problem.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": f"#/components/schemas/{_NAME}"}}},
    }
    for operations in result.get("paths", {}).values():
        for method, operation in operations.items():
            if method in _METHODS:
                operation["responses"].setdefault("default", answer)
    return result
