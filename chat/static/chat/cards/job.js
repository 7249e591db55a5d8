/** A posting and how it fits: `job_card`, `job_carousel`, `job_detail`. */
import { createElementId, h, hidden } from "../dom.js";
import { formatAgo, formatDay, formatPlace, formatSalary, nameEmploymentType } from "../format.js";
import { fill, gettext, ngettext } from "../i18n.js";
import { icon } from "../icons.js";
import { buildRichText } from "../rich_text.js";
import { buildActions, buildFolded, buildFrame, buildOutLink, buildQuote, buildTags } from "./parts.js";

const STATUSES = () => ({
  met: { icon: "check", label: gettext("Met") },
  partly: { icon: "half", label: gettext("Partly met") },
  missing: { icon: "cross", label: gettext("Missing") },
  unknown: { icon: "question", label: gettext("Not known") },
});

const BANDS = () => ({
  strong: { label: gettext("Strong fit"), tone: "good" },
  good: { label: gettext("Good fit"), tone: "good" },
  possible: { label: gettext("Possible fit"), tone: "warn" },
});

const LIVENESS = () => ({
  active: { label: gettext("Open"), tone: "good" },
  paused: { label: gettext("Paused"), tone: "warn" },
  expired: { label: gettext("Closed"), tone: "bad" },
  removed: { label: gettext("Withdrawn"), tone: "bad" },
  unknown: { label: gettext("Not checked yet"), tone: "muted" },
});

/** One requirement: its verdict as sign and word, and a tap away the words on both sides. */
export function buildRequirement(requirement) {
  const status = STATUSES()[requirement.status] ?? STATUSES().unknown;
  const fromPosting = requirement.posting_words;
  const fromResume = requirement.resume_words;
  const line = [
    h("span", { class: "verdict" }, icon(status.icon), hidden(`${status.label}: `)),
    h("span", { class: "requirement-text", text: requirement.text }),
  ];
  if (!fromPosting && !fromResume) {
    return h("li", { class: `requirement is-${requirement.status}` }, h("div", { class: "requirement-line" }, line));
  }
  return h("li", { class: `requirement is-${requirement.status}` },
    h("details", null,
      h("summary", { class: "requirement-line" }, line, icon("chevron")),
      h("div", { class: "evidence" },
        buildQuote(gettext("Posting"), fromPosting),
        buildQuote(gettext("Your résumé"), fromResume),
        requirement.status === "missing" && !fromResume && h("p", { class: "muted small", text: gettext("Nothing about this in your résumé.") }),
      )));
}

function buildBand(match) {
  if (!match) return null;
  const band = BANDS()[match.band] ?? { label: match.band, tone: "muted" };
  return h("span", { class: `band band-${band.tone}` },
    h("span", { text: band.label }),
    Number.isFinite(match.score) && h("span", { class: "band-score" }, hidden(gettext("Score: ")), String(Math.round(match.score * 100))));
}

export function buildMatch(match, { visible = 3 } = {}) {
  const requirements = match?.requirements ?? [];
  if (!requirements.length) return null;
  const met = requirements.filter((requirement) => requirement.status === "met").length;
  const rest = requirements.length - visible;
  return h("section", { class: "match", "aria-label": gettext("How it fits") },
    h("p", { class: "match-count small muted", text: fill(gettext("%(met)s of %(all)s requirements met"), { met, all: requirements.length }) }),
    buildFolded(requirements.map(buildRequirement), {
      visible,
      moreLabel: fill(ngettext("%(count)s more", "%(count)s more", rest), { count: rest }),
    }));
}

function buildFacts(job) {
  const place = formatPlace(job.jobLocation);
  const isRemote = job.jobLocationType === "TELECOMMUTE";
  const where = isRemote ? [gettext("Remote"), place].filter(Boolean).join(" · ") : place;
  const employer = job.hiringOrganization?.name;
  return h("ul", { class: "facts" },
    h("li", null, icon("building"), h("span", { class: employer ? "" : "muted", text: employer || gettext("Employer not named") })),
    where && h("li", null, icon("pin"), h("span", { text: where })));
}

function buildFreshness(job) {
  const live = LIVENESS()[job.liveness?.status];
  const checked = formatAgo(job.liveness?.checked_at);
  const parts = [];
  if (job.datePosted) parts.push(fill(gettext("Posted %(date)s"), { date: formatDay(job.datePosted) }));
  if (job.validThrough) parts.push(fill(gettext("Closes %(date)s"), { date: formatDay(job.validThrough) }));
  if (live && checked) parts.push(fill(gettext("checked %(when)s"), { when: checked }));
  if (!live && !parts.length) return null;
  return h("p", { class: "freshness small muted" },
    live && h("span", { class: `live live-${live.tone}` }, live.label),
    parts.length > 0 && h("span", { text: parts.join(" · ") }));
}

/** A posting's face, alone or in a carousel. */
export function buildJobFace(card, job, context, { actions = card.actions, extra = {}, headingLevel = "h3" } = {}) {
  const id = createElementId("job");
  const pay = formatSalary(job.baseSalary);
  const skills = (job.skills ?? []).slice(0, 5);
  return h("article", { class: "card card-job", "aria-labelledby": id, data: { job: String(job.job_id ?? "") } },
    h("header", { class: "card-head" },
      h(headingLevel, { id, class: "card-title", text: job.title ?? card.title }),
      buildBand(job.match)),
    h("p", { class: `pay ${pay ? "" : "muted"}`, title: job.baseSalary?.raw ?? null, text: pay ?? gettext("Pay not stated") }),
    buildFacts(job),
    buildTags([job.employmentType && nameEmploymentType(job.employmentType), ...skills]),
    card.body && h("p", { class: "card-body pre small", text: card.body }),
    buildMatch(job.match),
    buildFreshness(job),
    job.url && !job.directApply && buildOutLink(job.url, gettext("Employer’s own page")),
    buildActions(actions, context, { extra }));
}

