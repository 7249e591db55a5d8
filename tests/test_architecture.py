"""The house's rules that no other tool checks: who imports whom, who writes, who speaks out.

Each exception stands here with its reason.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Imports only go right.
APPS = ("chat", "recruiting", "feeds", "resumes", "jobs", "eventlog", "jobassist")
LONGEST = 600


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the project by its dotted name, parsed; no migrations."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def path_of(module: str) -> Path:
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports_of(module: str) -> Iterator[str]:
    """Yield what a module imports, absolute and relative, in functions too."""
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                if path_of(module).name == "__init__.py":
                    parts = [*parts, ""]
                base = ".".join([*parts[: -node.level], *([base] if base else [])])
            for each in node.names:
                full = f"{base}.{each.name}"
                yield full if full in modules() else base


def app_of(module: str) -> str:
    return module.split(".")[0]


def matches(module: str, allowed: frozenset[str] | set[str]) -> bool:
    """Return whether a module, or a package it is in, is among these."""
    parts = module.split(".")
    return any(".".join(parts[: n + 1]) in allowed for n in range(len(parts)))


# --- direction --------------------------------------------------------------------------------------

LEFTWARD = {
    ("jobassist.asgi", "chat.routing"): "wiring: the socket's address",
    ("jobassist.urls", "chat.pages"): "wiring: the page at /",
}


def test_imports_only_go_right():
    found = {
        (module, target)
        for module in modules()
        for target in imports_of(module)
        if app_of(target) in APPS and APPS.index(app_of(target)) < APPS.index(app_of(module))
    }
    assert found == LEFTWARD.keys()


# What other apps may import of each: what it does, what it looks for, and its models for typing.
DOORS = {
    "eventlog": {
        "eventlog.services",
        "eventlog.models",
        "eventlog.bell",
        "eventlog.frames",
        "eventlog.outbox",
    },
    "jobs": {
        "jobs.changes",
        "jobs.cursors",
        "jobs.search",
        "jobs.services",
        "jobs.models",
        "jobs.criteria",
        "jobs.employers",
        "jobs.feed",
        "jobs.own_postings",
        "jobs.posting_pages",
        "jobs.requirements",
        "jobs.traits",
        "jobs.vectors",
    },
    "resumes": {
        "resumes.services",
        "resumes.matching",
        "resumes.models",
        "resumes.proposals",
        "resumes.reverse",
        "resumes.revisions",
        "resumes.tailoring",
    },
    "feeds": {"feeds.services", "feeds.models"},
    "recruiting": {
        "recruiting.audience",
        "recruiting.hearing",
        "recruiting.services",
        "recruiting.models",
        "recruiting.beside",
        "recruiting.fairness",
        "recruiting.thread_texts",
    },
    "chat": set(),
}
SIDE_DOORS = {
    ("feeds.exports", "jobs.pages"): "the address of a posting's page",
    ("feeds.urls", "jobs.urls"): "how addresses name a posting",
    ("feeds.views.reading", "jobs.serializers"): "the filters of a list, in exports too",
    ("feeds.views.reading", "jobs.views"): "the same lists, for partners' keys too",
    ("chat.admin", "eventlog.admin"): "the same read-only admin for both logs",
    ("chat.engines.need", "resumes.fields"): "pure: whether an answer to a question parses",
    ("recruiting.figures.asking.leftovers", "resumes.fields"): "pure: what a person's name is",
    ("recruiting.figures.asking.strangers", "resumes.fields"): "pure: what a person's name is",
    ("chat.understanding.facts", "resumes.fields"): "pure: the one reader of résumé facts in words",
}


def test_other_apps_come_in_by_the_doors():
    found = {
        (module, ".".join(target.split(".")[:2]))
        for module in modules()
        for target in imports_of(module)
        if app_of(target) in DOORS
        and app_of(target) != app_of(module)
        and "." in target
        and not matches(target, DOORS[app_of(target)])
    }
    assert found - LEFTWARD.keys() == SIDE_DOORS.keys()


PURE = {
    "chat.cards": "the wire",
    "chat.dialogue.criteria": "the search: what is wanted",
    "chat.dialogue.find": "the search: its rounds",
    "chat.dialogue.narrowing": "the search: what to ask",
    "chat.dialogue.refusing": "the search: what was refused",
    "chat.dialogue.relaxing": "the search: what to give up",
    "chat.events": "the wire",
    "chat.state": "one document",
    "feeds.connectors": "others' formats",
    "jobassist.language": "grammars",
    "jobs.criteria": "one document",
    "jobs.employers": "names and kinds of firms",
    "jobs.quality": "what would mend a posting",
    "jobs.traits": "what postings say of themselves",
    "chat.understanding": "what a message says",
    "recruiting.figures.types": "what may be asked of figures",
    "recruiting.figures.asking": "what a question about figures asks",
    "resumes.fields": "what a text says of a person",
}
# Words for people are translated everywhere.
WORDS = {"django.utils.translation", "django.utils.functional"}


def test_pure_parts_know_no_django():
    found = {
        (module, target)
        for module in modules()
        if matches(module, set(PURE))
        for target in imports_of(module)
        if app_of(target) in ("django", "rest_framework", "channels", "procrastinate")
        and not matches(target, WORDS)
    }
    assert found == set()


def test_dialogue_and_engines_know_no_socket():
    found = {
        (module, target)
        for module in modules()
        if matches(module, {"chat.dialogue", "chat.engines", "chat.turns", "chat.tools"})
        for target in imports_of(module)
        if matches(target, {"channels", "chat.consumers", "chat.sessions"})
    }
    assert found == set()


def test_consumer_knows_no_rows_no_model_and_no_dialogue():
    banned = {"chat.models", "eventlog.models", "openai", "chat.dialogue", "chat.turns"}
    banned |= {"django.db", "jobs", "resumes", "feeds", "recruiting"}
    assert [each for each in imports_of("chat.consumers") if matches(each, banned)] == []


# --- who alone does what ----------------------------------------------------------------------------


def test_only_five_modules_import_openai():
    found = {
        module
        for module in modules()
        for target in imports_of(module)
        if app_of(target) == "openai"
    }
    assert found == {
        f"jobassist.ai.openai_{each}"
        for each in ("chat", "client", "embedder", "moderation", "speech")
    }


def calls(module: str) -> Iterator[ast.Call]:
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_only_the_event_log_speaks_to_groups():
    found = {
        module for module in modules() if any(name_of(c) == "group_send" for c in calls(module))
    }
    assert found == {"eventlog.bell"}


PRINTERS = {
    "jobassist.accounts.codes": "ConsoleSender: a code for whoever runs the server",
    "jobassist.ai.build_title_head": "run by hand: says what it wrote",
}


def test_nothing_prints_but_commands_by_their_own_stdout():
    found = {
        module
        for module in modules()
        for call in calls(module)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    }
    assert found == PRINTERS.keys()


def test_logs_are_structured_everywhere():
    allowed = {
        "jobassist.logs": "sets it up",
        "jobassist.settings": "sets it up",
        "jobassist.worker": "procrastinate's own",
        "resumes.extraction": "a child without the project",
    }
    found = {
        module
        for module in modules()
        for target in imports_of(module)
        if target == "logging" and not matches(module, set(allowed))
    }
    assert found == set()


# --- who writes rows --------------------------------------------------------------------------------

WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CHANGES = {"update", "delete"}
# One writer a table. `personal_data` erases, exports and merges for its app.
WRITERS = {
    "chat.connect_news": "what the dialogue keeps in mind of times that were offered",
    "chat.alerts": "standing searches, and what the dialogue keeps in mind of what they showed",
    "chat.experiments": "experiments, and who is in which arm",
    "chat.turns": "turns, frames, the dialogue's state",
    "chat.memory": "memories",
    "chat.personal_data": "erasure and merging",
    "eventlog.services": "conversations, events",
    "eventlog.outbox.choices": "what people want to be told, and where their devices are reached",
    "eventlog.outbox.planning": "notices that are due, and their deliveries",
    "eventlog.outbox.sending": "what became of deliveries",
    "eventlog.personal_data": "erasure and merging",
    "feeds.services": "partners, keys, batches, snapshots",
    "jobs.services": "postings and all around them",
    "jobs.vectors": "the model in use, and the change to another",
    "jobs.inventory": "findings about postings, and the status that follows",
    "jobs.personal_data": "erasure",
    "recruiting.services": "impressions, consents, decisions, contacts, notes",
    "recruiting.personal_data": "erasure and merging",
    "resumes.services": "résumés and files",
    "resumes.personal_data": "erasure and merging",
    "jobassist.accounts.services": "people, ways in, sign-ins, tickets",
    "jobassist.accounts.audit": "who saw and did what",
    "jobassist.accounts.invitations": "invitations",
    "jobassist.accounts.second_factor": "second factors and their backup codes",
    "jobassist.accounts.companies": "companies and memberships",
    "jobassist.accounts.codes": "one-time codes",
    "jobassist.accounts.limits": "counts of tries",
    "jobassist.accounts.own_data": "erasure",
    "jobassist.accounts.models": "the manager of users",
    "jobassist.providers.ledger": "meters, calls, days and the line for a model",
    "jobassist.providers.budgets": "alarms, and the row that whoever checks a budget locks",
    "jobassist.providers.services": "model servers, and which of them asked to be left alone",
}


def is_manager_chain(node: ast.expr) -> bool:
    """Return whether an expression begins at a model's manager: X.objects.filter(…)…"""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def writes_rows(call: ast.Call) -> bool:
    """Return whether a call writes rows: by a manager, or `row.save()` and `row.delete()`."""
    if not isinstance(call.func, ast.Attribute):
        return False
    verb = call.func.attr
    if is_manager_chain(call.func.value):
        return verb in WRITES | CHANGES
    is_super = isinstance(call.func.value, ast.Call) and name_of(call.func.value) == "super"
    keywords = {each.arg for each in call.keywords}
    if verb == "save" and not call.args and not is_super:
        return keywords <= {"update_fields", "using", "force_insert", "force_update"}
    return verb == "delete" and not call.args and not keywords


