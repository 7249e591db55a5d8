"""Nobody reaches what is another's: every route and every order, tried with foreign objects.

The matrix is made from the addresses and the protocol themselves: a new route, method, order or
admin page fails a test here until somebody has said what a stranger gets.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from chat import memory
from chat.alerts.services import create_alert
from chat.alerts.timing import Plan
from chat.events import CLIENT_TYPES
from chat.models import Memory
from eventlog.outbox.choices import subscribe
from eventlog.services import NewEvent, append_events, create_conversation
from feeds.services.webhooks import create_webhook, get_owner
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Membership, SignIn, User
from jobassist.accounts.services import open_sign_in
from jobassist.db import run_in_db
from jobs.criteria import Criteria
from jobs.models import EmployerClaim, Posting, PostingHold, Source
from recruiting.models import Application, InterviewSlot, MoveReason, ScoreContest, Stage
from recruiting.services import open_thread, record_connection
from recruiting.services.fairness import set_collection
from resumes import services as resume_services
from tests.chat.talking import Device, settle
from tests.factories import (
    make_company,
    make_employer,
    make_guest,
    make_posting,
    make_resume,
    make_source,
    make_user,
)

# --- the routes -----------------------------------------------------------------------------------

PUBLIC = "public"  # says nothing of anybody
OWN = "own"  # about the caller; a stranger to the house gets 401
STAFF = "staff"  # behind the admin's own login
# For partners' keys: no person gets in, and another partner's key gets 404 (tests/feeds).
KEY = "key"


@dataclass(frozen=True)
class Foreign:
    """A method on an object of somebody's: a stranger gets 404 and changes nothing."""

    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    # Open to the world where it is not a draft: nobody signed in gets 404 too.
    is_public: bool = False
    # Of a company's: its own recruiter is none, and still learns nothing of who wrote to it.
    # For recruiters of the company she wrote to (tests/recruiting), and not for herself.
    is_companys: bool = False


