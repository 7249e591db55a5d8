import assert from "node:assert/strict";
import { test } from "node:test";

import { createState, hasGap, isUnread, listCursors, reduce } from "../../../chat/static/chat/store.js";

const ID = "c-1";
const hear = (state, ...frames) => frames.reduce((now, frame) => reduce(now, { type: "frame", frame }), state);
const logged = (seq, type, data, extra = {}) => ({
  v: 1, type, conversation_id: ID, seq, epoch: "e1", at: "2026-11-22T08:00:00Z", data, ...extra,
});
const live = (type, data, extra = {}) => ({ v: 1, type, conversation_id: ID, at: "2026-11-22T08:00:00Z", data, ...extra });
const done = (seq, itemId, text, role = "assistant", extra = {}) =>
  logged(seq, "item.done", { item_id: itemId, role, kind: "text", text, ...extra });
const resync = (headSeq, items = [], state = {}) => ({
  v: 1, type: "resync", conversation_id: ID,
  data: { conversation_id: ID, epoch: "e1", head_seq: headSeq, state: { scene: "find", suggestions: { chips: [] }, ...state }, items, has_more: false },
});
const start = () => hear(createState(), resync(0));
const texts = (state) => state.conversations[ID].order.map((id) => state.conversations[ID].items[id].text);

test("events are folded once, in order, whatever is repeated", () => {
  const first = done(1, "a", "one");
  const state = hear(start(), first, done(2, "b", "two"), first, done(2, "b", "two"));
  assert.deepEqual(texts(state), ["one", "two"]);
  assert.deepEqual(listCursors(state), [{ conversation_id: ID, epoch: "e1", after_seq: 2 }]);
});

test("a hole in the numbers is marked and what follows it is not folded", () => {
  const state = hear(start(), done(1, "a", "one"), done(3, "c", "three"));
  assert.equal(hasGap(state), true);
  assert.deepEqual(texts(state), ["one"]);
  assert.equal(listCursors(state)[0].after_seq, 1);
  const mended = hear(state, done(2, "b", "two"), done(3, "c", "three"));
  assert.equal(hasGap(mended), false);
  assert.deepEqual(texts(mended), ["one", "two", "three"]);
});

test("an event of another epoch is not folded onto this one", () => {
  const state = hear(start(), done(1, "a", "one"), { ...done(2, "b", "two"), epoch: "e2" });
  assert.equal(hasGap(state), true);
  assert.deepEqual(texts(state), ["one"]);
});

test("a delta's offset counts code points, and the text so far may be told again", () => {
  const delta = (offset, text) => live("item.delta", { item_id: "a", offset, text }, { turn_id: "t" });
  let state = hear(start(), delta(0, "好🙂"), delta(2, "的,"));
  assert.deepEqual(texts(state), ["好🙂的,"]);
  state = hear(state, delta(0, "好🙂的"), delta(3, "!"));
  assert.deepEqual(texts(state), ["好🙂的!"]);
  const torn = hear(state, delta(9, "lost"));
  assert.deepEqual(texts(torn), ["好🙂的!"]);
  const whole = hear(torn, done(1, "a", "好🙂的!那么…"), delta(4, "late"));
  assert.deepEqual(texts(whole), ["好🙂的!那么…"]);
});

test("a resync in mid-answer shows the text so far, and deltas go on from it", () => {
  const state = hear(
    createState(),
    resync(1, [done(1, "u", "hi", "user")], { turn: { turn_id: "t", item_id: "a", text: "Hel" } }),
    live("item.delta", { item_id: "a", offset: 3, text: "lo" }, { turn_id: "t" }),
  );
  assert.deepEqual(texts(state), ["hi", "Hello"]);
  assert.equal(state.conversations[ID].turn.turn_id, "t");
});

