"""Standing searches in the conversation: made, shown, changed, paused, resumed, deleted."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from chat.alerts import services
from chat.alerts.cards import build_alert_card
from chat.alerts.running import alert_chips
from chat.alerts.services import criteria_of, plan_of
from chat.alerts.timing import Plan, complete_plan
from chat.build_cards import build_chip
from chat.cards import Chip
from chat.describe import describe_criteria, describe_plan, describe_weekdays, join_words
from chat.dialogue import find
from chat.dialogue.criteria import change_criteria
from chat.dialogue.listening import understanding_context
from chat.dialogue.reply import Reply
from chat.engines.base import TurnContext
from chat.models import Alert
from chat.state import AlertDraft
from chat.understanding import understand
from chat.understanding.alert_words import (
    find_alert_act,
    is_about_all,
    strip_alert_words,
    strip_kept,
)
from chat.understanding.reading import read_message as make_ready
from chat.understanding.schedules import find_schedule, find_schedule_span
from chat.understanding.types import CRITERIA_LISTS, Schedule, Understanding
from jobassist.errors import AppError
from jobs import search
from jobs.criteria import Criteria

CARDS = 5
CHIPS = 6
DELETE_ALL = "alert.delete_all.confirm"
_ORDINAL_ZH = re.compile(r"第([一二三四五六七八九]|\d{1,2})(?:个|条)?")
_ORDINAL_EN = re.compile(r"\b(first|second|third|fourth|fifth|last)\b")
_EXCEPT = re.compile(r"\b(?:but|except|apart from|other than)\b|除了|除开|除去")
_ORDINALS = "first second third fourth fifth".split()
_DENIES = re.compile(
    r"不|别|没|\b(?:not|never|no|nor|cannot|dont|rather)\b|n['’]t\b", re.IGNORECASE
)
_LAST = re.compile(r"最后|最新|刚(?:才|刚)|\blast\b|\blatest\b")


# --- making one -----------------------------------------------------------------------------------


def create_by_words(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> None:
    """Make an alert of what was said, or ask what it is for."""
    state = reply.state
    draft, state.alert_draft = state.alert_draft, None
    schedule = seen.schedule or (_schedule_of(draft) if draft else None)
    criteria = _read_wish(reply, seen, text)
    if _is_blank(reply, criteria):
        _ask_what(reply, schedule)
        return
    _make(reply, criteria, schedule, text=text, item_id=item_id)


def create_for_search(reply: Reply, schedule: Schedule) -> None:
    """Make an alert of the search as it is, or ask what it is for."""
    if _is_blank(reply, reply.state.criteria):
        _ask_what(reply, schedule)
        return
    _make(reply, reply.state.criteria, schedule)


def _make(
    reply: Reply,
    criteria: Criteria,
    schedule: Schedule | None,
    *,
    text: str = "",
    item_id: uuid.UUID | None = None,
) -> None:
    context, state = reply.context, reply.state
    context.begin_write()
    alert, is_new = services.create_alert(
        context.user,
        criteria=criteria,
        plan=complete_plan(schedule),
        conversation=context.conversation,
        lang=context.lang,
        now=context.now,
    )
    if state.open_prompt is not None and state.open_prompt.path.startswith("alert."):
        reply.close_prompt("answered")
    if state.criteria.is_empty:
        # Who begins with a standing order is looking for that now, too.
        values = criteria.model_dump(exclude_defaults=True)
        change_criteria(reply, values=values, words=text, item_id=item_id)
    query = describe_criteria(criteria) or _("your résumé")
    when = describe_plan(plan_of(alert))
    if is_new:
        words = _("Done: I look for %(query)s, %(when)s, and show here what is new.")
    else:
        words = _("You have that one already; it runs now: %(query)s, %(when)s.")
    reply.say(words % {"query": query, "when": when})
    if schedule is None or (schedule.hour is None and schedule.frequency != "instant"):
        reply.say(_("You said no time of day, so I chose one. Say another if it does not suit."))
    _show(reply, alert)
    if schedule is None:
        reply.suggest(*_time_chips(alert))
    reply.suggest(*alert_chips(alert))
    if state.round == 0:
        reply.suggest(build_chip(_("Search now"), do="search"))
    reply.recall_prompt()


def _read_wish(reply: Reply, seen: Understanding, text: str) -> Criteria:
    """Return what is to be looked for: what was said, on top of the search where it goes with it."""
    context, state = reply.context, reply.state
    ready = make_ready(text, lang_hint=context.lang)
    bare = strip_alert_words(ready.text, find_schedule_span(ready))
    values = {key: value for key, value in seen.criteria.set.items() if key != "conditions"}
    if bare:
        # Read again without its frame: 每晚 is no shift, and 有新的护士 is a nurse.
        plain = understand(
            bare,
            context=understanding_context(state, scene="find", lang=context.lang),
            today=context.today,
        )
        if plain.intent in ("find_jobs", "refine", "create_alert") or not values:
            values |= plain.criteria.set
    return merge_wish(state.criteria, values, clear=seen.criteria.clear)


def merge_wish(current: Criteria, values: dict[str, Any], *, clear: Sequence[str] = ()) -> Criteria:
    """Return the criteria with these values; of another occupation only what was refused stays."""
    titles = values.get("titles")
    if titles and current.titles and not search.is_same_work(current.titles, tuple(titles)):
        current = Criteria(exclude=current.exclude)
    empty = {key: () if key in CRITERIA_LISTS else None for key in clear}
    merged = {**current.model_dump(), **empty, **values}
    if merged["salary_min"] is None and merged["salary_max"] is None:
        merged["currency"] = merged["salary_period"] = None
    try:
        return Criteria.model_validate(merged)
    except ValidationError as error:
        raise AppError("answer_invalid", _("That does not fit this search.")) from error


def _is_blank(reply: Reply, criteria: Criteria) -> bool:
    is_said = criteria.titles or criteria.skills or criteria.employers
    return not is_said and reply.context.resume.confirmed_document is None


def _ask_what(reply: Reply, schedule: Schedule | None) -> None:
    """Ask what an alert is to look for; when it is to run is kept."""
    if schedule is not None:
        reply.state.alert_draft = AlertDraft(
            frequency=schedule.frequency,
            weekdays=schedule.weekdays,
            day=schedule.day,
            hour=schedule.hour,
            minute=schedule.minute,
        )
    cities = Criteria(cities=reply.state.criteria.cities)
    reply.ask(
        "alert.search",
        _("Which jobs shall I look out for? Say the work, and the place if it matters."),
        examples=[
            each.label_zh if reply.context.lang == "zh" else each.label_en
            for each in search.facet_values(cities, "titles", posting_lang=reply.context.lang)[:5]
        ],
    )


def _schedule_of(draft: AlertDraft) -> Schedule:
    return Schedule(draft.frequency, draft.weekdays, draft.day, draft.hour, draft.minute)


# --- the scene ------------------------------------------------------------------------------------


def show_all(reply: Reply) -> None:
    """Show the alerts there are, or how to get one."""
    reply.enter("alerts")
    alerts = services.list_alerts(reply.context.user)
    if alerts:
        reply.say(_count_alerts(alerts))
        for alert in alerts[:CARDS]:
            _show(reply, alert)
        if len(alerts) == 1:
            reply.suggest(*alert_chips(alerts[0]))
        else:
            reply.state.alert_id = None
        reply.suggest(build_chip(_("Back to the search"), do="scene", scene="find"))
        return
    if _is_blank(reply, reply.state.criteria):
        reply.say(
            _(
                "An alert looks by itself and shows here what is new: “every Friday new Python "
                "jobs in Shanghai”, “as soon as there is a night nurse's post in Leeds”."
            )
        )
        _ask_what(reply, None)
        return
    reply.say(
        _("I can look for %(query)s by myself and show here what is new. How often?")
        % {"query": describe_criteria(reply.state.criteria) or _("your résumé")}
    )
    reply.suggest(*_time_chips(None))


def _count_alerts(alerts: Sequence[Alert]) -> str:
    paused = sum(each.state == Alert.State.PAUSED for each in alerts)
    if len(alerts) == 1:
        return _("You have one alert, which is paused:") if paused else _("You have one alert:")
    words = _("You have %(count)d alerts, %(paused)d of them paused.") % {
        "count": len(alerts),
        "paused": paused,
    }
    if len(alerts) > CARDS:
        words += " " + _("The first %(shown)d:") % {"shown": CARDS}
    return words


def _show(reply: Reply, alert: Alert) -> None:
    """Show an alert's card, which is kept true from now on, and have a bare "pause" mean it."""
    item_id = reply.show(build_alert_card(alert, criteria=criteria_of(alert), plan=plan_of(alert)))
    reply.context.begin_write()
    services.note_card(alert, conversation_id=reply.context.conversation.id, item_id=item_id)
    reply.state.alert_id = str(alert.id)


