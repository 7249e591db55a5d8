/** The conversation: messages in the log's order, each redrawn only when it changed. */
import { buildCard } from "./cards/index.js";
import { h, hidden, replaceChildren } from "./dom.js";
import { formatDay } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { drawAvatar, icon } from "./icons.js";
import { namePath, nameValue } from "./pointers.js";
import { buildAnswerForm } from "./prompt_form.js";

const NEAR_BOTTOM = 96;
const SETTLE_MS = 400;

/** What a card may do, bound to its item. `commands` are the page's orders to the server. */
export function createCardContext({ item, conversation, commands }) {
  const handlers = {};
  const context = {
    itemId: item.item_id,
    handlers,
    prompt: conversation.prompt,
    isLocked: Boolean(item.pending) || Boolean(item.isLocal),
    isPending: (action, extra = {}) =>
      item.pending?.action === action.id &&
      (extra.job_id === undefined || item.pending.payload?.job_id === extra.job_id),
    canInvoke: (id) => (item.card?.actions ?? []).some((action) => action.id === id),
    isAnswering: (promptId) => conversation.answering?.prompt_id === promptId,
    invoke: (action, payload = {}) =>
      commands.invokeAction({ conversationId: conversation.id, itemId: item.item_id, action, payload }),
    answer: (promptId, value) => commands.answerPrompt({ conversationId: conversation.id, promptId, value }),
    skip: (promptId) => commands.skipPrompt({ conversationId: conversation.id, promptId }),
    send: (text, postback) => commands.sendMessage({ conversationId: conversation.id, text, postback }),
    downloadResume: commands.downloadResume,
    downloadInterview: commands.downloadInterview,
    editMemory: commands.editMemory,
    forgetMemory: commands.forgetMemory,
    openThread: (id) => commands.openConversation({ conversationId: id }),
    withHandlers: (more) => ({ ...context, handlers: { ...handlers, ...more } }),
  };
  return context;
}

const MAX_SPOKEN = 300;

/** A card in a breath: its name and how it begins; the rest is there to be read. */
function nameCard(card) {
  const data = card.data ?? {};
  if (card.kind === "resume_preview") {
    const changes = (data.changes ?? []).slice(0, 3).map((change) => `${namePath(change.path)}: ${nameValue(change.after ?? change.before)}`);
    return [card.title, ...changes].join(". ").slice(0, MAX_SPOKEN);
  }
  const words = card.fallback_text || "";
  const isSaid = !card.title || words.includes(card.title);
  return (isSaid ? words || card.title : `${card.title}. ${words}`).slice(0, MAX_SPOKEN);
}

function dayOf(item) {
  if (!item.at) return null;
  const date = new Date(item.at);
  return Number.isNaN(date.getTime()) ? null : date.toDateString();
}

export class MessageList {
  #root;
  #list;
  #tail;
  #scroller;
  #jump;
  #live;
  #commands;
  #nodes = new Map();
  #shownId = null;
  #isPinned = true;
  // The last row before the person's newest act: what came after it is read from its start.
  #before = null;
  #pinnedAt = 0;
  #announced = new Set();
  #hadOlder = false;