def test_rows_are_written_by_their_apps_writers():
    found = {module for module in modules() if any(writes_rows(c) for c in calls(module))}
    assert {module for module in found if not matches(module, set(WRITERS))} == set()
    unused = {w for w in WRITERS if not any(matches(module, {w}) for module in found)}
    assert unused == set(), "these write nothing any more"


def model_home(module: str) -> dict[str, str]:
    """Return the app of each model that a module imports, by the name it has there."""
    homes: dict[str, str] = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith("models"):
            home = app_of(node.module) if not node.level else app_of(module)
            homes |= {each.asname or each.name: home for each in node.names}
    return homes


# The admin's log and the like are Django's.
FOREIGN_WRITES: set[tuple[str, str]] = set()


def test_no_app_writes_another_apps_rows():
    found = set()
    for module in modules():
        homes = model_home(module)
        for call in calls(module):
            if not (isinstance(call.func, ast.Attribute) and call.func.attr in WRITES | CHANGES):
                continue
            node: ast.expr = call.func.value
            while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
                node = node.func if isinstance(node, ast.Call) else node.value
            if (
                isinstance(node, ast.Name)
                and node.id in homes
                and is_manager_chain(call.func.value)
            ):
                home = homes[node.id]
                if home in APPS and home != app_of(module):
                    found.add((module, node.id))
    assert found == FOREIGN_WRITES


