"""When a server is left alone, and how it comes back."""

from jobassist.providers.breaker import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Breaker


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def make():
    clock = Clock()
    return Breaker(clock=clock), clock


def open_up(breaker):
    while not breaker.fail():
        breaker.begin()


def test_it_opens_within_five_failures():
    breaker, _clock = make()
    assert next(n for n in range(1, 50) if breaker.fail()) <= 5
    assert not breaker.may_be_asked


def test_a_server_that_fails_half_of_the_time_is_left_alone_too():
    breaker, _clock = make()
    for _n in range(6):
        breaker.fail()
        breaker.succeed()
    assert not breaker.may_be_asked


def test_a_failure_now_and_then_closes_nobody_off():
    breaker, _clock = make()
    for _n in range(50):
        breaker.fail()
        for _m in range(4):
            breaker.succeed()
        assert breaker.may_be_asked


def test_after_the_pause_one_asks_and_the_others_wait_for_what_comes_of_it():
    breaker, clock = make()
    open_up(breaker)
    clock.now += FIRST_PAUSE_SECONDS
    assert breaker.state == "half-open"
    assert breaker.may_be_asked
    is_probe = breaker.begin()
    assert is_probe
    assert not breaker.may_be_asked
    breaker.succeed(is_probe=is_probe)
    assert breaker.state == "closed"
    assert breaker.may_be_asked


def test_each_trial_that_fails_doubles_the_pause_up_to_a_bound():
    breaker, clock = make()
    open_up(breaker)
    pauses = []
    for _n in range(6):
        clock.now += breaker.seconds_left
        breaker.fail(is_probe=breaker.begin())
        pauses.append(breaker.seconds_left)
    assert pauses[:3] == [2 * FIRST_PAUSE_SECONDS, 4 * FIRST_PAUSE_SECONDS, 8 * FIRST_PAUSE_SECONDS]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_a_trial_that_was_cancelled_lets_another_try():
    breaker, clock = make()
    open_up(breaker)
    clock.now += FIRST_PAUSE_SECONDS
    breaker.let_go(is_probe=breaker.begin())
    assert breaker.may_be_asked


def test_only_the_trial_itself_says_what_came_of_it():
    breaker, clock = make()
    before = breaker.begin()
    open_up(breaker)
    # Whole, but asked before it was closed off.
    breaker.succeed(is_probe=before)
    clock.now += FIRST_PAUSE_SECONDS
    assert breaker.state == "half-open"
    probe = breaker.begin()
    beside = breaker.begin()
    assert (before, probe, beside) == (False, True, False)
    for other in (before, beside):
        breaker.succeed(is_probe=other)
        assert not breaker.fail(is_probe=other)
        breaker.let_go(is_probe=other)
        assert breaker.state == "half-open"
        assert not breaker.may_be_asked
    breaker.leave_alone(1)
    clock.now += 1
    assert not breaker.may_be_asked
    breaker.succeed(is_probe=probe)
    assert breaker.state == "closed"
    assert breaker.may_be_asked


def test_answers_under_way_when_it_opened_do_not_lengthen_the_pause():
    breaker, _clock = make()
    open_up(breaker)
    left = breaker.seconds_left
    for _n in range(20):
        assert not breaker.fail()
    assert breaker.seconds_left == left


def test_what_a_server_asks_for_is_kept_to_the_second():
    breaker, clock = make()
    breaker.leave_alone(20)
    clock.now += 19.9
    # An answer that was under way comes whole: it is left alone all the same.
    breaker.succeed()
    assert not breaker.may_be_asked
    clock.now += 0.2
    assert breaker.may_be_asked
    assert breaker.state == "closed"
