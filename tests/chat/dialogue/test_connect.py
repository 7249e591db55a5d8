"""Getting in touch: preview first, consent as rows, the employer's own page otherwise."""

from recruiting.models import Application, Consent
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_resume

RESUME = {
    "basics": {"name": "Sarah Okafor", "email": "sarah@example.com", "phone": "+447700900123"},
    "work": [{"name": "Old Infirmary", "position": "Staff Nurse", "startDate": "2019-03"}],
    "certificates": [{"name": "NMC registration"}],
}


def find(chat, text="nurse in Hull"):
    answer = chat.say(text)
    while chat.state.open_prompt is not None:
        answer = chat.tap(answer.chips[-1])
    return answer


def test_nothing_is_sent_before_the_yes(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    preview = chat.say("contact the first one")
    card = preview.card("message_preview")
    assert card.data.to == "Harbour Care"
    assert card.data.shared
    assert not Application.objects.exists()
    chat.say("hmm, what does it pay?")
    assert not Application.objects.exists()
    done = chat.say("yes, send it")
    application = Application.objects.get()
    assert (application.kind, application.company) == ("greeting", house_posting.company)
    assert application.message == card.data.text
    assert done.card("connect_status").data.status == "sent"


def test_edited_text_is_what_is_sent(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    preview = chat.say("contact the first one")
    chat.tap(preview.chip("Change the text"))
    again = chat.say("Dear Harbour Care, may I visit the ward first?")
    assert again.card("message_preview").data.text.startswith("Dear Harbour Care")
    chat.tap(again.chip("Send it"))
    assert Application.objects.get().message == "Dear Harbour Care, may I visit the ward first?"


def test_send_on_an_older_preview_sends_nothing_newer(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    old = chat.say("contact the first one").chip("Send it")
    chat.tap(chat.say("contact the first one").chip("Change the text"))
    chat.say("Something quite different")
    again = chat.tap(old)
    assert not Application.objects.exists()
    assert again.card("message_preview").data.text == "Something quite different"


def test_refusing_sends_nothing(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    chat.say("contact the first one")
    chat.say("no, don't send it")
    assert not Application.objects.exists()
    assert chat.state.pending is None


def test_draft_holds_only_what_was_confirmed_and_no_former_employer(alice, house_posting):
    make_resume(alice, document=RESUME, is_confirmed=True)
    chat = Chat(alice)
    find(chat)
    card = chat.say("contact the first one").card("message_preview")
    assert "Staff Nurse" in card.data.text
    assert "Old Infirmary" not in card.data.text
    assert "Sarah Okafor" in card.data.text
    chat.say("yes")
    scopes = set(Consent.objects.values_list("scope", flat=True))
    assert scopes == {"message", "resume", "contact"}


def test_unconfirmed_resume_is_not_shared(alice, house_posting):
    make_resume(alice, document=RESUME)
    chat = Chat(alice)
    find(chat)
    card = chat.say("contact the first one").card("message_preview")
    assert "Sarah" not in card.data.text
    chat.say("yes")
    assert list(Consent.objects.values_list("scope", flat=True)) == ["message"]


def test_posting_without_a_company_shows_the_employers_own_page_and_counts(alice, corpus):
    chat = Chat(alice)
    find(chat, "barista in Leeds")
    card = chat.say("contact the first one").card("connect_status")
    assert card.data.kind == "outbound"
    assert card.data.url.startswith("https://jobs.example.com/")
    assert Application.objects.get().kind == "outbound"
    assert not Consent.objects.exists()


def test_second_contact_shows_where_the_first_stands(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    chat.say("contact the first one")
    chat.say("yes")
    again = chat.say("contact the first one")
    assert again.kinds() == ["connect_status"]
    assert Application.objects.count() == 1


def test_closed_posting_is_said_to_be_closed(alice, house_posting):
    from jobs.models import Posting

    chat = Chat(alice)
    find(chat)
    Posting.objects.filter(id=house_posting.id).update(status="expired")
    assert "no longer open" in chat.say("contact the first one").text
    assert not Application.objects.exists()
