/** The smaller cards: question, menu, memory, alert, contact, practice, draft, and what is not known yet. */
import { h, hidden, safeUrl } from "../dom.js";
import { CRITERIA, formatAgo, formatMoment, SCENES } from "../format.js";
import { fill, gettext } from "../i18n.js";
import { icon } from "../icons.js";
import { buildAnswerForm } from "../prompt_form.js";
import { askConfirm, askText, openSheet } from "../sheet.js";
import { describeField } from "./criteria.js";
import { buildActions, buildFrame, buildOutLink } from "./parts.js";

/** One question. It takes an answer while its prompt is open, and says so when it no longer is. */
export function buildFieldPrompt(card, context) {
  const data = card.data ?? {};
  const isOpen = context.prompt?.prompt_id === data.prompt_id;
  return buildFrame(card, context, { heading: data.question || card.title, showBody: card.body !== data.question },
    isOpen
      ? buildAnswerForm({
        key: data.prompt_id,
        question: data.question,
        schema: data.schema,
        hint: data.input,
        examples: data.examples ?? [],
        isSkippable: data.skippable,
        isBusy: context.isAnswering(data.prompt_id),
        onAnswer: (value) => context.answer(data.prompt_id, value),
        onSkip: () => context.skip(data.prompt_id),
      })
      : h("p", { class: "small muted settled" }, icon("check"), gettext("This question is settled.")));
}

export function buildSceneMenu(card, context) {
  const data = card.data ?? {};
  const known = SCENES();
  const entries = data.scenes?.length
    ? data.scenes
    : Object.entries(known).map(([scene, words]) => ({ scene, label: words.label, hint: words.hint }));
  return buildFrame(card, context, {},
    h("ul", { class: "scene-grid" }, entries.map((entry) => h("li", null,
      h("button", {
        type: "button", class: "scene-tile", data: { scene: entry.scene }, disabled: context.isLocked,
        "aria-current": entry.scene === data.current ? "true" : null,
        on: { click: () => context.invoke("enter", { scene: entry.scene }) },
      },
      h("span", { class: "scene-icon" }, icon(known[entry.scene]?.icon ?? "chat")),
      h("span", { class: "scene-label", text: entry.label }),
      entry.hint && h("span", { class: "scene-hint", text: entry.hint }))))));
}

/** Ask for a fact's new value: a sentence for a note, the criterion's own input for a criterion. */
async function askFact(fact, onEdit) {
  const field = fact.key?.startsWith("criteria.") ? fact.key.slice("criteria.".length) : null;
  if (!field || !CRITERIA()[field]) {
    const value = await askText({ title: gettext("Put this right"), label: gettext("What should I remember?"), value: fact.text, maxLength: 500 });
    if (value && value !== fact.text) onEdit(fact.memory_id, value);
    return;
  }
  openSheet({
    title: CRITERIA()[field],
    body: ({ close }) => [
      h("p", { class: "sheet-text", text: fact.text }),
      buildAnswerForm({
        key: `memory:${fact.memory_id}`,
        question: CRITERIA()[field],
        schema: describeField(field),
        submitLabel: gettext("Save"),
        onAnswer: (value) => {
          close();
          onEdit(fact.memory_id, value);
        },
      }),
    ],
  });
}

/** A remembered fact, with the words it came from; shared with the list in the menu. */
export function buildFact(fact, { onEdit, onForget, isLocked = false }) {
  return h("li", { class: "fact" },
    h("div", { class: "fact-words" },
      h("p", { class: "fact-text", text: fact.text }),
      fact.words && fact.words !== fact.text && h("p", { class: "small muted" }, h("q", { text: fact.words })),
      fact.said_at && h("p", { class: "small muted", text: fill(gettext("You told me %(when)s"), { when: formatAgo(fact.said_at) }) })),
    h("div", { class: "fact-actions" },
      h("button", {
        type: "button", class: "icon-button small", disabled: isLocked,
        "aria-label": fill(gettext("Change: %(what)s"), { what: fact.text }),
        on: { click: () => askFact(fact, onEdit) },
      }, icon("edit")),
      h("button", {
        type: "button", class: "icon-button small", disabled: isLocked,
        "aria-label": fill(gettext("Forget: %(what)s"), { what: fact.text }),
        on: {
          click: async () => {
            const isSure = await askConfirm({ title: gettext("Forget this?"), text: fact.text, confirmLabel: gettext("Forget"), isDanger: true });
            if (isSure) onForget(fact.memory_id);
          },
        },
      }, icon("trash"))));
}