READ = Foreign()
FIGURE = Foreign(is_companys=True)
PAGE = Foreign(is_public=True)
COMPANYS = Foreign(is_companys=True)
PATCH_TYPE = "application/json-patch+json"
ROUTES: dict[str, dict[str, Any]] = {
    "": {"GET": PUBLIC},
    "jobs/<posting_id>": {"GET": PAGE},
    "sitemap.xml": {"GET": PUBLIC},
    "sitemap-<number>.xml": {"GET": PAGE},
    "robots.txt": {"GET": PUBLIC},
    "page/card": {"GET": PUBLIC},
    "page/words.js": {"GET": PUBLIC},
    "language": {"GET": PUBLIC},
    # The link itself is what allows it: none that we did not write.
    "notices/off/<token>": {"GET": PAGE, "POST": Foreign(is_public=True)},
    "healthz": {"GET": PUBLIC},
    "readyz": {"GET": PUBLIC},
    "api/v1/schema": {"GET": PUBLIC},
    "api/docs": {"GET": PUBLIC},
    "api/v1/auth/guest": {"POST": PUBLIC},
    "api/v1/auth/register": {"POST": PUBLIC},
    "api/v1/auth/login": {"POST": PUBLIC},
    "api/v1/auth/token/refresh": {"POST": PUBLIC},
    "api/v1/auth/codes": {"POST": PUBLIC},
    "api/v1/auth/codes/confirm": {"POST": PUBLIC},
    "api/v1/auth/password/reset": {"POST": PUBLIC},
    "api/v1/auth/logout": {"POST": OWN},
    "api/v1/auth/sign-ins": {"GET": OWN, "DELETE": OWN},
    "api/v1/auth/sign-ins/<sign_in_id>": {"DELETE": Foreign()},
    "api/v1/auth/password/change": {"POST": OWN},
    "api/v1/auth/identities": {"GET": OWN, "POST": OWN},
    "api/v1/auth/identities/<identity_id>": {"DELETE": Foreign()},
    "api/v1/auth/ws-ticket": {"POST": OWN},
    "api/v1/me": {"GET": OWN, "PATCH": OWN, "DELETE": OWN},
    "api/v1/me/export": {"GET": OWN},
    "api/v1/me/notifications": {"GET": OWN, "PATCH": OWN},
    "api/v1/me/push-subscriptions": {"GET": OWN, "POST": OWN},
    "api/v1/me/push-subscriptions/<subscription_id>": {"DELETE": Foreign()},
    "api/v1/postings": {"GET": OWN},
    # Open to every signed-in person; a draft is nobody's (see below).
    "api/v1/postings/<posting_id>": {"GET": Foreign()},
    # For people and keys, unless they are public.
    "api/v1/feeds/<source>/postings:bulk": {"POST": KEY},
    "api/v1/feeds/<source>/postings/<external_id>": {
        "GET": KEY,
        "PUT": KEY,
        "PATCH": KEY,
        "DELETE": KEY,
    },
    "api/v1/feeds/<source>/postings/<external_id>:expire": {"POST": KEY},
    "api/v1/feeds/<source>/snapshots": {"POST": KEY},
    "api/v1/feeds/<source>/snapshots/<snapshot_id>": {"GET": KEY, "DELETE": KEY},
    "api/v1/feeds/<source>/snapshots/<snapshot_id>/postings:bulk": {"POST": KEY},
    "api/v1/feeds/<source>/snapshots/<snapshot_id>:close": {"POST": KEY},
    "api/v1/feeds/exports/indeed.xml": {"GET": OWN},
    "api/v1/feeds/exports/atom.xml": {"GET": OWN},
    "api/v1/feeds/exports/rss.xml": {"GET": OWN},
    # For keys, and for owners of companies.
    "api/v1/feeds/webhooks": {"GET": OWN, "POST": OWN},
    "api/v1/feeds/webhooks/<webhook_id>": {
        "GET": READ,
        "PATCH": Foreign({"description": "Bob's"}),
        "DELETE": Foreign(),
    },
    "api/v1/feeds/webhooks/<webhook_id>/secret": {"POST": Foreign({})},
    "api/v1/feeds/webhooks/<webhook_id>/ping": {"POST": Foreign({})},
    "api/v1/feeds/webhooks/<webhook_id>/replay": {
        "POST": Foreign({"since": "2026-01-01T00:00:00Z"})
    },
    "api/v1/feeds/webhooks/<webhook_id>/deliveries": {"GET": READ},
    "api/v1/feeds/webhooks/<webhook_id>/deliveries/<delivery_id>/replay": {"POST": Foreign({})},
    "api/v1/resumes": {"GET": OWN, "POST": OWN},
    "api/v1/resumes/intake": {"POST": OWN},
    "api/v1/resumes/<resume_id>": {
        "GET": READ,
        "PATCH": Foreign(
            [{"op": "add", "path": "/basics/name", "value": "Bob"}], content_type=PATCH_TYPE
        ),
        "DELETE": Foreign(),
    },
    "api/v1/resumes/<resume_id>.pdf": {"GET": READ},
    "api/v1/resumes/<resume_id>.json": {"GET": READ},
    "api/v1/resumes/<resume_id>/missing": {"GET": READ},
    "api/v1/resumes/<resume_id>/answers": {
        "POST": Foreign({"path": "resume.basics.name", "text": "Bob Marsh"})
    },
    "api/v1/resumes/<resume_id>/confirm": {"POST": Foreign({"revision": 1})},
    "api/v1/resumes/<resume_id>/undo": {"POST": Foreign({})},
    "api/v1/attachments": {"POST": OWN},
    "api/v1/attachments/<attachment_id>": {"GET": READ, "DELETE": Foreign()},
    "api/v1/conversations": {"GET": OWN},
    "api/v1/conversations/<conversation_id>": {
        "GET": READ,
        "PATCH": Foreign({"title": "Bob was here", "is_remembered": False}),
        "DELETE": Foreign(),
    },
    "api/v1/conversations/<conversation_id>/history": {"GET": READ},
    "api/v1/conversations/<conversation_id>/events": {
        "GET": READ,
        "POST": Foreign({"v": 1, "type": "ping", "id": "1", "data": {}}),
    },
    "api/v1/me/discoverability": {"GET": OWN, "PUT": OWN},
    "api/v1/me/greetings": {"GET": OWN, "PUT": OWN},
    # The other side's doors, and what becomes of a thread: tests/recruiting/test_threads.py.
    "api/v1/threads/<conversation_id>": {"GET": READ},
    "api/v1/threads/<conversation_id>/report": {"POST": Foreign({"reason": "spam"})},
    "api/v1/threads/<conversation_id>/block": {"PUT": Foreign(), "DELETE": Foreign()},
    "api/v1/threads/<conversation_id>/files/<file_id>": {"GET": READ},
    "api/v1/companies/<company_id>/postings/<posting_id>/candidates/<reference>/greeting": {
        "POST": Foreign({"text": "Hello"})
    },
    # Scores that were shown to the caller.
    "api/v1/me/scores/<posting_id>": {"GET": READ},
    "api/v1/me/scores/<posting_id>/contest": {"POST": Foreign({"text": "Bob says it is wrong"})},
    "api/v1/me/contests": {"GET": OWN},
    "api/v1/me/groups/<company_id>": {
        "GET": READ,
        "PUT": Foreign({"sex": "male"}),
        "DELETE": Foreign(),
    },
    "api/v1/postings/<posting_id>/similar": {"GET": READ},
    "api/v1/companies/<company_id>/postings/<posting_id>/candidates": {"GET": READ},
    "api/v1/companies/<company_id>/figures": {
        "GET": FIGURE,
        "POST": Foreign({"measures": ["connected"]}, is_companys=True),
    },
    "api/v1/companies/<company_id>/figures/rows": {
        "POST": Foreign({"query": {"measures": ["connected"]}, "cell": {}}, is_companys=True)
    },
    "api/v1/companies/<company_id>/figures/ask": {
        "POST": Foreign({"question": "applications"}, is_companys=True)
    },
    "api/v1/companies/<company_id>/figures/catalog": {"GET": FIGURE},
    "api/v1/companies/<company_id>/figures/funnel": {"GET": FIGURE},
    "api/v1/companies/<company_id>/figures/funnel/rows": {"GET": FIGURE},
    "api/v1/companies/<company_id>/figures/retention": {"GET": FIGURE},
    "api/v1/companies/<company_id>/figures/retention/rows": {"GET": FIGURE},
    "api/v1/companies/<company_id>/stages": {"GET": COMPANYS},
    "api/v1/companies/<company_id>/applications": {"GET": COMPANYS},
    "api/v1/companies/<company_id>/applications/<application_id>/moves": {
        "POST": Foreign({"stage": 1}, is_companys=True)
    },
    "api/v1/companies/<company_id>/interviews/<slot_id>.ics": {"GET": COMPANYS},
    "api/v1/me/interviews/<slot_id>.ics": {"GET": READ},
    "api/v1/companies/<company_id>/postings/<posting_id>/hold": {"GET": READ},
    "api/v1/companies/<company_id>/postings/<posting_id>/hold/appeal": {
        "POST": Foreign({"text": "Bob says it is right"})
    },
    "api/v1/alerts": {"GET": OWN, "POST": OWN},
    "api/v1/alerts/<alert_id>": {
        "GET": READ,
        "PATCH": Foreign({"state": "paused"}),
        "DELETE": Foreign(),
    },
    "api/v1/transcriptions": {"POST": OWN},
    "api/v1/memory": {"GET": OWN},
    "api/v1/memory/<memory_id>": {"PATCH": Foreign({"value": "Bob"}), "DELETE": Foreign()},
}
# Ids of somebody else's inside a body.
FOREIGN_BODIES: list[tuple[str, Callable[["Hers"], dict[str, Any]]]] = [
    ("resumes/intake", lambda hers: {"attachment_id": hers.ids["attachment_id"]}),
    ("resumes/intake", lambda hers: {"resume_id": hers.ids["resume_id"], "text": "I am Bob"}),
]