def test_views_and_admins_leave_writing_to_services():
    for module in modules():
        if module.rsplit(".", 1)[-1] in ("views", "me_views", "admin", "serializers", "consumers"):
            assert not any(writes_rows(call) for call in calls(module)), module


# --- form -------------------------------------------------------------------------------------------

# A file becomes a package when it holds two subjects; these are long, and of one.
LONG = {
    "chat.dialogue.alerts": "what is said of standing searches, order by order",
    "chat.events": "the wire: every order and fact",
    "chat.tools": "the tools of both engines, each a schema and a function",
    "chat.turns": "the life of a turn in rows",
    "jobassist.language.money": "the grammar of pay in two languages",
    "jobassist.language.places": "the grammar of places",
    "jobassist.language.titles": "the grammar of titles",
    "jobassist.language.vocab": "the grammar of terms of work",
    "jobs.feed": "one row of a feed, field by field",
    "resumes.extraction.reading_order": "where to read next on a page",
    "resumes.fields.answers": "answers to one question, by its kind",
}


def test_long_modules_are_listed():
    found = {
        module
        for module in modules()
        if len(path_of(module).read_text(encoding="utf-8").splitlines()) > LONGEST
    }
    assert found - LONG.keys() == set()


VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def test_no_module_has_a_name_that_says_nothing():
    assert {m for m in modules() if set(m.split(".")) & VAGUE} == set()


@pytest.mark.parametrize("app", APPS)
def test_no_exception_is_swallowed(app):
    for module in modules():
        if app_of(module) != app:
            continue
        for node in ast.walk(modules()[module]):
            if isinstance(node, ast.ExceptHandler):
                is_broad = node.type is None or (
                    isinstance(node.type, ast.Name)
                    and node.type.id in ("Exception", "BaseException")
                )
                is_silent = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
                assert not (is_broad and is_silent), f"{module}:{node.lineno}"


def test_all_csv_is_written_in_one_place():
    writers = {
        module for module in modules() if "csv.writer(" in path_of(module).read_text("utf-8")
    }
    assert writers == {"jobassist.csv_files"}
