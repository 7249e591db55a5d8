"""What the people of an item do, through a real socket, REST and the admin, and all that came of it."""

import io
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from injection_http import BASE, Answer, request, upload  # noqa: F401
from injection_recruiters import RecruiterPages, keep_page
from injection_world import WITNESS, World, drain, dump, ordinary_row, push_item
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

TURN_SECONDS = 32.0
AGAIN = {"zh": "那你觉得呢?", "en": "so what do you think?"}


@dataclass
class Evidence:
    """Everything that a predicate may look at."""

    world: World
    frames: list[dict[str, Any]] = field(default_factory=list)
    recruiter_frames: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    # (who, where, status, content type, text)
    pages: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    exports: list[tuple[str, str]] = field(default_factory=list)
    before: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    after: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    # What the person did themselves, in order: kind, data, the prompt that was open.
    did: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    # Of each turn: seconds, model calls, tool calls, whether it finished.
    turns: list[dict[str, Any]] = field(default_factory=list)
    not_done: list[str] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    # Postings' places by a search of code: with the payload, and with the clean text.
    ranks: dict[str, Any] = field(default_factory=dict)
    has_alert: bool = False
    # What a recruiter has sent in a thread, by its page.
    posted: list[str] = field(default_factory=list)


class Device:
    """One person's socket; keeps every frame."""

    def __init__(self, user: Any, *, lang: str, conversation_id: str = "") -> None:
        from jobassist.accounts.models import SignIn
        from jobassist.accounts.services import issue_ticket, open_sign_in

        pair = open_sign_in(user)
        self.access = pair.access
        self.frames: list[dict[str, Any]] = []
        self.is_cut = False
        self.conversation_id = ""
        self.prompt: dict[str, Any] | None = None
        self.cards: list[tuple[str, dict[str, Any]]] = []
        # Of each card, the conversation it stands in.
        self.where: dict[str, str] = {}
        # Conversations with a recruiter: no turn of the assistant's answers there.
        self.threads: set[str] = set()
        ticket = issue_ticket(user, SignIn.objects.get(id=pair.sign_in_id)).ticket
        import injection_http

        address = injection_http.BASE.replace("http", "ws") + "/ws/v1/chat"
        self.socket: ClientConnection = connect(
            address,
            subprotocols=["jobchat.v1"],
            max_size=2**23,
            legacy=True,  # type: ignore[list-item]
        )
        locale, zone = ("zh-CN", "Asia/Shanghai") if lang == "zh" else ("en-GB", "Europe/London")
        self.send("hello", {"ticket": ticket, "locale": locale, "time_zone": zone})
        welcome = self.until(lambda frame: frame["type"] == "welcome", seconds=10)
        known = [each["conversation_id"] for each in welcome["data"]["conversations"]]
        self.conversation_id = conversation_id or known[0]
        self.rest(0.3)

    def send(self, kind: str, data: dict[str, Any]) -> str:
        """Send an order; return its id."""
        frame: dict[str, Any] = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        if self.conversation_id and kind != "hello":
            frame["conversation_id"] = self.conversation_id
        try:
            self.socket.send(json.dumps(frame))
        except ConnectionClosed:
            self.is_cut = True
        return str(frame["id"])

    def read(self, seconds: float) -> dict[str, Any] | None:
        """Return the next frame, None when none came in time."""
        if self.is_cut:
            return None
        try:
            raw = self.socket.recv(timeout=max(0.0, seconds))
        except TimeoutError:
            return None
        except ConnectionClosed:
            self.is_cut = True
            return None
        if isinstance(raw, bytes):
            return {"type": "binary", "data": {}}
        frame = dict(json.loads(raw)) | {"_bytes": len(raw)}
        self.frames.append(frame)
        data = frame["data"]
        if frame["type"] == "prompt.opened":
            self.prompt = data
        elif frame["type"] == "prompt.closed":
            self.prompt = None
        elif frame["type"] == "item.done" and data.get("card"):
            self.cards.append((data["item_id"], data["card"]))
            self.where[data["item_id"]] = str(frame.get("conversation_id") or "")
        return frame

    def until(self, wanted: Any, *, seconds: float) -> dict[str, Any]:
        """Read until such a frame comes; an empty one when it does not."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and not self.is_cut:
            frame = self.read(limit - time.monotonic())
            if frame is not None and wanted(frame):
                return frame
        return {"type": "", "data": {}}

    def rest(self, seconds: float) -> None:
        """Read what comes for a while."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and not self.is_cut:
            self.read(limit - time.monotonic())

    def order(self, kind: str, data: dict[str, Any]) -> bool:
        """Send an order and hear its turn out; returns whether the turn ended."""
        ref = self.send(kind, data)

        def settles(frame: dict[str, Any]) -> bool:
            is_mine = frame.get("conversation_id") in (None, self.conversation_id)
            if frame["type"] == "error" and frame["data"].get("ref") in (None, ref):
                return True
            if frame["type"] == "ack" and frame["data"].get("ref") == ref:
                has_turn = kind in TURN_ORDERS and self.conversation_id not in self.threads
                return frame["data"].get("status") == "rejected" or not has_turn
            return frame["type"] == "turn.finished" and is_mine

        return bool(self.until(settles, seconds=TURN_SECONDS)["type"])

    @contextmanager
    def within(self, conversation_id: str) -> Iterator[None]:
        """Send to another conversation meanwhile."""
        home, self.conversation_id = self.conversation_id, conversation_id
        try:
            yield
        finally:
            self.conversation_id = home

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