def _time_chips(alert: Alert | None) -> list[Chip]:
    """Return times to tap: for an alert there is, or one of the search as it is."""
    named = {"alert_id": str(alert.id)} if alert is not None else {}
    times: list[tuple[str, dict[str, Any]]] = [
        (_("Every day"), {"frequency": "daily"}),
        (_("Every Monday"), {"frequency": "weekly", "weekdays": [0]}),
        (_("As soon as there is one"), {"frequency": "instant"}),
    ]
    current = plan_of(alert).frequency if alert is not None else None
    return [
        build_chip(label, do="alert", action="schedule", **named, schedule=schedule)
        for label, schedule in times
        if schedule["frequency"] != current
    ]


# --- what there is --------------------------------------------------------------------------------


def take_act(reply: Reply, seen: Understanding, *, text: str) -> None:
    """Do to an alert what the words say; asks which where that is not clear."""
    act = seen.act or ""
    user = reply.context.user
    alerts = services.list_alerts(user)
    prompt = reply.state.open_prompt
    lower = make_ready(text).lower
    if act in ("delete_alert", "pause_alert") and strip_kept(lower) != lower:
        # Whoever proposes it: what is not to be ended runs on.
        act = find_alert_act(lower, is_near=True) or "list_alerts"
    if prompt is not None and prompt.path == DELETE_ALL and alerts:
        is_some = _names_some(alerts, lower)
        is_kept = strip_kept(lower) != lower
        is_denied = is_kept or (act == "delete_alert" and _DENIES.search(lower) is not None)
        if is_denied and not is_some and seen.intent != "deny":
            # "I do not want to delete all of them" is no yes; what it is, is asked again.
            _ask_delete_all(reply, alerts)
            return
        if (act == "delete_alert" or is_denied) and not is_some and not _EXCEPT.search(lower):
            # "Yes, delete them": said again, it is meant.
            decide_delete_all(reply, is_yes=not is_denied and seen.intent != "deny")
            return
        reply.close_prompt("replaced")
    if act == "list_alerts" or not alerts:
        show_all(reply)
        return
    chosen = _choose(reply, alerts, text, act=act)
    if not chosen:
        _ask_which(reply, alerts, action=act.split("_")[0])
        return
    if act == "change_alert":
        _change(reply, chosen[0], seen, text=text)
    elif len(chosen) == 1:
        act_on(reply, act.split("_")[0], str(chosen[0].id))
    elif act == "delete_alert":
        _ask_delete_all(reply, chosen)
    else:
        _act_on_all(reply, act, chosen)


