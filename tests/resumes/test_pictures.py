"""A photographed résumé: made anew in the sandbox, read by a model, checked and put right by people."""

import base64
import io
import json
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jobassist.accounts.limits import HOUR, Limit
from jobassist.accounts.models import User
from jobassist.ai import chat_model
from jobassist.errors import AppError
from jobassist.providers import routing
from jobassist.providers.routing import RoutedChatModel
from resumes import seeing, services
from resumes.extract_text import ExtractError, ExtractLimits, extract_text
from resumes.extraction.picture import read_picture
from resumes.models import Attachment, Resume
from resumes.views import UPLOAD_BY_USER
from tests.factories import make_guest
from tests.fake_model_server import Cut, Extracts, Recorded, ServerInThread, Status
from tests.model_pool import FixedProviders, NoMeter, make_spec

LINES = [
    "Wiebke Thomsen",
    "Ship's electrician",
    "wiebke@example.org",
    "Lindholm Yard, Kappeln",
    "Electrician, March 2018 - June 2023",
    "Rewired nine trawlers",
    "Apprenticeship, Flensburg Trade School, 2015",
]
SEEN = {
    "lines": LINES,
    "basics": {
        "name": "Wiebke Thomsen", "label": "Ship's electrician", "email": "wiebke@example.org",
        "phone": "", "summary": "",
    },
    "work": [
        {"name": "Lindholm Yard", "position": "Electrician", "startDate": "2018-03",
         "endDate": "2023-06", "highlights": ["Rewired nine trawlers"]}
    ],
    "education": [
        {"institution": "Flensburg Trade School", "area": "", "studyType": "Apprenticeship",
         "startDate": "", "endDate": "2015"}
    ],
    "skills": [], "languages": [], "certificates": [],
}  # fmt: skip


def take_photo(*, size=(900, 1200), kind="JPEG", **told) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **told)
    return written.getvalue()