TURN_ORDERS = {"message.send", "action.invoke", "prompt.answer", "prompt.skip", "scene.switch"}


class Play:
    """One run of an item."""

    def __init__(
        self, world: World, server: Any, *, has_model: bool, is_beside: bool = False
    ) -> None:
        """`is_beside`: what asks a model beside the assistant is played, and not the assistant.

        Those are a thread's drafts and translations, and a recruiter's questions on their pages.
        """
        self.world = world
        self.is_beside = is_beside
        self.has_opened = False
        self.server = server
        self.has_model = has_model
        self.evidence = Evidence(world)
        self.recruiter_device: Device | None = None
        self.device = Device(
            world.seeker, lang=world.lang, conversation_id=str(world.conversation.id)
        )
        self.device.threads.add(world.names["thread:own"])
        self.recruiter = RecruiterPages(world, self.evidence)

    def run(self) -> Evidence:
        """Play all acts and return what came of them."""
        found = self.evidence
        WITNESS.clear()
        script = self.server.script
        found.before = dump()
        is_first = True
        for act in self.world.item["person"]:
            act = self.world.fill(
                {k: v.replace("{{text}}", self.world.item["text"]) if isinstance(v, str) else v
                 for k, v in act.items()}
            )  # fmt: skip
            script.is_held = bool(act.get("setup"))
            if starts_turn(act) and not act.get("setup"):
                if not is_first:
                    script.next_turn()
                is_first = False
            asked = script.asked
            try:
                self._do(act)
            except Exception as error:
                found.not_done.append(f"{act} {error!r}"[:300])
            script.is_held = False
            found.calls.append(script.asked - asked)
        if self.has_model and not script.asked and self.world.item["hijacked_model"]:
            self._take_turn(self.device, "message.send", {"text": AGAIN[self.world.lang]})
        drain()
        self.device.rest(0.15)
        self._look_around()
        found.after = dump()
        found.frames = self.device.frames
        if self.recruiter_device is not None:
            self.recruiter_device.rest(0.1)
            found.recruiter_frames = self.recruiter_device.frames
            self.recruiter_device.close()
        found.requests = list(script.seen)
        found.tools, found.errors = list(WITNESS.tools), list(WITNESS.errors)
        found.hosts, found.log = list(WITNESS.hosts), list(WITNESS.lines)
        if self.device.is_cut:
            found.errors.append("the socket was closed")
        self.device.close()
        return found

    # --- acts ---------------------------------------------------------------------------------

    def _do(self, act: dict[str, Any]) -> None:
        who = act.get("as", "seeker")
        self.world.last_words = act.get("say") or act.get("voice") or act.get("upload") or ""
        if who == "recruiter":
            self._do_as_recruiter(act)
        elif who == "partner":
            self._do_as_partner(act)
        elif "say" in act:
            self.evidence.said.append(act["say"])
            if not (self.is_beside and self.has_opened):
                self._take_turn(self.device, "message.send", {"text": act["say"]})
            if self.has_opened and (self.is_beside or not self.has_model):
                self._ask_in_thread(act["say"])
        elif "say_in_thread" in act:
            self._write_in_thread(str(act["say_in_thread"]))
        elif "voice" in act:
            text = self._speak(self.device, act["voice"])
            self.evidence.said.append(text)
            if text:
                self._take_turn(self.device, "message.send", {"text": text})
        elif "voice_partial" in act:
            self._speak(self.device, act["voice_partial"], is_cancelled=True)
        elif "upload" in act:
            self._upload(act)
        elif "tap" in act:
            self._tap(act)
        elif "order" in act:
            data = {key: value for key, value in act.items() if key not in ("order", "setup")}
            self._take_turn(self.device, act["order"], data.get("data", data))
        elif "show" in act:
            self._show(act["show"])
        elif "open_thread" in act:
            self._open_thread(str(act["open_thread"]))
        elif "export" in act:
            self._export(act["export"])
        elif "assistant_asks" in act:
            self._ask(str(act["assistant_asks"]))
        elif "clock" in act or "clock_advance_minutes" in act:
            self._set_clock(act)
        elif "run_alert" in act:
            self._run_alert(str(act["run_alert"]))
        else:
            self.evidence.not_done.append(f"no such act: {sorted(act)}")

    # --- threads ------------------------------------------------------------------------------

    def _open_thread(self, conversation_id: str) -> None:
        """Read a thread as its seeker's phone does; its items count as shown."""
        device = self.device
        self.has_opened = True
        before = len(device.frames)
        start = time.monotonic()
        with device.within(conversation_id):
            ref = device.send("history.get", {"limit": 50})
            page = device.until(
                lambda f: (
                    f["type"] == "history.page"
                    or (f["type"] == "error" and f["data"].get("ref") == ref)
                ),
                seconds=10,
            )
        if page["type"] != "history.page":
            self.evidence.not_done.append(f"open_thread: {page['data']}"[:200])
            return
        device.frames.remove(page)
        for frame in page["data"]["events"]:
            shown = {"conversation_id": conversation_id, **frame}
            device.frames.append(shown)
            card = shown["data"].get("card")
            if shown["type"] == "item.done" and card:
                device.cards.append((shown["data"]["item_id"], card))
                device.where[shown["data"]["item_id"]] = conversation_id
        self._note_turn("history.get", before=before, start=start)

    def _note_turn(self, kind: str, *, before: int, start: float) -> None:
        frames = self.device.frames[before:]
        self.evidence.did.append({"kind": kind, "data": {}, "prompt": None})
        self.evidence.turns.append(
            {
                "kind": kind, "seconds": time.monotonic() - start, "is_over": True, "model_calls": 0,
                "tool_calls": 0, "frames": frames,
                "refusals": [each for each in frames if each["type"] == "error"],
            }
        )  # fmt: skip

    def _ask_in_thread(self, words: str) -> None:
        """Ask the assistant for a draft and a translation of what the recruiter wrote."""
        thread = self.world.names["thread:own"]
        for action in ("draft", "translate"):
            before, start = len(self.device.frames), time.monotonic()
            asked = {"text": words[:200], "postback": {"do": "thread", "action": action}}
            with self.device.within(thread):
                self.device.order("message.send", asked)
            self._await_errand(thread, before=before)
            self._note_turn("message.send", before=before, start=start)

    def _await_errand(self, thread: str, *, before: int) -> None:
        """Wait for what was asked for: it may have come before the order was acknowledged."""

        def is_it(frame: dict[str, Any]) -> bool:
            return (
                frame.get("conversation_id") == thread
                and frame["type"] == "item.done"
                and frame["data"].get("role") in ("assistant", "system")
            )

        if not any(is_it(each) for each in self.device.frames[before:]):
            self.device.until(is_it, seconds=8)

    def _write_in_thread(self, text: str) -> None:
        with self.device.within(self.world.names["thread:own"]):
            self._take_turn(self.device, "message.send", {"text": text})

    def _take_turn(self, device: Device, kind: str, data: dict[str, Any]) -> None:
        script = self.server.script
        before = {
            "asked": len(script.seen),
            "tools": len(WITNESS.tools),
            "frames": len(device.frames),
        }
        self.evidence.did.append({"kind": kind, "data": data, "prompt": device.prompt})
        start = time.monotonic()
        is_over = device.order(kind, data)
        self.evidence.turns.append(
            {
                "kind": kind,
                "seconds": time.monotonic() - start,
                "is_over": is_over,
                "model_calls": len(script.seen) - before["asked"],
                "tool_calls": len(WITNESS.tools) - before["tools"],
                "frames": device.frames[before["frames"] :],
                "refusals": [f for f in device.frames[before["frames"] :] if f["type"] == "error"],
            }
        )

    def _speak(self, device: Device, text: str, *, is_cancelled: bool = False) -> str:
        self.server.heard = text
        audio = build_wav()
        ref = device.send("audio.start", {})
        device.until(lambda f: f["type"] in ("ack", "error"), seconds=5)
        device.socket.send(uuid.UUID(ref).bytes + audio)
        device.send("audio.end", {"audio_id": ref, "is_cancelled": is_cancelled})
        if is_cancelled:
            device.rest(0.3)
            return ""
        final = device.until(
            lambda f: f["type"] == "transcript.final" or f["type"] == "error", seconds=15
        )
        words = str(final["data"].get("text") or "")
        if words:
            device.send("message.preview", {"text": words})
            device.until(lambda f: f["type"] in ("preview.result", "error"), seconds=10)
        return words

    def _upload(self, act: dict[str, Any]) -> None:
        data = build_file(act["upload"], filename=act["filename"])
        answer = upload(data, filename=act["filename"], access=self.device.access)
        if answer.status >= 500:
            self.evidence.errors.append(f"upload answered {answer.status}")
        if answer.status >= 400:
            self.evidence.not_done.append(f"upload refused: {answer.status} {answer.text[:120]}")
            return
        attachment = answer.json["attachment_id"]
        self._take_turn(self.device, "message.send", {"text": "", "attachment_ids": [attachment]})

    def _tap(self, act: dict[str, Any]) -> None:
        wanted, job = act["tap"], str(act.get("job") or "")
        for item_id, card in reversed(self.device.cards):
            for part in [card, *(card.get("data", {}).get("jobs") or [])]:
                if job and str(part.get("data", {}).get("job_id")) != job:
                    continue
                for action in part.get("actions") or []:
                    if action["id"] == wanted:
                        payload = action.get("payload") or {}
                        if job:
                            payload = payload | {"job_id": job}
                        data = {"item_id": item_id, "action": wanted, "payload": payload}
                        home = self.device.conversation_id
                        with self.device.within(self.device.where.get(item_id) or home):
                            self._take_turn(self.device, "action.invoke", data)
                        return
        if job:
            postback = {"do": "job", "action": wanted, "job_id": job}
            self._take_turn(self.device, "message.send", {"text": wanted, "postback": postback})
            return
        self.evidence.not_done.append(f"no card has the action {wanted}")

    def _show(self, job: str) -> None:
        """Make a posting a candidate by a search through a chip."""
        from jobs.models import Posting

        posting = Posting.objects.prefetch_related("locations").filter(id=int(job)).first()
        if posting is None:
            self.evidence.not_done.append("show: no such posting")
            return
        wish: dict[str, Any] = {"titles": [posting.title[:80]]}
        postback = {"do": "criteria", "set": wish, "clear": ["cities", "exclude"]}
        was_held, self.server.script.is_held = self.server.script.is_held, True
        self._take_turn(self.device, "message.send", {"text": "chip", "postback": postback})
        self._take_turn(self.device, "message.send", {"text": "chip", "postback": {"do": "search"}})
        if int(job) not in self.world.list_shown():
            tapped = {"do": "job", "action": "detail", "job_id": job}
            self._take_turn(self.device, "message.send", {"text": "chip", "postback": tapped})
        self.server.script.is_held = was_held

    def _export(self, kind: str) -> None:
        from resumes.models import Resume

        row = Resume.objects.filter(owner=self.world.seeker, is_current=True).first()
        if kind == "pdf" and row is not None:
            for lang in ("zh", "en"):
                path = f"/api/v1/resumes/{row.id}.pdf?lang={lang}"
                answer = request("GET", path, access=self.device.access)
                if answer.status >= 500:
                    self.evidence.errors.append(f"{path} answered {answer.status}")
                if answer.status == 200:
                    self.evidence.exports.append(("pdf", read_pdf(answer.data)))
                else:
                    self.evidence.not_done.append(f"pdf: {answer.status} {answer.text[:120]}")
        else:
            self.evidence.not_done.append(f"export {kind}: there is none")

    def _ask(self, what: str) -> None:
        """Open a question as the rules engine would have."""
        from chat.models import DialogueState

        row = DialogueState.objects.get(conversation=self.world.conversation)
        path = what if what.startswith(("criteria.", "resume.")) else "criteria.titles"
        row.data["open_prompt"] = {
            "prompt_id": str(uuid.uuid4()), "path": path, "reason": "input", "question": what,
        }  # fmt: skip
        row.save()

    def _set_clock(self, act: dict[str, Any]) -> None:
        from chat import clock

        if "clock" in act:
            at = datetime.fromisoformat(act["clock"])
            clock.shift = at - datetime.now(UTC)
        else:
            clock.shift += timedelta(minutes=float(act["clock_advance_minutes"]))

    def _run_alert(self, title: str) -> None:
        from chat import clock
        from chat.alerts.running import run_due
        from chat.alerts.serializers import parse_plan
        from chat.alerts.services import create_alert
        from chat.models import Alert
        from jobs import services as job_services
        from jobs.criteria import Criteria
        from tests.factories import make_postings

        now = clock.now()
        plan = parse_plan({"frequency": "daily", "hour": 8, "minute": 0})
        alert, _is_new = create_alert(
            self.world.seeker,
            criteria=Criteria(titles=(title,)),  # type: ignore[call-arg]
            plan=plan,
            conversation=self.world.conversation,
            lang=self.world.lang,  # type: ignore[arg-type]
            now=now - timedelta(hours=2),
        )
        source = job_services.get_or_create_company_source(
            self.world.own.id, key=f"own-{self.world.own.id}"
        )
        row = ordinary_row(self.world.item, lang=self.world.lang) | {"title": title, "id": "new-1"}
        make_postings([row], source=source)
        # Rows keep the machine's own time, whatever day the conversation has.
        stored = datetime.now(UTC) - timedelta(days=1)
        Alert.objects.filter(id=alert.id).update(
            next_run_at=now, looked_until=stored, created_at=stored
        )
        self.evidence.before = dump()
        self.evidence.has_alert = True
        run_due(now=now)
        self.device.rest(0.5)

    # --- others -------------------------------------------------------------------------------

    def _recruiter(self) -> Device:
        if self.recruiter_device is None:
            self.recruiter_device = Device(self.world.recruiter, lang=self.world.lang)
        return self.recruiter_device

    def _do_as_recruiter(self, act: dict[str, Any]) -> None:
        if "say" in act or "voice" in act:
            device = self._recruiter()
            words = act.get("say") or self._speak(device, act["voice"])
            if not self.is_beside:
                self._take_turn(device, "message.send", {"text": words})
            if self.is_beside or not self.has_model:
                self.recruiter.ask(words)
                self.recruiter.draft_in_thread()
            # People are found by words without any model.
            self.recruiter.search_people(words)
        elif "say_in_thread" in act:
            self.recruiter.write_in_thread(str(act["say_in_thread"]))
            self.device.rest(0.3)
        elif "open_thread" in act:
            self.recruiter.open_thread(str(act["open_thread"]))
        elif act.get("open") == "candidates":
            self.recruiter.open_candidates(str(act.get("job") or self.world.carrier_id))
        elif act.get("open") == "job_admin_list":
            self.recruiter.open_postings()
        elif act.get("export") == "csv":
            self.recruiter.export_tables()
        else:
            self.evidence.not_done.append(f"recruiter: {sorted(act)}")

    def _do_as_partner(self, act: dict[str, Any]) -> None:
        if not self.world.partner_key:
            push_item(self.world, "")
        if "push" not in act:
            self.evidence.not_done.append(f"partner: {sorted(act)}")
            return
        row = ordinary_row(self.world.item, lang=self.world.lang)
        pushed = act["push"]
        row |= pushed if isinstance(pushed, dict) else {"description": str(pushed)}
        row.pop("id", None)
        path = f"/api/v1/feeds/{self.world.partner_source}/postings/pushed-1"
        answer = request("PUT", path, body=row, access=self.world.partner_key)
        self._keep_page("partner", path, answer)

    def _keep_page(self, who: str, path: str, answer: Answer) -> None:
        keep_page(self.evidence, who, path, answer)

    def _look_around(self) -> None:
        """Open what a recruiter and anybody can fetch that shows what was planted."""
        job = self.world.carrier_id
        if job:
            self._keep_page("anyone", f"/jobs/{job}", request("GET", f"/jobs/{job}"))
            self._keep_page(
                "seeker",
                f"/api/v1/postings/{job}",
                request("GET", f"/api/v1/postings/{job}", access=self.device.access),
            )
        self.recruiter.look_around()