def act_on(reply: Reply, action: str, alert_id: str, *, is_card: bool = False) -> None:
    """Do what was tapped, or said of one alert; `is_card`: on its card, which shows it."""
    context = reply.context
    alert = services.get_alert_for(context.user, alert_id)
    query = describe_criteria(criteria_of(alert)) or _("your résumé")
    match action:
        case "pause":
            context.begin_write()
            alert = services.pause_alert(context.user, alert.id, now=context.now)
            reply.say(_("Paused: %(query)s. Nothing comes until you resume it.") % {"query": query})
            _show_unless(reply, alert, is_card=is_card)
        case "resume":
            context.begin_write()
            alert = services.resume_alert(context.user, alert.id, now=context.now)
            reply.say(
                _("It runs again: %(query)s, %(when)s.")
                % {"query": query, "when": describe_plan(plan_of(alert))}
            )
            _show_unless(reply, alert, is_card=is_card)
        case "delete":
            context.begin_write()
            services.delete_alert(context.user, alert.id, now=context.now)
            reply.state.alert_id = None
            reply.say(_("Deleted: %(query)s. It will not come any more.") % {"query": query})
            if services.list_alerts(context.user):
                reply.suggest(build_chip(_("My other alerts"), do="scene", scene="alerts"))
            reply.suggest(build_chip(_("Search now"), do="search"))
            reply.recall_prompt()
            return
        case "search":
            change_criteria(
                reply,
                values=criteria_of(alert).model_dump(),
            )
            find.advance(reply)
            return
        case _:
            ask_time(reply, alert)
            return
    reply.suggest(*alert_chips(alert))
    reply.recall_prompt()