def photo_with_a_place() -> bytes:
    """Return a JPEG that lies on its side and says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Wiebke's phone"
    exif.get_ifd(0x8825)[2] = (54.0, 39.0, 41.0)
    return take_photo(size=(1200, 900), exif=exif, comment=b"taken at home")


def upload(user: User, data: bytes, name: str = "cv.jpg") -> Attachment:
    return services.upload_resume(user, file=SimpleUploadedFile(name, data))


@pytest.fixture
def look(monkeypatch):
    """Return a function that has pictures read by a scripted server; it returns what that hears."""
    running: list[ServerInThread] = []

    def begin(*script) -> list[Recorded]:
        server = ServerInThread(*script)
        server.__enter__()
        running.append(server)
        spec = make_spec("eyes", base_url=server.base_url, vision_model="eyes-1", stall_seconds=2)
        known = FixedProviders([spec])

        def build(*, role, asker):
            return RoutedChatModel(role=role, asker=asker, known=known)

        monkeypatch.setattr(routing, "meter", NoMeter())
        monkeypatch.setattr(seeing, "get_chat_model", build)
        monkeypatch.setattr(services.files, "is_vision_configured", lambda: True)
        return server.server.requests

    yield begin
    for each in running:
        each.__exit__()


# --- the sandbox ------------------------------------------------------------------------------------


def test_a_picture_is_made_anew_upright_and_without_what_came_with_it():
    given = photo_with_a_place()
    assert b"Exif" in given
    assert b"taken at home" in given
    found = extract_text(given, filename="a.jpg", limits=ExtractLimits(reads_pictures=True))
    assert (found.kind, found.text) == ("picture", "")
    with Image.open(io.BytesIO(found.picture)) as made:
        assert (made.format, made.size) == ("JPEG", (900, 1200))
        assert not made.getexif()
        assert "comment" not in made.info
    assert not any(each in found.picture for each in (b"Exif", b"taken at home", b"phone"))


def test_a_large_picture_becomes_one_that_may_be_sent():
    noisy = Image.effect_noise((3000, 2400), 90).convert("RGB")
    written = io.BytesIO()
    noisy.save(written, "JPEG", quality=80)
    found = extract_text(
        written.getvalue(), filename="a.jpg", limits=ExtractLimits(reads_pictures=True)
    )
    assert len(found.picture) <= 900_000
    with Image.open(io.BytesIO(found.picture)) as made:
        assert max(made.size) <= 1_800


def break_chunk(png: bytes) -> bytes:
    """Return a PNG whose picture goes on in a piece of no known kind."""
    begins = png.index(b"IDAT")
    some = b"IDAT" + png[begins + 4 : begins + 44]
    odd = b"\1\2\3\4" + png[begins + 44 : begins + 84]
    return png[: begins - 4] + b"".join(
        len(each[4:]).to_bytes(4, "big") + each + zlib.crc32(each).to_bytes(4, "big")
        for each in (some, odd)
    )


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (take_photo(size=(30, 30)), "no_text", "small_picture"),
        (take_photo(size=(1080, 20_000)), "no_text", "small_picture"),
        (take_photo(size=(16_000, 16_000), kind="PNG"), "too_complex", ""),
        (take_photo(kind="GIF"), "unsupported_type", "picture_format"),
        (take_photo()[:2_000], "damaged", ""),
        (break_chunk(take_photo(kind="PNG")), "damaged", ""),
    ],
    ids=["tiny", "long", "bomb", "gif", "cut", "broken"],
)
def test_a_picture_that_cannot_be_read_is_refused_before_anybody_is_asked(data, code, found):
    with pytest.raises(ExtractError) as refused:
        extract_text(data, filename="a.png", limits=ExtractLimits(reads_pictures=True))
    assert (refused.value.code, refused.value.extra.get("found", "")) == (code, found)


@pytest.mark.django_db
def test_without_a_model_for_pictures_a_photo_is_told_what_it_is():
    assert not chat_model.is_vision_configured()
    with pytest.raises(ExtractError) as refused:
        upload(make_guest(), take_photo())
    assert (refused.value.code, refused.value.status) == ("unsupported_type", 415)
    assert not Attachment.objects.exists()


# --- what is sent and what is kept ------------------------------------------------------------------


@pytest.mark.django_db
def test_the_picture_alone_is_sent_and_the_words_and_marked_values_are_kept(look):
    heard = look(Extracts(SEEN))
    user = make_guest()
    attachment = upload(user, photo_with_a_place())
    body = heard[0].body
    assert body["model"] == "eyes-1"
    assert body["response_format"]["json_schema"]["strict"] is True
    kind, picture = body["messages"][1]["content"]
    assert (kind["type"], picture["type"]) == ("text", "image_url")
    sent = base64.b64decode(picture["image_url"]["url"].removeprefix("data:image/jpeg;base64,"))
    assert b"Exif" not in sent
    # What is stored is what was sent, not what was given.
    assert services.attachment_path(attachment.id).read_bytes() == sent
    assert (attachment.kind, attachment.text) == ("picture", "\n".join(LINES))
    resume = services.current_resume(user)
    preview = services.intake_attachment(resume, attachment=attachment)
    assert resume.document["work"][0]["startDate"] == "2018-03"
    assert preview.confirmed_revision is None
    assert preview.changes
    for change in preview.changes:
        assert change.source is not None
        assert change.source.from_picture
        assert change.source.words in attachment.text


@pytest.mark.django_db
def test_what_does_not_stand_in_the_words_that_were_read_is_left_out(look):
    invented = json.loads(json.dumps(SEEN))
    invented["basics"] |= {"phone": "+49 171 5550199", "summary": "Led a team of forty people."}
    invented["work"][0]["endDate"] = "2024-06"
    invented["work"].append(
        {"name": "Zorblax", "position": "Head of yard", "startDate": "", "endDate": "",
         "highlights": []}
    )  # fmt: skip
    look(Extracts(invented))
    document = upload(make_guest(), take_photo()).json_resume
    assert document is not None
    assert document["basics"].keys() == {"name", "label", "email"}
    assert [each["name"] for each in document["work"]] == ["Lindholm Yard"]
    assert "endDate" not in document["work"][0]


@pytest.mark.django_db
def test_a_picture_replaces_nothing_that_stands(look):
    look(Extracts(SEEN))
    user = make_guest()
    resume = services.current_resume(user)
    source = services.Source(kind="form", ref="x")
    services.apply_changes(
        resume,
        changes=[services.Change(op="add", path="/basics/name", value="Wiebke Thomsen-Lund")],
        source=source,
    )
    services.intake_attachment(resume, attachment=upload(user, take_photo()))
    assert resume.document["basics"]["name"] == "Wiebke Thomsen-Lund"
    assert resume.document["basics"]["email"] == "wiebke@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("script", "code"),
    [
        (Extracts(SEEN | {"lines": []}), "no_text"),
        (Extracts(SEEN, cut_after=90), "picture_unread"),
        (Extracts(SEEN | {"admin": True}), "picture_unread"),
        (Status(500), "picture_unread"),
        (Cut('{"lines": ["Wie'), "picture_unread"),
    ],
    ids=["nothing", "cut_json", "undeclared", "500", "cut_stream"],
)
def test_a_picture_nobody_could_read_leaves_no_trace_and_says_what_to_do(look, script, code):
    look(script)
    with pytest.raises(ExtractError) as refused:
        upload(make_guest(), take_photo())
    assert refused.value.code == code
    assert "paste" in str(refused.value.message)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_pictures_are_limited_more_than_files_are(look, monkeypatch):
    assert services.files.PICTURE_BY_USER.count < UPLOAD_BY_USER.count
    monkeypatch.setattr(services.files, "PICTURE_BY_USER", Limit("resume.picture", 1, HOUR))
    heard = look(Extracts(SEEN))
    user = make_guest()
    upload(user, take_photo())
    with pytest.raises(AppError) as refused:
        upload(user, take_photo())
    assert (refused.value.code, len(heard)) == ("too_many_attempts", 1)
    # Files without a model are taken as before.
    upload(user, b"Baker in Leeds since 2019", "cv.txt")
    assert Resume.objects.count() == 0


def test_a_long_screenshot_stays_wide_enough_to_read():
    made = read_picture(take_photo(size=(1080, 6000)))
    width, height = Image.open(io.BytesIO(base64.b64decode(made["picture"]))).size
    assert width >= 600
    assert width * height <= 1_800 * 1_800
