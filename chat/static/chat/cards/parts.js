/** What every card is made of: its frame, its row of actions, and its way of asking back. */
import { createElementId, externalLink, h } from "../dom.js";
import { gettext } from "../i18n.js";
import { icon } from "../icons.js";
import { askChoice, askText } from "../sheet.js";

const ACTION_ICONS = {
  save: "bookmark", unsave: "bookmark", dismiss: "close", explain: "question", similar: "search",
  detail: "book", connect: "chat", confirm: "check", edit: "edit", discard: "trash", undo: "undo",
  send: "send", search: "search", clear: "close", forget: "trash", delete: "trash", pause: "pause",
  resume: "right", open: "right", withdraw: "undo",
};

/** The nine reasons of the protocol, for a card whose action does not bring its own. */
const REASONS = () => [
  { id: "wrong_role", label: gettext("Not my kind of work") },
  { id: "wrong_seniority", label: gettext("Wrong level") },
  { id: "wrong_city", label: gettext("Wrong place") },
  { id: "wrong_employment_type", label: gettext("Wrong kind of employment") },
  { id: "too_low_salary", label: gettext("Pay too low") },
  { id: "excluded", label: gettext("I ruled this out") },
  { id: "already_seen", label: gettext("Seen it already") },
  { id: "expired", label: gettext("No longer open") },
  { id: "other", label: gettext("Something else") },
];

async function dismissWithReason(action, context, extra) {
  const { reasons, ...payload } = action.payload ?? {};
  const chosen = await askChoice({
    title: gettext("What does not fit?"),
    text: gettext("The next round will differ because of it."),
    choices: (reasons?.length ? reasons : REASONS()).map((reason) =>
      typeof reason === "string" ? (REASONS().find((known) => known.id === reason) ?? { id: reason, label: reason }) : reason),
  });
  if (!chosen) return;
  const order = { ...payload, ...extra, reason: chosen.id };
  if (chosen.id === "other") {
    const note = await askText({ title: chosen.label, label: gettext("In your own words"), confirmLabel: gettext("Send") });
    if (note === null) return;
    if (note) order.note = note;
  }
  context.invoke(action.id, order);
}

/** Do what an action's button promises: ask first where a reason or a text is needed. */
export function runAction(action, context, extra = {}) {
  if (context.handlers?.[action.id]) {
    context.handlers[action.id](action, extra);
    return;
  }
  if (action.id === "dismiss") {
    dismissWithReason(action, context, extra);
    return;
  }
  context.invoke(action.id, { ...action.payload, ...extra });
}

/** The row of actions. The first plain one leads unless the server marked another. */
export function buildActions(actions, context, { extra = {} } = {}) {
  if (!actions?.length) return null;
  const marked = actions.findIndex((action) => action.style === "primary");
  const leading = marked >= 0 ? marked : actions.findIndex((action) => action.id === "connect" || action.id === "confirm" || action.id === "send");
  return h("div", { class: "card-actions" }, actions.map((action, i) => {
    const isBusy = context.isPending(action, extra);
    const style = i === leading ? "primary" : action.style === "danger" || action.style === "destructive" ? "danger-quiet" : "";
    return h("button", {
      type: "button",
      class: `button small ${style} ${isBusy ? "busy" : ""}`,
      data: { action: action.id },
      disabled: context.isLocked,
      "aria-busy": isBusy ? "true" : null,
      on: { click: () => runAction(action, context, extra) },
    }, ACTION_ICONS[action.id] && icon(ACTION_ICONS[action.id]), h("span", { text: action.label || action.id }));
  }));
}

/** The frame of a card: a labelled region with title, body, content and actions. */
export function buildFrame(card, context, { kind = card.kind, heading = card.title, eyebrow = null, badge = null, showBody = true } = {}, ...content) {
  const id = createElementId("card");
  return h("article", { class: `card card-${kind.replaceAll("_", "-")}`, "aria-labelledby": heading ? id : null, "aria-label": heading ? null : card.fallback_text },
    eyebrow && h("p", { class: "eyebrow" }, eyebrow),
    (heading || badge) && h("header", { class: "card-head" },
      heading && h("h3", { id, class: "card-title", text: heading }),
      badge),
    showBody && card.body && h("p", { class: "card-body pre", text: card.body }),
    content,
  );
}

export function buildTags(words) {
  const shown = words.filter(Boolean);
  if (!shown.length) return null;
  return h("ul", { class: "tags" }, shown.map((word) => h("li", { class: "tag", text: word })));
}

/** A list with its first entries in view and the rest a tap away. */
export function buildFolded(entries, { visible, moreLabel }) {
  if (entries.length <= visible) return h("ul", { class: "plain-list" }, entries);
  return [
    h("ul", { class: "plain-list" }, entries.slice(0, visible)),
    h("details", { class: "more" },
      h("summary", null, h("span", { text: moreLabel }), icon("chevron")),
      h("ul", { class: "plain-list" }, entries.slice(visible))),
  ];
}

export function buildQuote(label, text) {
  if (!text) return null;
  return h("blockquote", { class: "quote" },
    label && h("span", { class: "quote-label", text: label }),
    h("q", { text }));
}

export function buildOutLink(address, label) {
  return externalLink(address, { class: "out-link" }, icon("external"), h("span", { text: label }));
}