export function buildMemoryCard(card, context) {
  const facts = card.data?.facts ?? [];
  return buildFrame(card, context, { heading: card.title || gettext("What I remember") },
    facts.length
      ? h("ul", { class: "plain-list" }, facts.map((fact) => buildFact(fact, {
        onEdit: context.editMemory,
        onForget: context.forgetMemory,
        isLocked: context.isLocked,
      })))
      : h("p", { class: "muted", text: gettext("Nothing yet.") }),
    buildActions(card.actions.filter((action) => !["edit", "forget"].includes(action.id)), context));
}

export function buildAlertCard(card, context) {
  const data = card.data ?? {};
  const isPaused = data.state === "paused";
  const isDeleted = data.state === "deleted";
  const status = isDeleted ? gettext("Deleted") : isPaused ? gettext("Paused") : gettext("Running");
  const sure = context.withHandlers({
    delete: async (action) => {
      const isSure = await askConfirm({ title: gettext("Delete this alert?"), text: data.query || card.title, confirmLabel: gettext("Delete"), isDanger: true });
      if (isSure) context.invoke("delete", action.payload);
    },
  });
  return buildFrame(card, context, {
    eyebrow: [icon("bell"), gettext("Standing search")],
    badge: h("span", { class: `band ${isPaused || isDeleted ? "band-muted" : "band-good"}`, text: status }),
  },
  h("ul", { class: "facts" },
    h("li", null, icon("refresh"), h("span", { text: data.schedule?.text ?? "" })),
    data.next_run_at && data.schedule?.frequency !== "instant" && h("li", null, icon("clock"),
      h("span", { text: fill(gettext("Next: %(when)s"), { when: formatMoment(data.next_run_at) }) })),
    data.last_found > 0 && h("li", null, icon("bell"),
      h("span", { text: fill(gettext("Last time: %(count)s new"), { count: data.last_found }) }))),
  buildActions(card.actions, sure));
}

const CONNECT_STEPS = () => [
  ["sent", gettext("Sent")],
  ["read", gettext("Read")],
  ["answered", gettext("Answered")],
];

export function buildConnectStatus(card, context) {
  const data = card.data ?? {};
  const kinds = {
    greeting: gettext("Greeting"),
    application: gettext("Application"),
    outbound: gettext("On the employer’s own page"),
  };
  const steps = CONNECT_STEPS();
  const at = steps.findIndex(([status]) => status === data.status);
  const opening = data.thread_id ? context.withHandlers({ open: () => context.openThread(data.thread_id) }) : context;
  return buildFrame(card, context, {
    heading: data.title || card.title,
    eyebrow: [icon("chat"), kinds[data.kind] ?? kinds.greeting],
    // Beyond an answer the words say more than the three steps.
    showBody: data.kind !== "outbound" && (at < 0 || !["applied", "answered"].includes(data.stage ?? "applied")),
  },
  data.employer && h("ul", { class: "facts" }, h("li", null, icon("building"), h("span", { text: data.employer }))),
  data.kind !== "outbound" && at >= 0 && h("ol", { class: "steps", "aria-label": gettext("Where it stands") },
    steps.map(([, label], i) => h("li", { class: i <= at ? "is-done" : "", "aria-current": i === at ? "step" : null },
      h("span", { class: "step-dot" }, i <= at && icon("check")), label))),
  data.message && h("details", { class: "more" }, h("summary", { text: gettext("What was sent") }), h("blockquote", { class: "draft pre", text: data.message })),
  data.sent_at && h("p", { class: "small muted", text: formatMoment(data.sent_at) }),
  data.url && buildOutLink(data.url, gettext("Employer’s own page")),
  data.interview && h("div", { class: "pdf-row" },
    h("span", { class: "small muted" }, icon("download")),
    h("button", {
      type: "button", class: "link-button", text: gettext("Save to my calendar"),
      on: { click: () => context.downloadInterview(data.interview.slot_id) },
    })),
  buildActions(card.actions, opening));
}