  constructor({ scroller, list, tail, jump, live, commands }) {
    this.#scroller = scroller;
    this.#list = list;
    this.#tail = tail;
    this.#jump = jump;
    this.#live = live;
    this.#commands = commands;
    this.#root = scroller;
    scroller.addEventListener("scroll", () => this.#watchScroll(), { passive: true });
    jump.addEventListener("click", () => {
      this.#before = null;
      this.scrollToEnd({ isSmooth: true });
    });
    new ResizeObserver(() => this.#isPinned && this.scrollToEnd()).observe(list);
    new ResizeObserver(() => this.#isPinned && this.scrollToEnd()).observe(scroller);
  }

  render(conversation, { persona, isTyping }) {
    if (!conversation) {
      this.#clear();
      replaceChildren(this.#tail, this.#buildSkeleton());
      return;
    }
    const isSwitch = this.#shownId !== conversation.id;
    if (isSwitch) {
      this.#clear();
      this.#shownId = conversation.id;
    }
    const anchor = isSwitch ? null : this.#takeAnchor(conversation);
    this.#draw(conversation);
    this.#drawTail(conversation, { persona, isTyping });
    this.#announce(conversation, { isFirst: isSwitch });
    if (anchor) this.#scroller.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    else if (this.#isPinned) this.scrollToEnd();
    this.#showJump();
  }

  scrollToEnd({ isSmooth = false } = {}) {
    this.#isPinned = true;
    const bottom = this.#scroller.scrollHeight - this.#scroller.clientHeight;
    const top = Math.max(0, Math.min(bottom, this.#readFrom()));
    if (Math.abs(this.#scroller.scrollTop - top) < 2) return;
    this.#scroller.scrollTo({ top, behavior: isSmooth && !prefersStillness() ? "smooth" : "auto" });
  }

  /** The person has just acted: what comes now is what they want to see, from its start. */
  pin() {
    this.#isPinned = true;
    this.#pinnedAt = performance.now();
    this.#before = this.#list.lastElementChild;
  }

  /** How far down to follow: an answer taller than the screen must not run away from its reader. */
  #readFrom() {
    const first = this.#before?.isConnected ? this.#before.nextElementSibling : null;
    return first ? first.offsetTop - 12 : Infinity;
  }

  #clear() {
    this.#list.textContent = "";
    this.#nodes.clear();
    this.#shownId = null;
    this.#isPinned = true;
    this.#before = null;
    this.#announced.clear();
  }

  /** Older messages grow the list above: what is being read must not move. */
  #takeAnchor(conversation) {
    const grewAbove = this.#hadOlder && this.#list.firstElementChild;
    const firstKnown = [...this.#nodes.values()].find((entry) => entry.node.isConnected);
    const firstId = conversation.order[0];
    if (!grewAbove || !firstKnown || this.#nodes.has(firstId)) return null;
    return { node: firstKnown.node, top: firstKnown.node.getBoundingClientRect().top };
  }

  #draw(conversation) {
    this.#hadOlder = conversation.hasOlder || this.#hadOlder;
    const wanted = [];
    if (conversation.hasOlder) wanted.push(this.#olderRow(conversation));
    let day = null;
    let previous = null;
    conversation.order.forEach((id, i) => {
      const item = conversation.items[id];
      // An answer that has no words yet is drawn as the dots below.
      if (item.isStreaming && !item.text) return;
      const itemDay = dayOf(item);
      if (itemDay && itemDay !== day) {
        day = itemDay;
        if (i > 0 || itemDay !== new Date().toDateString()) wanted.push(this.#dayRow(itemDay, item));
      }
      const following = conversation.items[conversation.order[i + 1]];
      const isGroupEnd = !following || (following.role === "user") !== (item.role === "user");
      wanted.push(this.#itemRow(item, conversation, {
        isGroupStart: !previous || previous.role !== item.role,
        isGroupEnd,
        isNewest: isGroupEnd && !conversation.order.slice(i + 1).some((other) => conversation.items[other].role !== "user"),
      }));
      previous = item;
    });
    const keep = new Set(wanted);
    for (const node of [...this.#list.children]) if (!keep.has(node)) node.remove();
    let at = this.#list.firstElementChild;
    for (const node of wanted) {
      if (node === at) at = at.nextElementSibling;
      else this.#list.insertBefore(node, at);
    }
    const live = new Set(conversation.order);
    for (const key of this.#nodes.keys()) {
      if (!live.has(key) && !key.startsWith("day:") && key !== "older") this.#nodes.delete(key);
    }
  }

  #memo(key, facts, build) {
    const known = this.#nodes.get(key);
    if (known && known.facts.length === facts.length && known.facts.every((fact, i) => fact === facts[i])) {
      return known.node;
    }
    const node = build(known?.node);
    this.#nodes.set(key, { facts, node });
    return node;
  }

  #olderRow(conversation) {
    return this.#memo("older", [Boolean(conversation.olderRef), conversation.id], () =>
      h("li", { class: "older" },
        h("button", {
          type: "button", class: "button small quiet", disabled: Boolean(conversation.olderRef),
          on: { click: () => this.#commands.loadOlder(conversation.id) },
        }, Boolean(conversation.olderRef) ? gettext("Loading…") : gettext("Earlier messages"))));
  }

  #dayRow(day, item) {
    return this.#memo(`day:${day}`, [day], () => h("li", { class: "day", text: formatDay(item.at) }));
  }

  #itemRow(item, conversation, { isGroupStart, isGroupEnd, isNewest }) {
    const isQuestion = item.card?.kind === "field_prompt";
    const facts = [
      item, isGroupStart, isGroupEnd, isNewest,
      isQuestion ? conversation.prompt : null,
      isQuestion ? conversation.answering : null,
    ];
    return this.#memo(item.item_id, facts, (known) => {
      // Streaming changes only the words: the element stays, so that reading and selection do too.
      const bubble = known?.querySelector(".bubble");
      if (bubble && item.isStreaming && known.dataset.streaming === "true") {
        bubble.textContent = item.text;
        return known;
      }
      const row = known ?? h("li");
      // A details that the person opened stays open over a redraw.
      const open = known ? [...known.querySelectorAll("details")].map((details) => details.open) : [];
      const track = known?.querySelector(".carousel-track")?.scrollLeft ?? 0;
      replaceChildren(row, this.#buildItem(item, conversation, { isGroupStart, isGroupEnd }));
      row.className = `message from-${item.role} is-${item.kind} ${isGroupStart ? "group-start" : ""} ${isGroupEnd ? "group-end" : ""} ${isNewest ? "newest" : ""}`;
      row.dataset.item = item.item_id;
      row.dataset.streaming = String(Boolean(item.isStreaming));
      row.toggleAttribute("data-card", item.kind === "card");
      if (item.card) row.dataset.kind = item.card.kind;
      row.querySelectorAll("details").forEach((details, i) => {
        if (open[i] !== undefined && open.length === row.querySelectorAll("details").length) details.open = open[i];
      });
      if (track) requestAnimationFrame(() => row.querySelector(".carousel-track")?.scrollTo({ left: track, behavior: "instant" }));
      return row;
    });
  }

  #buildItem(item, conversation, { isGroupStart, isGroupEnd }) {
    const who = this.#nameSpeaker(item, conversation);
    if (item.isErased) {
      return h("p", { class: "erased" }, icon("trash"), gettext("This message was deleted."));
    }
    if (item.kind === "card" && item.card) {
      return [
        hidden(who),
        buildCard(item.card, createCardContext({ item, conversation, commands: this.#commands })),
        isGroupEnd && this.#buildFeedback(item, conversation),
      ];
    }
    const attachments = item.attachments ?? [];
    return [
      item.role === "recruiter" && isGroupStart ? h("p", { class: "speaker", text: who }) : hidden(who),
      attachments.length > 0 && h("ul", { class: "attachments" }, attachments.map((file) =>
        h("li", { class: "attachment" }, icon("file"), this.#nameFile(file, item, conversation)))),
      item.text && h("div", { class: "bubble pre", lang: item.lang ?? null, text: item.text }),
      item.isCut && h("p", { class: "meta small muted", text: gettext("Stopped here.") }),
      item.isLocal && this.#buildSendState(item, conversation),
      item.role === "assistant" && !item.isStreaming && isGroupEnd && this.#buildFeedback(item, conversation),
    ];
  }

  /** What came in a conversation with a recruiter can be fetched; it is saved, never opened here. */
  #nameFile(file, item, conversation) {
    if (conversation.kind !== "thread" || item.isLocal) return h("span", { text: file.filename });
    return h("button", {
      type: "button", class: "link-button", text: file.filename,
      on: { click: () => this.#commands.downloadThreadFile(conversation.id, file) },
    });
  }

  #nameSpeaker(item, conversation) {
    if (item.role === "user") return gettext("You");
    if (item.role === "recruiter") return gettext("Recruiter");
    if (item.role === "system") return gettext("Notice");
    return conversation.persona?.name ?? gettext("Assistant");
  }

  #buildSendState(item, conversation) {
    if (item.status === "rejected") {
      return h("div", { class: "send-failed", role: "alert" },
        h("p", { class: "small" }, icon("warning"), item.error || gettext("This was not taken. Nothing is lost: your words are here.")),
        h("div", { class: "send-failed-actions" },
          h("button", { type: "button", class: "link-button", text: gettext("Send again"), on: { click: () => this.#commands.sendAgain(conversation.id, item) } }),
          h("button", { type: "button", class: "link-button", text: gettext("Edit"), on: { click: () => this.#commands.editUnsent(conversation.id, item) } }),
          h("button", { type: "button", class: "link-button", text: gettext("Remove"), on: { click: () => this.#commands.discardUnsent(conversation.id, item) } })));
    }
    return h("p", { class: "meta small muted", text: item.status === "sending" ? gettext("Sending…") : gettext("Sent") });
  }

  #buildFeedback(item, conversation) {
    if (item.role !== "assistant" || item.isLocal) return null;
    const button = (rating, name, label) =>
      h("button", {
        type: "button", class: "icon-button tiny", "aria-label": label, title: label,
        "aria-pressed": String(item.feedback === rating),
        on: { click: () => this.#commands.rateItem({ conversationId: conversation.id, itemId: item.item_id, rating }) },
      }, icon(name));
    return h("div", { class: "feedback", role: "group", "aria-label": gettext("Was this right?") },
      button("up", "up", gettext("This was good")),
      button("down", "down", gettext("This was not good")));
  }

  #drawTail(conversation, { persona, isTyping }) {
    const parts = [];
    const streaming = conversation.order.some((id) => conversation.items[id].isStreaming && conversation.items[id].text);
    if (conversation.seq !== null && !conversation.order.length && !conversation.turn) {
      parts.push(h("div", { class: "hero" },
        drawAvatar(persona ?? {}),
        h("p", { class: "hero-name", text: persona?.name ?? gettext("Assistant") }),
        h("p", { class: "muted", text: gettext("Say what you are looking for, or send your résumé.") })));
    } else if (conversation.seq === null && !conversation.order.length) {
      parts.push(this.#buildSkeleton());
    }
    if (conversation.turn && !streaming) {
      parts.push(h("div", { class: "thinking" }, h("span"), h("span"), h("span"), hidden(gettext("Working on it…"))));
    }
    if (isTyping) {
      parts.push(h("p", { class: "small muted typing", text: gettext("The other side is typing…") }));
    }
    const lastItem = conversation.items[conversation.order.at(-1)];
    // Where the assistant has said in words how it ended, the line below would say it twice.
    const isSaid = lastItem?.isCut || (lastItem?.role === "assistant" && lastItem.turnId === conversation.lastOutcome?.turn_id);
    const outcome = isSaid ? null : this.#nameOutcome(conversation.lastOutcome);
    if (outcome && !conversation.turn) {
      parts.push(h("p", { class: `outcome small outcome-${conversation.lastOutcome.outcome}`, role: "status" }, icon(outcome.icon), outcome.text));
    }
    const prompt = conversation.prompt;
    const hasCard = prompt && conversation.order.some((id) =>
      conversation.items[id].card?.data?.prompt_id === prompt.prompt_id || id === prompt.item_id);
    // A yes or no with chips beside it needs no second pair of buttons.
    const isInChips = prompt?.reason === "confirmation" && conversation.chips.length > 0;
    if (prompt && !hasCard && !isInChips) parts.push(this.#buildLoosePrompt(prompt, conversation));
    const facts = [conversation.turn, streaming, conversation.lastOutcome, prompt, conversation.answering, isTyping, conversation.order.length === 0, conversation.seq === null, conversation.id, hasCard, isInChips];
    const known = this.#nodes.get("tail:");
    if (known?.facts.every((fact, i) => fact === facts[i])) return;
    this.#nodes.set("tail:", { facts, node: this.#tail });
    replaceChildren(this.#tail, parts);
  }

  /** A question that has no card of its own, as after being brought back to it. */
  #buildLoosePrompt(prompt, conversation) {
    const isBusy = conversation.answering?.prompt_id === prompt.prompt_id;
    const last = conversation.items[conversation.order.at(-1)];
    return h("section", { class: "card card-field-prompt", "aria-label": prompt.question },
      !last?.text?.includes(prompt.question) && h("h3", { class: "card-title", text: prompt.question }),
      buildAnswerForm({
        key: prompt.prompt_id,
        question: prompt.question,
        schema: prompt.schema,
        examples: prompt.examples ?? [],
        isSkippable: prompt.skippable,
        isBusy,
        onAnswer: (value) => this.#commands.answerPrompt({ conversationId: conversation.id, promptId: prompt.prompt_id, value }),
        onSkip: () => this.#commands.skipPrompt({ conversationId: conversation.id, promptId: prompt.prompt_id }),
      }));
  }

  #nameOutcome(last) {
    if (!last || last.outcome === "completed" || last.reason === "interrupted") return null;
    if (last.outcome === "cancelled") return { icon: "stop", text: gettext("Stopped.") };
    if (last.outcome === "busy") return { icon: "clock", text: gettext("Too busy just now. Please say it again in a moment.") };
    return { icon: "warning", text: gettext("That answer was not finished. Nothing of yours is lost; please say it again.") };
  }

  #buildSkeleton() {
    return h("div", { class: "skeleton", "aria-hidden": "true" }, h("div"), h("div"), h("div"));
  }

  /** Read out what has arrived whole; a stream read letter by letter helps nobody. */
  #announce(conversation, { isFirst }) {
    for (const id of conversation.order) {
      const item = conversation.items[id];
      if (item.isStreaming || item.isLocal || this.#announced.has(id)) continue;
      this.#announced.add(id);
      if (isFirst || item.role === "user" || item.isErased || conversation.seq === null) continue;
      const words = item.card ? nameCard(item.card) : item.text;
      if (words) {
        const line = h("p", { text: fill(gettext("%(who)s: %(words)s"), { who: this.#nameSpeaker(item, conversation), words }) });
        this.#live.append(line);
        while (this.#live.childElementCount > 6) this.#live.firstElementChild.remove();
      }
    }
  }

  #watchScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const start = this.#readFrom();
    // Who reads on past the start follows the end from there.
    if (scrollTop > start + 4) this.#before = null;
    const isAtStart = Math.abs(scrollTop - start) < 4;
    // A tap ends a scroll, and that scroll's last event may come after the tap's own.
    if (performance.now() - this.#pinnedAt > SETTLE_MS) this.#isPinned = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM || (this.#isPinned && isAtStart);
    this.#showJump();
    if (scrollTop < 160 && this.#shownId) this.#commands.loadOlder(this.#shownId);
  }

  #showJump() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#jump.hidden = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM * 2;
  }
}

export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