def list_routes() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every address of the project, parameters by name, with its methods."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for each in patterns:
            path = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                if each.app_name != "admin":
                    yield from walk(each.url_patterns, path)
            else:
                yield path, each

    for path, pattern in walk(get_resolver().url_patterns, ""):
        view = getattr(pattern.callback, "view_class", None) or getattr(
            pattern.callback, "cls", None
        )
        names = ("get", "post", "put", "patch", "delete")
        methods = {name.upper() for name in names if hasattr(view, name)} if view else {"GET"}
        for converter in ("uuid:", "posting_id:", "int:", "str:", "slug:", "path:"):
            path = path.replace(f"<{converter}", "<")
        yield path, frozenset(methods)


def test_every_route_and_method_is_listed():
    found = dict(list_routes())
    listed = {path: frozenset(methods) for path, methods in ROUTES.items()}
    assert found == listed


FOREIGN = [
    (method, path, spec)
    for path, methods in ROUTES.items()
    for method, spec in methods.items()
    if isinstance(spec, Foreign)
]
OWN_ROUTES = [
    (method, path)
    for path, methods in ROUTES.items()
    for method, spec in methods.items()
    if spec == OWN
]


def test_whatever_names_an_object_is_tried_on_a_foreign_one():
    for path, methods in ROUTES.items():
        names_one = any(isinstance(spec, Foreign) or spec == KEY for spec in methods.values())
        assert ("<" in path) == names_one, path


@pytest.mark.django_db
def test_no_person_gets_in_where_keys_do(api_as, alice):
    tried = 0
    for path, methods in ROUTES.items():
        for method in (method for method, spec in methods.items() if spec == KEY):
            url = path.replace("<snapshot_id>", str(uuid.uuid4()))
            url = url.replace("<source>", "own-feed").replace("<external_id>", "own-1")
            for who in (None, alice):
                answer = api_as(who).generic(method, f"/{url}", "[]", "application/json")
                assert answer.status_code == 401, (method, path)
                tried += 1
    assert tried >= 20


# --- hers ---------------------------------------------------------------------------------------


@dataclass
class Hers:
    """One object of each kind of Alice's, by the name that routes give its id."""

    user: User
    company: Company
    ids: dict[str, str]
    application: Application
    # Of the conversation with the company: an address of threads means this one.
    thread_conversation_id: str

    def fill(self, path: str) -> str:
        """Return the address of her own things."""
        ids = dict(self.ids)
        if "/threads/" in path:
            ids["conversation_id"] = self.thread_conversation_id
        for name, value in ids.items():
            path = path.replace(f"<{name}>", value)
        return path