test("the person's own message is shown at once and never twice", () => {
  const send = { type: "local.message", conversationId: ID, ref: "r1", text: "hello", at: "2026-11-22T08:00:00Z" };
  const ack = { v: 1, type: "ack", data: { ref: "r1", status: "accepted", seq: 1 } };
  const event = done(1, "u", "hello", "user", { ref: "r1" });
  for (const frames of [[ack, event], [event, ack], [event, { ...ack, data: { ...ack.data, status: "duplicate" } }]]) {
    const state = hear(reduce(start(), send), ...frames);
    assert.deepEqual(texts(state), ["hello"]);
    assert.equal(state.conversations[ID].items.u.text, "hello");
  }
  const resynced = hear(reduce(start(), send), resync(1, [event]));
  assert.deepEqual(texts(resynced), ["hello"]);
  const unsent = hear(reduce(start(), send), resync(0));
  assert.deepEqual(texts(unsent), ["hello"]);
});

test("a rejected message stays with its reason", () => {
  let state = reduce(start(), { type: "local.message", conversationId: ID, ref: "r1", text: "hello", at: "x" });
  state = hear(state, { v: 1, type: "ack", data: { ref: "r1", status: "rejected", message: "Too much" } });
  const item = state.conversations[ID].items["local:r1"];
  assert.equal(item.status, "rejected");
  assert.equal(item.error, "Too much");
  assert.deepEqual(state.notices, []);
});

test("a patch changes the item; one that does not fit asks for a fresh copy", () => {
  const card = logged(1, "item.done", { item_id: "k", role: "assistant", kind: "card", card: { kind: "job_card", data: { saved: false } } });
  const state = hear(start(), card, logged(2, "item.updated", { item_id: "k", patch: [{ op: "replace", path: "/card/data/saved", value: true }] }));
  assert.equal(state.conversations[ID].items.k.card.data.saved, true);
  const broken = hear(state, logged(3, "item.updated", { item_id: "k", patch: [{ op: "remove", path: "/card/nothing" }] }));
  assert.equal(hasGap(broken), true);
  assert.equal(listCursors(broken)[0].epoch, "");
});

test("superseded and erased items go", () => {
  const state = hear(
    start(), done(1, "a", "cut"), done(2, "b", "secret", "user"),
    logged(3, "item.superseded", { item_id: "a", by: "c" }), logged(4, "item.updated", { item_id: "b", erased: true }),
  );
  assert.deepEqual(texts(state), [""]);
  assert.equal(state.conversations[ID].items.b.erased, true);
});

test("a tombstone takes its number like any event", () => {
  const state = hear(start(), logged(1, "item.done", { item_id: "a", erased: true }), done(2, "b", "after"));
  assert.equal(hasGap(state), false);
  assert.deepEqual(texts(state), ["", "after"]);
});

test("a turn that ends cut leaves what was written, marked", () => {
  const state = hear(
    start(), logged(1, "turn.started", { turn_id: "t" }, { turn_id: "t" }),
    live("item.delta", { item_id: "a", offset: 0, text: "Half" }, { turn_id: "t" }),
    logged(2, "turn.finished", { turn_id: "t", outcome: "cancelled" }, { turn_id: "t" }),
  );
  const conversation = state.conversations[ID];
  assert.equal(conversation.turn, null);
  assert.equal(conversation.items.a.streaming, false);
  assert.equal(conversation.items.a.cut, true);
});

test("prompts and chips follow the log", () => {
  let state = hear(start(), logged(1, "prompt.opened", { prompt_id: "p", question: "?" }), logged(2, "suggestions.set", { chips: [{ id: "1", label: "A" }] }));
  assert.equal(state.conversations[ID].prompt.prompt_id, "p");
  state = reduce(state, { type: "local.answering", conversationId: ID, promptId: "p", ref: "r" });
  assert.equal(state.conversations[ID].answering.prompt_id, "p");
  assert.deepEqual(state.conversations[ID].chips, []);
  const refused = hear(state, { v: 1, type: "ack", data: { ref: "r", status: "rejected" } });
  assert.equal(refused.conversations[ID].answering, null);
  const closed = hear(state, logged(3, "prompt.closed", { prompt_id: "p", outcome: "answered" }));
  assert.equal(closed.conversations[ID].prompt, null);
});

test("older events are put before what is known and change nothing of it", () => {
  const state = hear(createState(), resync(12, [done(11, "k", "new"), done(12, "l", "newer")]));
  const page = { v: 1, type: "history.page", conversation_id: ID, data: { ref: "r", has_more: false, events: [done(9, "i", "old"), logged(10, "suggestions.set", { chips: [{ id: "x", label: "old" }] })] } };
  const read = hear(state, page);
  assert.deepEqual(texts(read), ["old", "new", "newer"]);
  assert.deepEqual(read.conversations[ID].chips, []);
  assert.equal(read.conversations[ID].hasOlder, false);
  assert.equal(listCursors(read)[0].after_seq, 12);
});

