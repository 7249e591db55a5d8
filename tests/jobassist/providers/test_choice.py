"""Shares by weight, the same server for the same conversation, and as few moves as can be."""

from collections import Counter

from jobassist.providers.choice import rank_providers
from tests.model_pool import make_spec

KEYS = [f"conversation-{n}" for n in range(10_000)]


def pool(**weights):
    return [make_spec(slug, weight=weight) for slug, weight in weights.items()]


def firsts(providers):
    return {key: rank_providers(providers, key=key)[0].slug for key in KEYS}


def test_each_gets_its_share_within_two_points():
    counts = Counter(firsts(pool(a=70, b=20, c=10)).values())
    for slug, share in (("a", 70), ("b", 20), ("c", 10)):
        assert abs(100 * counts[slug] / len(KEYS) - share) < 2


def test_a_conversation_stays_whatever_order_the_servers_come_in():
    providers = pool(a=70, b=20, c=10)
    assert firsts(providers) == firsts(providers[::-1])


def test_a_changed_weight_moves_only_towards_the_heavier():
    before, after = firsts(pool(a=70, b=20, c=10)), firsts(pool(a=70, b=40, c=10))
    moved = {(before[key], after[key]) for key in KEYS if before[key] != after[key]}
    assert moved == {("a", "b"), ("c", "b")}
    share = sum(before[key] != after[key] for key in KEYS) / len(KEYS)
    # b goes from 20 of 100 to 40 of 120.
    assert abs(share - (40 / 120 - 20 / 100)) < 0.02


def test_a_server_that_goes_leaves_the_others_conversations_where_they_are():
    before, after = firsts(pool(a=70, b=20, c=10)), firsts(pool(a=70, c=10))
    assert all(before[key] == after[key] for key in KEYS if before[key] != "b")


def test_second_choices_go_by_the_weights_of_the_rest():
    providers = pool(a=70, b=20, c=10)
    seconds = Counter(
        ranked[1].slug
        for ranked in (rank_providers(providers, key=key) for key in KEYS)
        if ranked[0].slug == "a"
    )
    assert abs(seconds["b"] / seconds.total() - 2 / 3) < 0.03


def test_weight_nought_is_the_last_resort():
    assert set(firsts(pool(a=0, b=1)).values()) == {"b"}
    assert {rank_providers(pool(a=0, b=1), key=key)[1].slug for key in KEYS} == {"a"}