def make_hers(alice: User) -> Hers:
    """Return Alice with a chat, a résumé, a file, a memory and a contact with a company."""
    company = make_company(name="Harbour Care")
    posting = make_posting(
        source=make_source("own-feed", company=company), id="own-1", is_embedded=False
    )
    conversation = create_conversation(alice, title="Alice's chat")
    item_id = uuid.uuid4()
    data = {"item_id": str(item_id), "role": "user", "kind": "text", "text": "I am Alice"}
    append_events(conversation.id, [NewEvent("item.done", data, None, item_id)])
    note = memory.remember(
        alice,
        memory.NewFact(Memory.Kind.NOTE, "note", "Alice has a dog"),
        words="",
        conversation_id=conversation.id,
        item_id=item_id,
        now=timezone.now(),
    )
    assert note is not None
    document = {"basics": {"name": "Alice Lee", "email": "alice.lee@example.com"}}
    resume = make_resume(alice, document=document, is_confirmed=True)
    file = SimpleUploadedFile("alice.txt", b"Alice Lee\nStaff nurse at Elm Ward since 2019\n")
    attachment = resume_services.upload_resume(alice, file=file)
    application, _is_new = record_connection(
        alice,
        posting,
        message="Alice asks",
        resume_id=resume.id,
        resume_revision=resume.revision,
        conversation_id=conversation.id,
        round_number=1,
        now=timezone.now(),
    )
    set_collection(company, is_on=True, basis="Equality Act", by=make_user(), now=timezone.now())
    slot = InterviewSlot.objects.create(
        company=company,
        starts_at=timezone.now() + datetime.timedelta(days=1),
        ends_at=timezone.now() + datetime.timedelta(days=1, hours=1),
        time_zone="UTC",
        place="Elm Ward",
        state="picked",
        offered_by=alice,
        picked_by=application,
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )
    identity = alice.identities.get()
    own_company = make_company(owner=alice)
    webhook = create_webhook(
        get_owner(user=alice),
        url="https://alice.example/hook",
        event_types=["posting.created"],
        company_id=own_company.id,
        now=timezone.now(),
    ).endpoint
    alert, _is_new = create_alert(
        alice,
        criteria=Criteria(titles=("nurse",)),
        plan=Plan("daily", hour=9, minute=0),
        conversation=conversation,
        lang="en",
        now=timezone.now(),
    )
    ids: dict[str, Any] = {
        "alert_id": alert.id,
        "conversation_id": conversation.id,
        "item_id": item_id,
        "memory_id": note.id,
        "resume_id": resume.id,
        "attachment_id": attachment.id,
        "sign_in_id": open_sign_in(alice).sign_in_id,
        "identity_id": identity.id,
        "file_id": attachment.id,
        "reference": "made-up",
        "application_id": application.id,
        "slot_id": slot.id,
        "company_id": company.id,
        "posting_id": make_posting(id="draft-1", is_embedded=False).id,
        "number": 999_999,
        "subscription_id": subscribe(
            alice,
            SignIn.objects.get(id=open_sign_in(alice).sign_in_id),
            platform="ios",
            address="app-token-of-alice",
            now=timezone.now(),
        ).id,
        "token": "invented",
        "webhook_id": webhook.id,
        "delivery_id": webhook.deliveries.get().id,
    }
    Posting.objects.filter(id=ids["posting_id"]).update(status=Posting.Status.DRAFT)
    thread = open_thread(application, now=timezone.now())
    return Hers(
        alice,
        company,
        {key: str(value) for key, value in ids.items()},
        application,
        str(thread.conversation_id),
    )


@pytest.fixture
def hers(alice: User) -> Hers:
    return make_hers(alice)


def read_hers(user: User) -> dict[str, list[str]]:
    """Return every row about a person as text, by table: what must not change."""
    tables = {
        "accounts_user": "id",
        "accounts_identity": "user_id",
        "accounts_signin": "user_id",
        "chat_alert": "user_id",
        "chat_memory": "user_id",
        "chat_forgottenfact": "user_id",
        "chat_itemfeedback": "user_id",
        "chat_clientframe": "user_id",
        "chat_turn": "user_id",
        "eventlog_conversation": "owner_id",
        "eventlog_participant": "user_id",
        "recruiting_application": "seeker_id",
        "recruiting_consent": "person_id",
        "recruiting_postingnote": "seeker_id",
        "resumes_resume": "owner_id",
        "resumes_attachment": "owner_id",
    }
    through = {
        "eventlog_event": "SELECT id FROM eventlog_conversation WHERE owner_id = %s",
        "chat_dialoguestate": "SELECT id FROM eventlog_conversation WHERE owner_id = %s",
        "resumes_resumerevision": "SELECT id FROM resumes_resume WHERE owner_id = %s",
        "resumes_resumerole": "SELECT id FROM resumes_resume WHERE owner_id = %s",
    }
    rows = {}
    with connection.cursor() as cursor:
        for table, column in tables.items():
            query = f"SELECT t::text FROM {table} t WHERE {column} = %s ORDER BY 1"
            cursor.execute(query, [user.id])
            rows[table] = [row[0] for row in cursor.fetchall()]
        for table, owned in through.items():
            column = "resume_id" if table.startswith("resumes") else "conversation_id"
            query = f"SELECT t::text FROM {table} t WHERE {column} IN ({owned}) ORDER BY 1"
            cursor.execute(query, [user.id])
            rows[table] = [row[0] for row in cursor.fetchall()]
    return rows


OWN_RECRUITER = "a recruiter of the company she wrote to"
STRANGERS: dict[str, Callable[[Hers], User | None]] = {
    "another account": lambda hers: make_user(),
    "a guest": lambda hers: make_guest(),
    "an operator without rights": lambda hers: make_user(is_staff=True),
    "an owner of another company": lambda hers: _member(make_company(), Membership.Role.OWNER),
    # The company that Alice wrote to sees what she sent where it is shown to it, not her things.
    OWN_RECRUITER: lambda hers: _member(hers.company, Membership.Role.RECRUITER),
    "nobody signed in": lambda hers: None,
}


