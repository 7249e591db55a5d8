/** `resume_preview`: exactly what changed and from which words, before it counts. */
import { h, hidden } from "../dom.js";
import { fill, gettext, ngettext } from "../i18n.js";
import { icon } from "../icons.js";
import { namePath, nameValue } from "../pointers.js";
import { askText } from "../sheet.js";
import { buildActions, buildFolded, buildFrame, buildQuote } from "./parts.js";

const OPS = () => ({
  add: { label: gettext("Added"), tone: "good" },
  replace: { label: gettext("Changed"), tone: "warn" },
  remove: { label: gettext("Removed"), tone: "bad" },
});

const REASONS = () => ({
  missing: { label: gettext("Missing"), icon: "plus" },
  doubtful: { label: gettext("Please check"), icon: "question" },
  contradictory: { label: gettext("Does not agree"), icon: "warning" },
});

function buildChange(change, context) {
  const op = OPS()[change.op] ?? { label: change.op, tone: "muted" };
  const before = nameValue(change.before);
  const after = nameValue(change.after);
  const isLine = typeof change.after === "string" || typeof change.after === "number";
  const place = namePath(change.path);
  return h("li", { class: "change" },
    h("div", { class: "change-head" },
      h("span", { class: `op op-${op.tone}`, text: op.label }),
      change.is_doubtful && h("span", { class: "op op-warn", text: gettext("Please check") }),
      h("span", { class: "change-path", text: place }),
      isLine && context.canInvoke("edit") && h("button", {
        type: "button", class: "icon-button tiny", disabled: context.isLocked,
        "aria-label": fill(gettext("Put right: %(what)s"), { what: place }),
        on: {
          click: async () => {
            const value = await askText({ title: place, label: gettext("What is right?"), value: String(change.after), isLong: String(change.after).length > 60 });
            if (value !== null && value !== String(change.after)) context.invoke("edit", { path: change.path, value });
          },
        },
      }, icon("edit"))),
    h("div", { class: "change-values" },
      before && h("del", { class: "before" }, hidden(gettext("Before: ")), before),
      after && h("ins", { class: "after" }, hidden(gettext("Now: ")), after)),
    change.source && buildQuote(change.is_doubtful ? gettext("Read in the picture") : gettext("Your words"), change.source));
}

function buildMissing(entry, context) {
  const reason = REASONS()[entry.reason] ?? REASONS().missing;
  return h("li", { class: `missing is-${entry.reason}` },
    h("span", { class: "verdict" }, icon(reason.icon)),
    h("div", null,
      h("span", { class: "small muted", text: `${reason.label} · ${namePath(entry.path)}` }),
      h("span", { class: "missing-question", text: entry.question })));
}

function buildEntry(head, sub, period, lines) {
  return h("li", { class: "cv-entry" },
    h("div", { class: "cv-line" }, h("strong", { text: head }), period && h("span", { class: "small muted", text: period })),
    sub && h("div", { class: "small", text: sub }),
    lines?.length > 0 && h("ul", { class: "bullets" }, lines.map((line) => h("li", { text: nameValue(line) }))));
}

const join = (...words) => words.filter(Boolean).join(" · ");

function readPeriod(entry) {
  if (entry.date || entry.releaseDate) return entry.date ?? entry.releaseDate;
  if (!entry.startDate && !entry.endDate) return null;
  return [entry.startDate ?? "?", entry.endDate ?? gettext("now")].join(" – ");
}

/** The whole document, for a person who wants to read it before saying yes. */
function buildDocument(resume) {
  const basics = resume.basics ?? {};
  const section = (title, entries) =>
    entries?.length > 0 && h("section", { class: "cv-section" }, h("h4", { text: title }), h("ul", { class: "plain-list" }, entries));
  return h("div", { class: "cv" },
    h("p", { class: "cv-name", text: basics.name ?? gettext("No name yet") }),
    basics.label && h("p", { text: basics.label }),
    h("p", { class: "small muted", text: join(basics.phone, basics.email, nameValue(basics.location), basics.url) }),
    basics.summary && h("p", { class: "pre", text: basics.summary }),
    section(gettext("Work"), (resume.work ?? []).map((entry) => buildEntry(entry.position ?? entry.name ?? "", entry.position ? entry.name : null, readPeriod(entry), [entry.summary, ...(entry.highlights ?? [])].filter(Boolean)))),
    section(gettext("Education"), (resume.education ?? []).map((entry) => buildEntry(entry.institution ?? "", join(entry.studyType, entry.area, entry.score), readPeriod(entry), entry.courses))),
    section(gettext("Projects"), (resume.projects ?? []).map((entry) => buildEntry(entry.name ?? "", entry.description, readPeriod(entry), entry.highlights))),
    section(gettext("Skills"), (resume.skills ?? []).map((entry) => h("li", { text: join(entry.name, entry.level, nameValue(entry.keywords)) }))),
    section(gettext("Certificates"), (resume.certificates ?? []).map((entry) => buildEntry(entry.name ?? "", entry.issuer, entry.date, null))),
    section(gettext("Languages"), (resume.languages ?? []).map((entry) => h("li", { text: join(entry.language, entry.fluency) }))));
}

export function buildResumePreview(card, context) {
  const data = card.data ?? {};
  const changes = data.changes ?? [];
  const missing = data.missing ?? [];
  const percent = Math.round((data.completeness ?? 0) * 100);
  const isConfirmed = data.confirmed_revision === data.revision;
  const more = (count) => fill(ngettext("%(count)s more", "%(count)s more", count), { count });
  return buildFrame(card, context, {
    heading: card.title || gettext("Your résumé"),
    badge: isConfirmed
      ? h("span", { class: "band band-good" }, icon("check"), gettext("Confirmed"))
      : h("span", { class: "band band-warn" }, gettext("To be confirmed")),
  },
  h("div", { class: "meter-line" },
    h("progress", { class: "meter", max: 100, value: percent, "aria-label": gettext("Completeness") }),
    h("span", { class: "small", text: fill(gettext("%(percent)s complete"), { percent: `${percent}%` }) })),
  changes.length > 0 && h("section", { "aria-label": gettext("What changed") },
    h("h4", { text: gettext("What changed") }),
    buildFolded(changes.map((change) => buildChange(change, context)), { visible: 4, moreLabel: more(changes.length - 4) })),
  missing.length > 0 && h("section", { "aria-label": gettext("Still open") },
    h("h4", { text: gettext("Still open") }),
    buildFolded(missing.map((entry) => buildMissing(entry, context)), { visible: 2, moreLabel: more(missing.length - 2) })),
  data.resume && h("details", { class: "fold" },
    h("summary", null, h("span", { text: gettext("Read the whole résumé") }), icon("chevron")),
    h("div", { class: "fold-body" }, buildDocument(data.resume))),
  data.resume_id && h("div", { class: "pdf-row" },
    h("span", { class: "small muted" }, icon("download"), "PDF"),
    [["zh", "中文"], ["en", "English"]].map(([lang, label]) =>
      h("button", { type: "button", class: "link-button", lang, text: label, "aria-label": `PDF ${label}`, on: { click: () => context.downloadResume(data.resume_id, lang) } }))),
  buildActions(card.actions, context));
}