def ask_time(reply: Reply, alert: Alert) -> None:
    """Ask when an alert is to run."""
    reply.state.alert_id = str(alert.id)
    reply.say(
        _("Now it runs %(when)s. You can also say what else to look for, “in York instead”.")
        % {"when": describe_plan(plan_of(alert))}
    )
    reply.ask(
        "alert.schedule",
        _("When shall I look?"),
        examples=[_("every day at 8"), _("every Friday at 18:00"), _("as soon as there is one")],
    )


def take_time(reply: Reply, schedule: Schedule, alert_id: str | None) -> None:
    """Give an alert another time by a tap; without one, make one of the search."""
    if alert_id is None:
        create_for_search(reply, schedule)
        return
    alert = services.get_alert_for(reply.context.user, alert_id)
    _give_time(reply, alert, schedule)


def answer(reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None) -> bool:
    """Take words as the answer to an open question about alerts; False where they are none."""
    prompt = reply.state.open_prompt
    if prompt is None:
        return False
    if prompt.path == "alert.search":
        if seen.intent in ("find_jobs", "refine", "create_alert", "write_resume") and (
            seen.criteria or seen.resume_values.get("basics.label")
        ):
            label = seen.resume_values.get("basics.label")
            if not seen.criteria and label:
                seen = replace(seen, criteria=replace(seen.criteria, set={"titles": [label]}))
            create_by_words(reply, seen, text=text, item_id=item_id)
            return True
        return False
    if prompt.path == "alert.schedule" and reply.alert_id is not None:
        if seen.schedule is None and not seen.criteria:
            return False
        alert = services.get_alert_for(reply.context.user, reply.alert_id)
        _change(reply, alert, seen, text=text)
        return True
    return False


def _change(reply: Reply, alert: Alert, seen: Understanding, *, text: str) -> None:
    """Change when an alert runs, what it looks for, or both."""
    changed = _read_change(reply.context, criteria_of(alert), text)
    if seen.schedule is None and changed == criteria_of(alert):
        ask_time(reply, alert)
        return
    if changed != criteria_of(alert):
        reply.context.begin_write()
        alert = services.change_alert(
            reply.context.user, alert.id, criteria=changed, now=reply.context.now
        )
    if seen.schedule is not None:
        _give_time(reply, alert, seen.schedule)
    else:
        _tell_changed(reply, alert)


def _give_time(reply: Reply, alert: Alert, schedule: Schedule) -> None:
    reply.context.begin_write()
    plan: Plan = complete_plan(schedule, base=plan_of(alert))
    alert = services.change_alert(reply.context.user, alert.id, plan=plan, now=reply.context.now)
    _tell_changed(reply, alert)