def _member(company: Company, role: Membership.Role) -> User:
    user = make_user(is_staff=True)
    set_role(company, user=user, role=role)
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.django_db
def test_stranger_gets_nothing_by_any_route_and_changes_nothing(stranger, hers, api_as):
    who = STRANGERS[stranger](hers)
    before = read_hers(hers.user)
    assert all(before[t] for t in ("chat_memory", "resumes_resume", "eventlog_event"))
    client = api_as(who)
    expected = 404 if who is not None else 401
    given: dict[str, int] = {}
    public = {f"{method} {path}" for method, path, spec in FOREIGN if spec.is_public}
    for method, path, spec in FOREIGN:
        if spec.is_companys and stranger == OWN_RECRUITER and "figures" not in path:
            # Shown to them what she shares: tests/recruiting/test_pipeline_admin.py.
            continue
        url = hers.fill(path)
        assert "<" not in url, url
        body = None if spec.body is None else json.dumps(spec.body)
        answer = client.generic(
            method, f"/{url}", body or "", content_type=spec.content_type, headers=spec.headers
        )
        assert "Alice" not in answer.content.decode(errors="replace"), (method, path)
        if spec.is_companys and stranger == OWN_RECRUITER:
            assert answer.status_code in (200, 400), (method, path)
            continue
        given[f"{method} {path}"] = answer.status_code
    if who is not None:
        for path, build in FOREIGN_BODIES:
            answer = client.post(f"/api/v1/{path}", build(hers), format="json")
            given[f"POST {path} {sorted(build(hers))}"] = answer.status_code
    wrong = {r: c for r, c in given.items() if c != (404 if r in public else expected)}
    assert wrong == {}
    assert read_hers(hers.user) == before


