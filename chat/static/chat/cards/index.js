/** From a card's kind to its element. A kind this page does not know shows its `fallback_text`. */
import { h } from "../dom.js";
import { formatMoment } from "../format.js";
import { fill, gettext } from "../i18n.js";
import { buildCriteriaCard } from "./criteria.js";
import { buildJobCard, buildJobCarousel, buildJobDetail } from "./job.js";
import {
  buildAlertCard, buildConnectStatus, buildFieldPrompt, buildInterviewScore, buildMemoryCard,
  buildMessagePreview, buildSceneMenu, buildUnknownCard,
} from "./others.js";
import { buildResumePreview } from "./resume.js";

const BUILDERS = {
  job_card: buildJobCard,
  job_carousel: buildJobCarousel,
  job_detail: buildJobDetail,
  criteria_card: buildCriteriaCard,
  resume_preview: buildResumePreview,
  field_prompt: buildFieldPrompt,
  scene_menu: buildSceneMenu,
  memory_card: buildMemoryCard,
  alert_card: buildAlertCard,
  connect_status: buildConnectStatus,
  interview_score: buildInterviewScore,
  message_preview: buildMessagePreview,
};

export const CARD_KINDS = Object.keys(BUILDERS);

export function buildCard(given, context, { now = Date.now() } = {}) {
  const card = { actions: [], data: {}, ...given };
  const isExpired = card.expires_at && Date.parse(card.expires_at) < now;
  const shown = isExpired ? { ...card, actions: [] } : card;
  const build = Object.hasOwn(BUILDERS, card.kind) ? BUILDERS[card.kind] : buildUnknownCard;
  let element;
  try {
    element = build(shown, context);
  } catch (error) {
    // One card with an unexpected shape must not take the conversation with it.
    console.error("card", card.kind, error);
    element = buildUnknownCard(shown, context);
  }
  if (isExpired) {
    element.append(h("p", { class: "small muted", text: fill(gettext("Ran out %(when)s"), { when: formatMoment(card.expires_at) }) }));
  }
  return element;
}