def _tell_changed(reply: Reply, alert: Alert) -> None:
    prompt = reply.state.open_prompt
    if prompt is not None and prompt.path.startswith("alert."):
        reply.close_prompt("answered")
    reply.say(
        _("Changed: %(query)s, %(when)s.")
        % {
            "query": describe_criteria(criteria_of(alert)) or _("your résumé"),
            "when": describe_plan(plan_of(alert)),
        }
    )
    _show(reply, alert)
    reply.suggest(*alert_chips(alert))
    reply.recall_prompt()


def _read_change(context: TurnContext, current: Criteria, text: str) -> Criteria:
    """Return an alert's criteria with what the words change of them."""
    ready = make_ready(text, lang_hint=context.lang)
    bare = _NOUNS.sub(" ", strip_alert_words(ready.text, find_schedule_span(ready)))
    against = replace(
        understanding_context(context.state, scene="find", lang=context.lang),
        criteria=current,
        open_prompt=None,
        has_alert=False,
    )
    seen = understand(bare, context=against, today=context.today)
    values = {key: value for key, value in seen.criteria.set.items() if key != "conditions"}
    if not values and not seen.criteria.clear:
        return current
    return merge_wish(current, values, clear=seen.criteria.clear)


_NOUNS = re.compile(r"提醒|推送|订阅|里的?|时间|频率|\b(?:the|my|this|that) alerts?\b|\balerts?\b")


def _show_unless(reply: Reply, alert: Alert, *, is_card: bool) -> None:
    """Show an alert's card, unless the one that was tapped is on the screen and was put right."""
    shown = alert.card_item_id
    if is_card and shown is not None:
        reply.state.alert_id = str(alert.id)
        return
    _show(reply, alert)


def _ask_delete_all(reply: Reply, alerts: Sequence[Alert]) -> None:
    """Ask before all alerts are deleted: it cannot be taken back."""
    names = [describe_criteria(criteria_of(each)) or _("your résumé") for each in alerts]
    prompt_id = str(uuid.uuid4())
    reply.ask(
        DELETE_ALL,
        _("Shall I delete all %(count)d alerts: %(names)s? It can't be undone.")
        % {"count": len(alerts), "names": join_words(names)},
        schema={"type": "boolean"},
        reason="confirmation",
        skippable=False,
        prompt_id=prompt_id,
        chips=[
            build_chip(_("Yes, delete them"), do="answer", prompt_id=prompt_id, value=True),
            build_chip(_("No, keep them"), do="answer", prompt_id=prompt_id, value=False),
        ],
    )


def decide_delete_all(reply: Reply, *, is_yes: bool) -> None:
    """Delete all alerts after a yes; after a no they run on."""
    reply.close_prompt("answered" if is_yes else "cancelled")
    alerts = services.list_alerts(reply.context.user)
    if is_yes and alerts:
        _act_on_all(reply, "delete_alert", alerts)
        return
    reply.say(_("All right, everything stays as it is."))
    reply.suggest(build_chip(_("My alerts"), do="scene", scene="alerts"))


def _act_on_all(reply: Reply, act: str, alerts: Sequence[Alert]) -> None:
    user, now = reply.context.user, reply.context.now
    does: dict[str, tuple[Callable[[Any, uuid.UUID, datetime], Alert], str]] = {
        "pause_alert": (
            lambda who, which, at: services.pause_alert(who, which, now=at),
            _("All %(count)d alerts are paused."),
        ),
        "resume_alert": (
            lambda who, which, at: services.resume_alert(who, which, now=at),
            _("All %(count)d alerts run again."),
        ),
        "delete_alert": (
            lambda who, which, at: services.delete_alert(who, which, now=at),
            _("All %(count)d alerts are deleted."),
        ),
    }
    act_on_one, words = does[act]
    reply.context.begin_write()
    for each in alerts:
        act_on_one(user, each.id, now)
    reply.say(words % {"count": len(alerts)})
    reply.state.alert_id = None
    if act != "delete_alert":
        reply.suggest(build_chip(_("My alerts"), do="scene", scene="alerts"))
    reply.suggest(build_chip(_("Back to the search"), do="scene", scene="find"))
    reply.recall_prompt()