def test_owner_gets_the_same_objects(hers, api_as):
    # Else a 404 above might only mean a wrong address.
    client = api_as(hers.user)
    reads = [
        path
        for method, path, spec in FOREIGN
        if method == "GET"
        and "posting" not in path
        and not (spec.is_public or spec.is_companys)
        # Nothing was sent in her thread: tests/recruiting/test_thread_pages.py.
        and "/threads/<conversation_id>/files" not in path
    ]
    assert len(reads) >= 6
    for path in reads:
        url = hers.fill(path)
        assert client.get(f"/{url}").status_code == 200, path


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), OWN_ROUTES)
def test_nobody_signed_in_gets_401(api_as, method, path):
    answer = api_as(None).generic(method, f"/{path}", "{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer.json()["code"] in ("not_authenticated", "bad_credentials")


def test_lists_hold_the_callers_own_only(hers, bob, api_as):
    client = api_as(bob)
    found = {path: client.get(f"/{path}") for method, path in OWN_ROUTES if method == "GET"}
    assert len(found) >= 6
    for path, answer in found.items():
        # What is streamed is of open postings, and nobody's.
        text = "" if answer.streaming else answer.content.decode()
        assert answer.status_code == 200, path
        assert "Alice" not in text, path
        assert not [name for name, value in hers.ids.items() if value in text and len(value) > 20]


# --- orders over the socket ---------------------------------------------------------------------

NAMES_NOTHING = {
    "hello": "cursors are tried below",
    "ping": "names nothing",
    "memory.list": "the caller's own",
    "typing": "shown to nobody yet; tried below for leaving no trace",
}
# Orders with an id of Alice's, sent in Bob's own conversation.
FOREIGN_ORDERS: dict[str, Callable[[Hers], dict[str, Any]]] = {
    "conversation.open": lambda hers: {"conversation_id": hers.ids["conversation_id"]},
    "message.send": lambda hers: {"text": "hi", "attachment_ids": [hers.ids["attachment_id"]]},
    "action.invoke": lambda hers: {"item_id": hers.ids["item_id"], "action": "save"},
    "prompt.answer": lambda hers: {"prompt_id": hers.ids["prompt_id"], "value": "x"},
    "prompt.skip": lambda hers: {"prompt_id": hers.ids["prompt_id"]},
    "turn.cancel": lambda hers: {"turn_id": hers.ids["turn_id"]},
    "item.feedback": lambda hers: {"item_id": hers.ids["item_id"], "rating": "up"},
    "memory.edit": lambda hers: {"memory_id": hers.ids["memory_id"], "value": "Bob"},
    "memory.forget": lambda hers: {"memory_id": hers.ids["memory_id"]},
}
# Orders that name a conversation: sent with Alice's.
IN_FOREIGN_CONVERSATION: dict[str, dict[str, Any]] = {
    "message.send": {"text": "hi"},
    "message.preview": {"text": "hi"},
    "action.invoke": {"item_id": str(uuid.uuid4()), "action": "save"},
    "prompt.answer": {"prompt_id": str(uuid.uuid4()), "value": "x"},
    "prompt.skip": {"prompt_id": str(uuid.uuid4())},
    "turn.cancel": {"turn_id": str(uuid.uuid4())},
    "scene.switch": {"scene": "resume"},
    "item.feedback": {"item_id": str(uuid.uuid4()), "rating": "up"},
    "history.get": {},
    "read.mark": {"seq": 1},
    "audio.start": {},
    "audio.end": {},
}
REFUSALS = {
    "conversation_not_found",
    "item_not_found",
    "prompt_not_open",
    "turn_not_found",
    "attachment_not_found",
    "memory_not_found",
    # A recording is its own socket's: there is none of hers to end on his.
    "audio_refused",
    "not_available",
}


def test_every_order_is_listed():
    listed = NAMES_NOTHING.keys() | FOREIGN_ORDERS.keys() | IN_FOREIGN_CONVERSATION.keys()
    assert listed == CLIENT_TYPES


@pytest.mark.django_db(transaction=True)
async def test_stranger_reaches_nothing_by_any_order(alice, bob):
    hers = await run_in_db(make_hers, alice)
    her_phone = Device()
    await her_phone.hello(alice)
    opened = await her_phone.order("conversation.open", {})
    her_phone.conversation_id = opened["conversation_id"]
    await her_phone.until("turn.finished")
    await her_phone.order("scene.switch", {"scene": "resume"})
    await her_phone.until("turn.finished")
    opened = [f for f in her_phone.frames if f["type"] == "prompt.opened"][-1]
    started = [f for f in her_phone.frames if f["type"] == "turn.started"][-1]
    await settle()
    hers.ids["prompt_id"] = opened["data"]["prompt_id"]
    hers.ids["turn_id"] = started["data"]["turn_id"]
    before = await run_in_db(read_hers, alice)
    his = await Device().greeted(bob)
    seen = len(his.frames)
    for kind, build in FOREIGN_ORDERS.items():
        ack = await his.order(kind, build(hers))
        assert (ack["status"], ack["code"] in REFUSALS) == ("rejected", True), (kind, ack)
    for chat in (hers.ids["conversation_id"], her_phone.conversation_id):
        for kind, data in IN_FOREIGN_CONVERSATION.items():
            ack = await his.order(kind, data, conversation_id=chat)
            assert (ack["status"], ack["code"] in REFUSALS) == ("rejected", True), (kind, ack)
        await his.send("typing", {}, conversation_id=chat)
    await his.send("memory.list", {})
    assert (await his.until("memory.page"))["data"]["memory"]["facts"] == []
    assert "Alice" not in json.dumps(his.frames[seen:])
    # A cursor of hers in his hello brings him nothing either.
    spy = Device()
    cursors = [
        {"conversation_id": chat, "epoch": "x", "after_seq": 0}
        for chat in (hers.ids["conversation_id"], her_phone.conversation_id)
    ]
    await spy.hello(bob, resume=cursors)
    await spy.send("ping", {})
    await spy.until("pong")
    assert not {f.get("conversation_id") for f in spy.frames} & {
        cursor["conversation_id"] for cursor in cursors
    }
    for device in (his, spy, her_phone):
        await device.close()
    await settle()
    assert await run_in_db(read_hers, alice) == before


@pytest.mark.django_db(transaction=True)
async def test_foreign_ids_inside_a_tap_do_nothing(alice, bob):
    hers = await run_in_db(make_hers, alice)
    before = await run_in_db(read_hers, alice)
    his = await Device().greeted(bob)
    card: dict[str, Any] = {
        "kind": "connect_status",
        "version": 1,
        "fallback_text": "Sent",
        "title": "Sent",
        "actions": [],
        "data": {
            "application_id": str(uuid.uuid4()),
            "job_id": str(hers.application.posting_id),
            "kind": "greeting",
            "status": "sent",
            "title": "Nurse",
            "sent_at": "2026-11-02T09:30:00Z",
        },
    }
    memories: dict[str, Any] = {
        "kind": "memory_card",
        "version": 1,
        "fallback_text": "I remember",
        "title": "Memory",
        "actions": [],
        "data": {"facts": []},
    }
    items: dict[Any, str] = {}
    for each in (card, memories):
        item_id = uuid.uuid4()
        items[each["kind"]] = str(item_id)
        data = {"item_id": str(item_id), "role": "assistant", "kind": "card", "card": each}
        await run_in_db(
            append_events,
            uuid.UUID(his.conversation_id),
            [NewEvent("item.done", data, None, item_id)],
        )
    start = len(his.frames)
    taps = [
        (items["connect_status"], "withdraw", {"application_id": hers.ids["application_id"]}),
        (items["memory_card"], "forget", {"memory_id": hers.ids["memory_id"]}),
        (items["memory_card"], "edit", {"memory_id": hers.ids["memory_id"], "value": "Bob"}),
    ]
    for shown, action, payload in taps:
        tap = {"item_id": shown, "action": action, "payload": payload}
        await his.order("action.invoke", tap)
        await his.until("turn.finished")
    draft = str(hers.ids["posting_id"])
    for postback in (
        {"do": "job", "action": "detail", "job_id": draft},
        {"do": "job", "action": "connect", "job_id": draft},
        {"do": "answer", "prompt_id": str(uuid.uuid4()), "value": "x"},
        {"do": "message", "action": "send"},
    ):
        await his.say("tap", postback=postback)
    said = json.dumps(his.frames[start:], ensure_ascii=False)
    assert "Alice" not in said
    assert "Backend Developer" not in said
    await his.close()
    await settle()
    assert await run_in_db(read_hers, alice) == before
    assert await Application.objects.acount() == 1


# --- the admin ----------------------------------------------------------------------------------

# What a recruiter (a member of a company, let into the admin) finds at each registered page.
OF_COMPANY = "rows of the own company only"
OF_OWNER = "closed to recruiters; an owner finds the own company's"
CLOSED = "closed to recruiters"
# Tried in tests/recruiting/figures/test_admin.py.
FIGURES = "numbers of the own company; no page of a row"
ADMIN_PAGES = {
    "accounts.AuditEntry": OF_OWNER,
    "accounts.User": CLOSED,
    "accounts.Company": CLOSED,
    "accounts.Invitation": OF_OWNER,
    "accounts.Membership": OF_COMPANY,
    "auth.Group": CLOSED,
    "chat.Experiment": CLOSED,
    "chat.Turn": CLOSED,
    "eventlog.Conversation": CLOSED,
    "eventlog.Event": CLOSED,
    "eventlog.Delivery": CLOSED,
    "eventlog.Notification": CLOSED,
    "feeds.ApiKey": CLOSED,
    "feeds.Partner": CLOSED,
    "feeds.PullRun": CLOSED,
    "feeds.PullSource": CLOSED,
    "feeds.Snapshot": CLOSED,
    "feeds.WebhookDelivery": CLOSED,
    "feeds.WebhookEndpoint": CLOSED,
    "jobs.Employer": OF_COMPANY,
    "jobs.EmployerClaim": OF_COMPANY,
    "jobs.Posting": OF_COMPANY,
    "jobs.PostingHold": OF_COMPANY,
    "jobs.Source": OF_COMPANY,
    "procrastinate.ProcrastinateJob": CLOSED,
    "providers.BudgetAlarm": CLOSED,
    "providers.CompanyBudget": CLOSED,
    "providers.CompanySpentByDay": CLOSED,
    "providers.ModelUse": CLOSED,
    "providers.Provider": CLOSED,
    "providers.SpentByDay": CLOSED,
    "recruiting.Application": OF_COMPANY,
    "recruiting.CandidatePosting": OF_COMPANY,
    "recruiting.Report": CLOSED,
    "recruiting.Thread": OF_COMPANY,
    "recruiting.SeekerAct": FIGURES,
    # For owners.
    "recruiting.DecisionRecord": OF_OWNER,
    "recruiting.GroupCollection": OF_OWNER,
    "recruiting.ScoreContest": OF_COMPANY,
    "recruiting.InterviewSlot": OF_COMPANY,
    "recruiting.MoveReason": OF_COMPANY,
    "recruiting.Stage": OF_COMPANY,
    "resumes.Attachment": CLOSED,
    "resumes.Resume": CLOSED,
}


def registered() -> dict[str, Any]:
    """Return every page of the admin: the model's label and its ModelAdmin."""
    return {model._meta.label: page for model, page in admin.site._registry.items()}


def admin_url(page: Any, name: str, *args: Any) -> str:
    meta = page.model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=args)