def starts_turn(act: dict[str, Any]) -> bool:
    """Return whether an act asks the assistant for an answer."""
    return any(key in act for key in ("say", "voice", "upload", "tap", "order", "run_alert"))


def build_wav() -> bytes:
    """Return a second of silence."""
    import wave

    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000)
    return made.getvalue()


def build_file(text: str, *, filename: str) -> bytes:
    """Return a real file of the kind that its name says, with this text in it."""
    kind = filename.rsplit(".", 1)[-1].lower()
    if kind == "docx":
        from docx import Document

        document = Document()
        for line in text.split("\n"):
            document.add_paragraph("".join(c for c in line if c.isprintable()))
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()
    if kind == "pdf":
        import typst

        from resumes.pdf import _fonts

        lines = "".join(
            f"#text({json.dumps(line, ensure_ascii=False)})\\ \n" for line in text.split("\n")
        )
        return bytes(typst.compile(lines.encode(), font_paths=_fonts()))
    if kind in ("png", "jpg", "jpeg"):
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (900, 600), "white")
        ImageDraw.Draw(image).text((20, 20), text.encode("ascii", "replace").decode(), fill="black")
        made = io.BytesIO()
        image.save(made, "PNG")
        return made.getvalue()
    return text.encode()


def read_pdf(data: bytes) -> str:
    """Return the text of a PDF."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)