def _choose(reply: Reply, alerts: Sequence[Alert], text: str, *, act: str) -> list[Alert]:
    """Return the alerts that are meant; none where that is not clear."""
    lower = make_ready(text).lower
    if act in ("delete_alert", "pause_alert"):
        lower = strip_kept(lower)
    if is_about_all(lower) and act != "change_alert":
        return list(alerts)
    if len(alerts) == 1:
        return list(alerts)
    if numbered := _find_numbered(alerts, lower):
        return numbered
    named = _find_named(alerts, lower, takes_time=act != "change_alert")
    if len(named) == 1:
        return named
    candidates = named or list(alerts)
    wanted = Alert.State.PAUSED if act == "resume_alert" else Alert.State.ACTIVE
    if act in ("resume_alert", "pause_alert"):
        # What rests already is not what is to be paused.
        fitting = [each for each in candidates if each.state == wanted]
        if len(fitting) == 1:
            return fitting
    return [each for each in candidates if str(each.id) == reply.alert_id]


def _find_numbered(alerts: Sequence[Alert], lower: str) -> list[Alert]:
    """Return the alert that is meant by its number, or as the last."""
    if (m := _ORDINAL_ZH.search(lower)) and (at := _number(m[1])) and at <= len(alerts):
        return [alerts[at - 1]]
    if (m := _ORDINAL_EN.search(lower)) and m[1] in _ORDINALS:
        at = _ORDINALS.index(m[1])
        if at < len(alerts):
            return [alerts[at]]
    if _LAST.search(lower):
        return [alerts[-1]]
    return []


def _names_some(alerts: Sequence[Alert], lower: str) -> bool:
    """Return whether words name one or some of the alerts, not all: "delete the Leeds alert"."""
    lower = strip_kept(lower)
    if len(alerts) < 2 or is_about_all(lower):
        return False
    if _find_numbered(alerts, lower):
        return True
    return 0 < len(_find_named(alerts, lower, takes_time=True)) < len(alerts)


def _find_named(alerts: Sequence[Alert], lower: str, *, takes_time: bool) -> list[Alert]:
    """Return the alerts that the words name best: by the work, the place, or the time."""
    schedule = find_schedule(make_ready(lower)) if takes_time else None
    scores = []
    for alert in alerts:
        criteria, plan = criteria_of(alert), plan_of(alert)
        terms = [*criteria.titles, *criteria.skills, *criteria.cities, *criteria.employers]
        score = sum(_is_named(term, lower) for term in terms)
        if schedule is not None and schedule.frequency == plan.frequency:
            score += not schedule.weekdays or schedule.weekdays == plan.weekdays
        elif schedule is None and any(
            describe_weekdays([day]).lower() in lower for day in plan.weekdays
        ):
            score += 1
        scores.append(score)
    best = max(scores)
    if not best:
        return []
    return [alert for alert, score in zip(alerts, scores, strict=True) if score == best]


def _is_named(term: str, lower: str) -> bool:
    """Return whether a wish's words, or the longest of them, are said."""
    term = term.lower()
    if term in lower:
        return True
    longest = max(re.findall(r"[a-z+#]{4,}", term), key=len, default="")
    return bool(longest) and longest.rstrip("s") in lower


def _number(word: str) -> int:
    return int(word) if word.isdigit() else "零一二三四五六七八九".index(word)


def _ask_which(reply: Reply, alerts: Sequence[Alert], *, action: str) -> None:
    names = [describe_criteria(criteria_of(each)) or _("your résumé") for each in alerts]
    reply.say(_("Which one do you mean: %(names)s?") % {"names": join_words(names, last=_("or"))})
    action = {"change": "edit"}.get(action, action)
    reply.suggest(
        *(
            build_chip(name, do="alert", action=action, alert_id=str(each.id))
            for each, name in zip(alerts[:CHIPS], names, strict=False)
        )
    )
    reply.recall_prompt()