def test_every_admin_page_is_listed():
    assert registered().keys() == ADMIN_PAGES.keys()


@dataclass
class TwoFirms:
    """Two companies with the same things each; a recruiter of the first."""

    recruiter: User
    own: dict[str, Any]
    other: dict[str, Any]


def make_firm(name: str) -> dict[str, Any]:
    """Return a company with one row of everything, each with the company's name in it."""
    company = make_company(name=f"{name} Ltd", owner=make_user(display_name=f"{name} owner"))
    source = make_source(f"{name.lower()}-feed", company=company)
    posting = make_posting(
        source=source,
        id=f"{name}-1",
        title=f"{name} Nurse",
        company=f"{name} Ward",
        city="Leeds",
        is_embedded=False,
    )
    feed = make_source(f"{name.lower()}-import")
    employer = make_employer(f"{name} Care", source=feed)
    claim = EmployerClaim.objects.create(employer=employer, company=company)
    seeker = make_user(display_name=f"{name} seeker")
    application, _is_new = record_connection(
        seeker,
        Posting.objects.get(id=posting.id),
        message=f"{name} message",
        resume_id=None,
        resume_revision=None,
        conversation_id=None,
        round_number=1,
        now=timezone.now(),
    )
    hold = PostingHold.objects.create(
        posting=posting,
        kind="scam",
        state="noted",
        reason="shouting",
        score=0.5,
        signals=[
            {
                "code": "shouting",
                "field": "title",
                "start": 0,
                "end": 3,
                "quote": name[:3],
                "weight": 1,
            }
        ],
        rule_version="0",
        text_hash="0",
        created_at=timezone.now(),
    )
    return {
        "jobs.Posting": posting,
        "jobs.PostingHold": hold,
        "jobs.Employer": posting.employer,
        "jobs.Source": source,
        "jobs.EmployerClaim": claim,
        "recruiting.Application": application,
        "recruiting.CandidatePosting": posting,
        "recruiting.Thread": open_thread(application, now=timezone.now()),
        "recruiting.ScoreContest": ScoreContest.objects.create(
            seeker=seeker,
            posting=Posting.objects.get(id=posting.id),
            company=company,
            text=f"{name} says it is wrong",
            created_at=timezone.now(),
        ),
        "recruiting.InterviewSlot": InterviewSlot.objects.create(
            company=company,
            starts_at=timezone.now() + datetime.timedelta(days=1),
            ends_at=timezone.now() + datetime.timedelta(days=1, hours=1),
            time_zone="UTC",
            place=f"{name} House",
            state="picked",
            offered_by=Membership.objects.get(company=company).user,
            picked_by=application,
            created_at=timezone.now(),
            updated_at=timezone.now(),
        ),
        "recruiting.MoveReason": MoveReason.objects.filter(company=company).latest("id"),
        "recruiting.Stage": Stage.objects.filter(company=company).latest("id"),
        "accounts.Company": company,
        "accounts.Membership": Membership.objects.get(company=company),
        "accounts.User": seeker,
    }


@pytest.fixture
def firms(db: None) -> TwoFirms:
    own, other = make_firm("Ownfirm"), make_firm("Otherfirm")
    recruiter = make_user(is_staff=True, display_name="Rita")
    set_role(own["accounts.Company"], user=recruiter, role=Membership.Role.RECRUITER)
    recruiter.refresh_from_db()
    # The most that a company's recruiter is given: to look at contacts.
    recruiter.user_permissions.add(Permission.objects.get(codename="view_application"))
    return TwoFirms(recruiter, own, other)