test("a page of history is folded to what its items are now", () => {
  const card = (seq, itemId, title) => logged(seq, "item.done", { item_id: itemId, role: "assistant", kind: "card", card: { kind: "job_card", title } });
  const patch = (seq, itemId, title) => logged(seq, "item.updated", { item_id: itemId, patch: [{ op: "replace", path: "/card/title", value: title }] });
  const opened = resync(12, [done(11, "k", "new"), done(12, "l", "newer")]);
  opened.data.has_more = true;
  // The page was read before 13 happened, and arrives after it.
  const state = hear(createState(), opened, patch(13, "i", "third"), logged(14, "item.superseded", { item_id: "gone", by: null }));
  const page = { v: 1, type: "history.page", conversation_id: ID, data: { ref: "r", has_more: false, events: [card(7, "i", "first"), card(8, "gone", "x"), patch(9, "i", "second"), patch(12, "i", "second again")] } };
  const { items, order, oldestSeq, unplaced } = hear(state, page).conversations[ID];
  assert.deepEqual(order, ["i", "k", "l"]);
  assert.equal(items.i.card.title, "third");
  assert.equal(oldestSeq, 7);
  assert.deepEqual(unplaced.map((event) => event.seq), [14]);
});

test("events of a conversation that was never opened only move its head", () => {
  const state = hear(createState(), done(41, "a", "elsewhere"));
  assert.equal(state.conversations[ID].headSeq, 41);
  assert.deepEqual(texts(state), []);
  assert.deepEqual(listCursors(state), []);
});

test("the person's own stream is counted apart", () => {
  const me = (seq, type, data) => ({ v: 1, type, conversation_id: "me", seq, epoch: "m1", at: "2026-11-22T08:00:00Z", data });
  const welcome = { v: 1, type: "welcome", data: { user_id: "u", conversations: [], me: { epoch: "m1", head_seq: 4, recovered: false } } };
  let state = hear(createState(), welcome, me(5, "conversation.opened", { conversation_id: "c-2", kind: "assistant", title: "T", scene: "find" }));
  assert.equal(state.conversations["c-2"].title, "T");
  assert.equal(state.activeId, null);
  state = hear(state, me(6, "conversation.deleted", { conversation_id: "c-2" }));
  assert.deepEqual(state.conversations, {});
  assert.equal(hasGap(hear(state, me(9, "memory.updated", { op: "forgotten", memory_id: "m", key: "k" }))), true);
});

test("having read is no news, so that marking it ends", () => {
  const read = (seq, upTo) => logged(seq, "read.marked", { user_id: "u", seq: upTo });
  let state = hear(createState(), { v: 1, type: "welcome", data: { user_id: "u", conversations: [{ conversation_id: ID, head_seq: 0, read_seq: 0 }] } }, resync(0), done(1, "a", "one"));
  assert.equal(isUnread(state.conversations[ID]), true);
  state = hear(state, read(2, 1));
  assert.equal(isUnread(state.conversations[ID]), false);
  assert.equal(listCursors(state)[0].after_seq, 2);
  const later = hear(createState(), { v: 1, type: "welcome", data: { user_id: "u", conversations: [{ conversation_id: ID, head_seq: 2, read_seq: 1 }] } });
  assert.equal(isUnread(later.conversations[ID]), false);
});

test("an unknown frame is ignored", () => {
  const state = hear(start(), done(1, "a", "one"));
  const after = hear(state, live("hologram.shown", { x: 1 }), { v: 1, type: "from.the.future" });
  assert.deepEqual(texts(after), ["one"]);
});

test("what did not change keeps its identity", () => {
  const state = hear(start(), done(1, "a", "one"), done(2, "b", "two"));
  const after = hear(state, live("item.delta", { item_id: "c", offset: 0, text: "x" }));
  assert.equal(after.conversations[ID].items.a, state.conversations[ID].items.a);
  assert.equal(hear(state, { v: 1, type: "pong" }), state);
});