function buildMeter(score, goal) {
  const bar = h("div", { class: `gauge-bar ${score >= goal ? "is-won" : ""}` });
  const mark = h("div", { class: "gauge-goal" });
  bar.style.width = `${score}%`;
  mark.style.left = `${goal}%`;
  return h("div", {
    class: "gauge", role: "meter", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(score),
    "aria-label": fill(gettext("Score %(score)s of 100, goal %(goal)s"), { score, goal }),
  }, bar, mark);
}

function buildSmallBar(score) {
  const bar = h("span", { class: "small-bar-fill" });
  bar.style.width = `${score}%`;
  return h("span", { class: "small-bar", "aria-hidden": "true" }, bar);
}

export function buildInterviewScore(card, context) {
  const data = card.data ?? {};
  const score = Math.max(0, Math.min(100, Math.round(data.score ?? 0)));
  const change = Math.round(data.change ?? data.delta ?? 0);
  const goal = data.goal ?? data.target ?? 80;
  const round = data.round ?? null;
  const rounds = data.rounds ?? data.max_rounds ?? null;
  const outcomes = { won: [gettext("Won"), "band-good"], lost: [gettext("Not this time"), "band-muted"], stopped: [gettext("Ended"), "band-muted"] };
  const [ended, look] = outcomes[data.outcome] ?? [];
  return buildFrame(card, context, {
    eyebrow: [icon("target"), gettext("Interview practice")],
    badge: ended ? h("span", { class: `band ${look}`, text: ended }) : round && h("span", { class: "small muted", text: rounds ? fill(gettext("Round %(round)s of %(rounds)s"), { round, rounds }) : fill(gettext("Round %(round)s"), { round }) }),
  },
  h("div", { class: "score-line" },
    h("span", { class: "score", text: String(score) }),
    change !== 0 && h("span", { class: `score-change ${change > 0 ? "is-up" : "is-down"}`, text: `${change > 0 ? "+" : "−"}${Math.abs(change)}` }),
    h("span", { class: "small muted score-goal", text: fill(gettext("goal %(goal)s"), { goal }) })),
  buildMeter(score, goal),
  data.criteria?.length && h("ul", { class: "criterion-scores", "aria-label": gettext("What counts") },
    data.criteria.map((each) => h("li", null,
      h("span", { class: "small", text: each.label }),
      buildSmallBar(each.score),
      h("span", { class: "small muted criterion-score", text: String(each.score) })))),
  data.reason && h("p", { class: "card-body pre", text: data.reason }),
  buildActions(card.actions, context));
}

/** A draft that leaves the house only after a yes, beside all that the employer would see. */
export function buildMessagePreview(card, context) {
  const data = card.data ?? {};
  const shared = data.shared ?? [];
  const editing = context.withHandlers({
    edit: async (action) => {
      const text = await askText({ title: gettext("Change the message"), label: gettext("Message"), value: data.text ?? "", isLong: true, maxLength: 2000 });
      if (text && text !== data.text) context.invoke("edit", { ...action.payload, text });
    },
  });
  const address = safeUrl(data.url);
  return buildFrame(card, context, {
    heading: data.to ? fill(gettext("To %(name)s"), { name: data.to }) : card.title,
    eyebrow: [icon("eye"), gettext("Before it is sent")],
    showBody: !data.text,
  },
  data.text && h("blockquote", { class: "draft pre", text: data.text }),
  h("section", { class: "shared", "aria-label": gettext("What they will see") },
    h("p", { class: "small muted", text: gettext("What they will see") }),
    shared.length
      ? h("ul", { class: "tags" }, shared.map((entry) => h("li", { class: "tag", text: entry })))
      : h("p", { class: "small", text: gettext("Only this message.") })),
  address && buildOutLink(address, gettext("Employer’s own page")),
  buildActions(card.actions, editing));
}

/** A kind from a newer server: its words, and its actions. */
export function buildUnknownCard(card, context) {
  return buildFrame({ ...card, body: null }, context, { kind: "unknown", heading: card.title },
    h("p", { class: "pre", text: card.fallback_text || card.body || "" }),
    buildActions(card.actions, context),
    !card.fallback_text && !card.title && hidden(gettext("A card")));
}