@pytest.fixture
def desk(firms: TwoFirms) -> Client:
    """Return the recruiter's browser, in the admin."""
    client = Client()
    client.force_login(firms.recruiter, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def names_other(answer: Any) -> bool:
    return "otherfirm" in answer.content.decode().lower()


@pytest.mark.parametrize("label", [k for k, v in ADMIN_PAGES.items() if v == OF_COMPANY])
def test_recruiter_sees_the_own_companys_rows_only(firms, desk, label):
    page = registered()[label]
    url = admin_url(page, "changelist")
    answer = desk.get(url)
    assert answer.status_code == 200
    assert "ownfirm" in answer.content.decode().lower()
    assert not names_other(answer)
    # "therfir": the page repeats what was searched for, which must not look like a find.
    for query in ("?q=therfir", "?_facets=True", "?all=", "?o=1"):
        found = desk.get(url + query)
        assert found.status_code in (200, 302), query
        assert not names_other(found), query
    own, other = firms.own[label], firms.other[label]
    assert desk.get(admin_url(page, "change", own.pk), follow=True).status_code == 200
    for name in ("change", "history", "delete"):
        answer = desk.get(admin_url(page, name, other.pk), follow=True)
        assert not names_other(answer), name


@pytest.mark.parametrize("label", [k for k, v in ADMIN_PAGES.items() if v in (CLOSED, OF_OWNER)])
def test_recruiter_finds_the_other_pages_closed(firms, desk, label):
    page = registered()[label]
    assert desk.get(admin_url(page, "changelist")).status_code == 403
    assert desk.get(admin_url(page, "add")).status_code == 403
    row = page.model._default_manager.first()
    if row is not None:
        answer = desk.get(admin_url(page, "change", row.pk))
        assert answer.status_code == 403


def test_recruiters_autocomplete_offers_nothing_of_others(firms, desk):
    url = reverse("admin:autocomplete")
    tried = 0
    for page in registered().values():
        meta = page.model._meta
        for each in meta.get_fields():
            if not (each.concrete and each.is_relation and each.many_to_one):
                continue
            where = {
                "app_label": meta.app_label,
                "model_name": meta.model_name,
                "field_name": each.name,
            }
            for term in ("", "other", "Otherfirm"):
                answer = desk.get(url, {**where, "term": term})
                tried += 1
                assert answer.status_code in (200, 403, 404), where
                assert not names_other(answer), (where, term)
    assert tried > 10


def test_recruiters_actions_reach_the_own_rows_only(firms, desk):
    page = registered()["jobs.Posting"]
    for action in ("publish", "pause", "expire", "remove"):
        data = {
            "action": action,
            "_selected_action": [firms.other["jobs.Posting"].pk],
            "select_across": "0",
        }
        desk.post(admin_url(page, "changelist"), data, follow=True)
        assert Posting.objects.get(id=firms.other["jobs.Posting"].pk).status == "active"
    data = {"action": "pause", "_selected_action": [firms.own["jobs.Posting"].pk]}
    desk.post(admin_url(page, "changelist"), {**data, "select_across": "1"}, follow=True)
    assert Posting.objects.get(id=firms.own["jobs.Posting"].pk).status == "paused"
    assert Posting.objects.get(id=firms.other["jobs.Posting"].pk).status == "active"


def test_recruiter_cannot_filter_by_what_is_not_theirs(firms, desk):
    page = registered()["jobs.Posting"]
    other: Source = firms.other["jobs.Source"]
    for query in (
        {"source__id__exact": other.pk},
        {"company__name__startswith": "Other"},
        {"source__company__memberships__user__display_name__contains": "Other"},
    ):
        answer = desk.get(admin_url(page, "changelist"), query, follow=True)
        assert not names_other(answer), query


def test_front_of_the_admin_names_no_other_company(firms, desk):
    assert not names_other(desk.get(reverse("admin:index")))
    for label in ("jobs", "recruiting"):
        assert not names_other(desk.get(reverse("admin:app_list", args=[label])))
    search = desk.get("/admin/search/", {"s": "Otherfirm"})
    assert search.status_code in (200, 404)
    text = search.content.decode().lower()
    assert "otherfirm nurse" not in text
    assert "otherfirm ltd" not in text


def test_staff_without_a_company_see_no_rows_and_guests_no_page(firms):
    staff = make_user(is_staff=True)
    client = Client()
    client.force_login(staff, backend="jobassist.accounts.backends.IdentityBackend")
    for label, page in registered().items():
        assert client.get(admin_url(page, "changelist")).status_code == 403, label
    for label, page in registered().items():
        answer = Client().get(admin_url(page, "changelist"))
        assert answer.status_code == 302, label
        assert "/login/" in answer["Location"]
    seeker = Client()
    seeker.force_login(make_user(), backend="jobassist.accounts.backends.IdentityBackend")
    page = registered()["jobs.Posting"]
    assert seeker.get(admin_url(page, "changelist")).status_code == 302


def test_recruiter_who_left_sees_nothing_any_more(firms, desk):
    from jobassist.accounts.companies import remove_member

    membership = Membership.objects.get(user=firms.recruiter)
    remove_member(membership)
    answer = desk.get(admin_url(registered()["jobs.Posting"], "changelist"))
    # The role was part of the session: it ended with it.
    assert answer.status_code in (302, 403)
    assert "ownfirm" not in answer.content.decode().lower()