export function buildJobCard(card, context) {
  return buildJobFace(card, card.data ?? {}, context);
}

/** Two to ten postings, side by side, one in view. */
export function buildJobCarousel(card, context) {
  const jobs = card.data?.jobs ?? [];
  const total = jobs.length;
  const track = h("ul", { class: "carousel-track", tabindex: "0", "aria-label": gettext("Jobs, scroll sideways") });
  const counter = h("span", { class: "carousel-count", "aria-hidden": "true" });
  jobs.forEach((entry, i) => {
    const job = entry.data ?? {};
    track.append(h("li", { class: "carousel-slide", role: "group", "aria-roledescription": gettext("slide"), "aria-label": fill(gettext("%(index)s of %(total)s"), { index: i + 1, total }) },
      buildJobFace(entry, job, context, { extra: { job_id: job.job_id }, headingLevel: "h4" })));
  });
  const slides = [...track.children];
  const currentIndex = () => {
    const left = track.getBoundingClientRect().left;
    let best = 0;
    slides.forEach((slide, i) => {
      const distance = (at) => Math.abs(slides[at].getBoundingClientRect().left - left);
      if (distance(i) < distance(best)) best = i;
    });
    // At the end of the track the last slide is in view but may not reach the left edge.
    if (track.scrollLeft + track.clientWidth >= track.scrollWidth - 4 && track.scrollLeft > 0) return slides.length - 1;
    return best;
  };
  const move = (step) => {
    const slide = slides[Math.max(0, Math.min(total - 1, currentIndex() + step))];
    track.scrollBy({ left: slide.getBoundingClientRect().left - track.getBoundingClientRect().left - 2, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };
  const previous = h("button", { type: "button", class: "icon-button round", "aria-label": gettext("Previous job"), on: { click: () => move(-1) } }, icon("left"));
  const next = h("button", { type: "button", class: "icon-button round", "aria-label": gettext("Next job"), on: { click: () => move(1) } }, icon("right"));
  const mark = () => {
    const at = track.isConnected ? currentIndex() : 0;
    counter.textContent = `${at + 1} / ${total}`;
    previous.disabled = at === 0;
    next.disabled = at === total - 1;
  };
  let waiting = 0;
  track.addEventListener("scroll", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(mark);
  }, { passive: true });
  mark();
  const round = card.data?.round;
  return h("section", { class: "carousel", "aria-roledescription": gettext("carousel"), "aria-label": card.title || gettext("Jobs") },
    h("header", { class: "carousel-head" },
      h("div", { class: "carousel-words" },
        h("h3", { class: "card-title", text: card.title || gettext("Jobs for you") }),
        round && h("span", { class: "small muted", text: fill(gettext("Round %(round)s"), { round }) })),
      h("div", { class: "carousel-nav" }, previous, counter, next)),
    card.data?.reason && h("p", { class: "small muted carousel-reason", text: card.data.reason }),
    card.body && card.body !== card.data?.reason && h("p", { class: "small carousel-reason pre", text: card.body }),
    track,
    buildActions(card.actions, context));
}

const DETAIL_PARTS = () => [
  ["duties", gettext("What you would do")],
  ["requirements", gettext("What they ask for")],
  ["benefits", gettext("What they offer")],
  ["company", gettext("The employer")],
  ["text", gettext("The posting")],
];

function buildPart(value) {
  if (Array.isArray(value)) return h("ul", { class: "bullets" }, value.map((line) => h("li", { text: line })));
  return h("div", { class: "rich" }, buildRichText(value));
}

/** The deep read, folded by part, with what to ask next. */
export function buildJobDetail(card, context) {
  const data = card.data ?? {};
  const job = data.job ?? data;
  const parts = DETAIL_PARTS().filter(([name]) => data[name]?.length);
  const questions = data.ask_next ?? [];
  const pay = formatSalary(job.baseSalary);
  return buildFrame(card, context, { heading: job.title ?? card.title, badge: buildBand(job.match), showBody: false },
    pay && h("p", { class: "pay", title: job.baseSalary?.raw ?? null, text: pay }),
    buildFacts(job),
    buildTags([job.employmentType && nameEmploymentType(job.employmentType), ...(job.skills ?? []).slice(0, 8)]),
    parts.map(([name, label], i) => h("details", { class: "fold", open: i < 2 },
      h("summary", null, h("span", { text: label }), icon("chevron")),
      h("div", { class: "fold-body" }, buildPart(data[name])))),
    buildMatch(job.match, { visible: 5 }),
    questions.length > 0 && h("section", { class: "ask-next" },
      h("p", { class: "small muted", text: gettext("Worth asking") }),
      h("div", { class: "option-row" }, questions.slice(0, 6).map((text) =>
        h("button", { type: "button", class: "option", text, disabled: context.isLocked, on: { click: () => context.send(text) } })))),
    buildFreshness(job),
    job.url && buildOutLink(job.url, gettext("Employer’s own page")),
    buildActions(card.actions, context));
}
