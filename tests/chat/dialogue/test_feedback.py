"""Why, why not, more like this, save and undo: by words and taps, in both languages."""

import pytest

from recruiting.models import PostingNote
from recruiting.services import list_samples

from .chatting import Chat

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("locale", "wish", "why", "costs"),
    [
        (
            "zh-hans",
            "我想在上海找Python后端开发，月薪2万以上",
            "为什么第一个没有排得更高？",
            "没有排得更靠前的原因",
        ),
        (
            "en",
            "Python backend developer jobs in Shanghai",
            "why isn't the first one ranked higher?",
            "What keeps it from ranking higher",
        ),
    ],
)
def test_why_not_higher_names_what_costs_most(alice, corpus, locale, wish, why, costs):
    chat = Chat(alice, locale=locale)
    chat.say(wish)
    answer = chat.say(why)
    assert costs in answer.text


@pytest.mark.parametrize(
    ("locale", "wish", "more"),
    [
        ("zh-hans", "我想在上海找Python后端开发", "第一个类似的还有吗"),
        ("en", "Python backend developer jobs in Shanghai", "more like the first one"),
    ],
)
def test_more_like_this_shows_others_of_the_same_work(alice, corpus, locale, wish, more):
    chat = Chat(alice, locale=locale)
    first = chat.say(wish).jobs()[0]
    answer = chat.say(more)
    assert answer.jobs() or answer.text
    assert first.job_id not in {job.job_id for job in answer.jobs()}
    same_work = ("Python", "Backend")
    assert all(any(word in title for word in same_work) for title in answer.titles())


@pytest.mark.parametrize(
    ("locale", "wish", "save", "undo"),
    [
        ("zh-hans", "我想在上海找Python后端开发", "收藏第一个", "撤销"),
        ("en", "Python backend developer jobs in Shanghai", "save the first one", "undo that"),
    ],
)
def test_a_save_leans_later_rounds_until_it_is_taken_back(alice, corpus, locale, wish, save, undo):
    chat = Chat(alice, locale=locale)
    first = chat.say(wish).jobs()[0]
    chat.say(save)
    (sample,) = list_samples(alice)
    assert (sample.posting_id, sample.is_liked) == (int(first.job_id), True)
    answer = chat.say(undo)
    assert first.title in answer.text
    assert list_samples(alice) == ()
    assert not PostingNote.objects.filter(seeker=alice).exists()
