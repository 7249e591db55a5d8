import assert from "node:assert/strict";
import { test } from "node:test";

import { createState, foldFrame, foldOrder, hasGap, isUnread, listCursors, listItems, placeFrame, readContent } from "../src/fold.js";
import type { ChatState, Conversation } from "../src/fold.js";
import type { ClientFrame, ServerFrame } from "../src/types.js";
import { AT, ID, delta, done, head, live, logged, resync, unaddressed, welcome } from "./fakes.js";

const hear = (state: ChatState, ...frames: ServerFrame[]): ChatState => frames.reduce(foldFrame, state);
const order = (type: string, data: object, id = "r1"): ClientFrame =>
  ({ v: 1, type, id, conversation_id: ID, data }) as unknown as ClientFrame;
const start = (): ChatState => hear(createState(), resync(0));
const only = (state: ChatState): Conversation => state.conversations[ID] as Conversation;
const texts = (state: ChatState): unknown[] => listItems(only(state)).map((item) => item.text);
const card = (seq: number, itemId: string, title: string): ServerFrame =>
  logged(seq, "item.done", { item_id: itemId, role: "assistant", kind: "card", card: { kind: "job_card", fallback_text: title, title, actions: [], data: {} } });
const patch = (seq: number, itemId: string, title: string): ServerFrame =>
  logged(seq, "item.updated", { item_id: itemId, card_kind: "job_card", patch: [{ op: "replace", path: "/card/title", value: title }] });

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
  assert.equal(listCursors(state)[0]?.after_seq, 1);
  const mended = hear(state, done(2, "b", "two"), done(3, "c", "three"));
  assert.equal(hasGap(mended), false);
  assert.deepEqual(texts(mended), ["one", "two", "three"]);
});

test("an event of another epoch is not folded onto this one", () => {
  const state = hear(start(), done(1, "a", "one"), { ...done(2, "b", "two"), epoch: "e2" } as ServerFrame);
  assert.equal(hasGap(state), true);
  assert.deepEqual(texts(state), ["one"]);
});

test("a frame has one place in its stream", () => {
  const state = hear(start(), done(1, "a", "one"));
  const places = [done(1, "a", "one"), done(2, "b", "two"), done(4, "b", "four"), delta(0, "x")].map((frame) => placeFrame(state, frame));
  assert.deepEqual(places, ["repeat", "next", "gap", "live"]);
  assert.equal(placeFrame(createState(), done(1, "a", "one")), "unopened");
});

test("a delta's offset counts code points", () => {
  const state = hear(start(), delta(0, "好🙂"), delta(2, "的,"));
  assert.deepEqual(texts(state), ["好🙂的,"]);
  assert.equal(only(hear(start(), delta(0, "🙂"), delta(2, "x"))).items.a?.isTorn, true);
  const whole = hear(state, done(1, "a", "好🙂的!那么…"), delta(4, "late"));
  assert.deepEqual(texts(whole), ["好🙂的!那么…"]);
});

test("from offset 0 a text is told anew, and what is told again cuts nothing off", () => {
  const state = hear(start(), delta(0, "Hello"), delta(5, " there"));
  assert.deepEqual(texts(hear(state, delta(0, "Hello there, you"), delta(16, "!"))), ["Hello there, you!"]);
  assert.deepEqual(texts(hear(state, delta(0, "Another"))), ["Another"]);
  assert.deepEqual(texts(hear(state, delta(5, " th"), delta(11, "!"))), ["Hello there!"]);
  assert.deepEqual(texts(hear(state, delta(3, "p!"))), ["Help!"]);
});

test("a hole in a text is marked until it is told from its beginning", () => {
  const torn = hear(start(), delta(0, "Hel"), delta(9, "lost"));
  assert.equal(only(torn).items.a?.isTorn, true);
  assert.deepEqual(texts(torn), ["Hel"]);
  const mended = hear(torn, delta(0, "Hello and lost"));
  assert.equal(only(mended).items.a?.isTorn, false);
  assert.deepEqual(texts(mended), ["Hello and lost"]);
});

test("a resync in mid-answer shows the text so far, and deltas go on from it", () => {
  const state = hear(createState(), resync(1, [done(1, "u", "hi", "user")], { turn: { turn_id: "t", item_id: "a", text: "Hel" } }), delta(3, "lo"));
  assert.deepEqual(texts(state), ["hi", "Hello"]);
  assert.equal(only(state).turn?.turn_id, "t");
});

test("the person's own message is shown at once and never twice", () => {
  const sent = foldOrder(start(), order("message.send", { text: "hello" }), { at: AT });
  const ack = unaddressed("ack", { ref: "r1", status: "accepted", seq: 1 });
  const repeated = unaddressed("ack", { ref: "r1", status: "duplicate", seq: 1 });
  const event = done(1, "u", "hello", "user", { ref: "r1" });
  for (const frames of [[ack, event], [event, ack], [event, repeated], [ack, done(1, "u", "hello", "user")]]) {
    const state = hear(sent, ...frames);
    assert.deepEqual(texts(state), ["hello"]);
    assert.equal(only(state).items.u?.text, "hello");
  }
  assert.deepEqual(texts(hear(sent, resync(1, [event]))), ["hello"]);
  assert.deepEqual(texts(hear(sent, resync(0))), ["hello"]);
  // Restored from a keeper when the log has it already.
  assert.deepEqual(texts(foldOrder(hear(sent, event), order("message.send", { text: "hello" }))), ["hello"]);
});

test("a rejected message stays with its reason", () => {
  const state = hear(
    foldOrder(start(), order("message.send", { text: "hello" })),
    unaddressed("ack", { ref: "r1", status: "rejected", message: "Too much" }),
  );
  const item = only(state).items["local:r1"];
  assert.equal(item?.status, "rejected");
  assert.equal(item?.error, "Too much");
});

test("an error that may be tried again settles nothing", () => {
  const sent = foldOrder(start(), order("message.send", { text: "hello" }));
  const error = (retryable: boolean): ServerFrame => unaddressed("error", { code: "internal", message: "", ref: "r1", retryable });
  assert.equal(only(hear(sent, error(true))).items["local:r1"]?.status, "sending");
  assert.equal(only(hear(sent, error(false))).items["local:r1"]?.status, "rejected");
});

test("a patch changes the item; one that does not fit asks for a fresh copy", () => {
  const state = hear(start(), card(1, "k", "A"), patch(2, "k", "B"));
  assert.equal(only(state).items.k?.card?.title, "B");
  const broken = hear(state, logged(3, "item.updated", { item_id: "k", patch: [{ op: "remove", path: "/card/nothing" }] }));
  assert.equal(hasGap(broken), true);
  assert.deepEqual(listCursors(broken)[0], { conversation_id: ID, epoch: "", after_seq: 3 });
  assert.equal(hasGap(hear(broken, done(4, "b", "later"))), true);
  assert.equal(hasGap(hear(broken, resync(4, [card(1, "k", "A")]))), false);
});

test("superseded and erased items go", () => {
  const state = hear(
    start(), done(1, "a", "cut"), done(2, "b", "secret", "user"),
    logged(3, "item.superseded", { item_id: "a", by: "c" }), logged(4, "item.updated", { item_id: "b", erased: true }),
  );
  assert.deepEqual(texts(state), [""]);
  assert.equal(only(state).items.b?.isErased, true);
  assert.equal(only(state).items.b?.role, "user");
});

test("of what was taken away and then erased nothing is left, live or in a copy", () => {
  const taken = logged(2, "item.superseded", { item_id: "a" });
  const live = hear(start(), done(1, "a", "cut"), taken, logged(3, "item.updated", { item_id: "a", erased: true }));
  const erased = { item_id: "a", erased: true };
  const copy = hear(createState(), resync(3, [logged(1, "item.done", erased), logged(2, "item.superseded", erased), logged(3, "item.updated", erased)]));
  assert.deepEqual([texts(live), texts(copy)], [[], []]);
});

test("a tombstone takes its number like any event", () => {
  const state = hear(start(), logged(1, "item.done", { item_id: "a", erased: true }), done(2, "b", "after"));
  assert.equal(hasGap(state), false);
  assert.deepEqual(texts(state), ["", "after"]);
});

test("a turn that ends cut leaves what was written, marked", () => {
  const state = hear(
    start(), logged(1, "turn.started", { turn_id: "t" }, { turn_id: "t" }), delta(0, "Half"),
    logged(2, "turn.finished", { turn_id: "t", outcome: "cancelled", reason: "interrupted" }, { turn_id: "t" }),
  );
  assert.equal(only(state).turn, null);
  assert.equal(only(state).items.a?.isStreaming, false);
  assert.equal(only(state).items.a?.isCut, true);
  assert.deepEqual(only(state).lastOutcome, { turn_id: "t", outcome: "cancelled", reason: "interrupted" });
  const whole = hear(state, done(3, "a", "Half and whole"));
  assert.equal(only(whole).items.a?.isCut, undefined);
});

test("prompts and chips follow the log", () => {
  const opened = hear(start(), logged(1, "prompt.opened", { prompt_id: "p", question: "?" }), logged(2, "suggestions.set", { chips: [{ id: "1", label: "A" }] }));
  assert.equal(only(opened).prompt?.prompt_id, "p");
  const state = foldOrder(opened, order("prompt.answer", { prompt_id: "p", value: 1 }));
  assert.equal(only(state).answering?.prompt_id, "p");
  assert.deepEqual(only(state).chips, []);
  const refused = hear(state, unaddressed("ack", { ref: "r1", status: "rejected" }));
  assert.equal(only(refused).answering, null);
  const closed = hear(state, logged(3, "prompt.closed", { prompt_id: "p", outcome: "answered" }));
  assert.equal(only(closed).prompt, null);
});

test("a tapped card waits until the server has said what became of it", () => {
  const state = foldOrder(hear(start(), card(1, "k", "A")), order("action.invoke", { item_id: "k", action: "save" }));
  assert.equal(only(state).items.k?.pending?.action, "save");
  assert.equal(only(hear(state, unaddressed("ack", { ref: "r1", status: "accepted" }))).items.k?.pending, null);
  assert.equal(only(hear(state, patch(2, "k", "B"))).items.k?.pending, null);
});

test("older events are put before what is known and change nothing of it", () => {
  const asked = foldOrder(hear(createState(), resync(12, [done(11, "k", "new"), done(12, "l", "newer")])), order("history.get", {}, "h"));
  assert.equal(only(asked).olderRef, "h");
  const page = live("history.page", { ref: "h", has_more: false, events: [done(9, "i", "old"), logged(10, "suggestions.set", { chips: [{ id: "x", label: "old" }] })] });
  const read = hear(asked, page);
  assert.deepEqual(texts(read), ["old", "new", "newer"]);
  assert.deepEqual(only(read).chips, []);
  assert.equal(only(read).hasOlder, false);
  assert.equal(only(read).olderRef, null);
  assert.equal(listCursors(read)[0]?.after_seq, 12);
});

test("a page of history is folded to what its items are now", () => {
  const opened = resync(12, [done(11, "k", "new"), done(12, "l", "newer")], {}, { has_more: true });
  // The page was read before 13 happened, and arrives after it.
  const state = hear(createState(), opened, patch(13, "i", "third"), logged(14, "item.superseded", { item_id: "gone" }));
  const page = live("history.page", { ref: "r", has_more: false, events: [card(7, "i", "first"), card(8, "gone", "x"), patch(9, "i", "second"), patch(12, "i", "second again")] });
  const { items, order: shown, oldestSeq, unplaced } = only(hear(state, page));
  assert.deepEqual(shown, ["i", "k", "l"]);
  assert.equal(items.i?.card?.title, "third");
  assert.equal(oldestSeq, 7);
  assert.deepEqual(unplaced.map((event) => event.seq), [14]);
});

test("events of a conversation that was never opened only move its head", () => {
  const state = hear(createState(), done(41, "a", "elsewhere"));
  assert.equal(only(state).headSeq, 41);
  assert.deepEqual(texts(hear(state, delta(0, "live"))), []);
  assert.deepEqual(listCursors(state), []);
});

test("the person's own stream is counted apart", () => {
  const me = (seq: number, type: string, data: object): ServerFrame => ({ ...logged(seq, type, data), conversation_id: "me", epoch: "m1" }) as ServerFrame;
  const greeted = hear(createState(), welcome([], { head_seq: 4 }));
  const opened = hear(greeted, me(5, "conversation.opened", { conversation_id: "c-2", kind: "assistant", title: "T", scene: "find" }));
  assert.equal(opened.conversations["c-2"]?.title, "T");
  const deleted = hear(opened, me(6, "conversation.deleted", { conversation_id: "c-2" }));
  assert.deepEqual(deleted.conversations, {});
  assert.equal(hasGap(hear(deleted, me(9, "memory.updated", { op: "forgotten", memory_id: "m", key: "k" }))), true);
});

test("a fact forgotten goes from the list and from the cards that show it", () => {
  const facts = [{ memory_id: "m", key: "note", text: "x", said_at: AT }, { memory_id: "o", key: "note", text: "y too", said_at: AT }, { memory_id: "n", key: "note", text: "y", said_at: AT }];
  const shown = logged(1, "item.done", { item_id: "k", role: "assistant", kind: "card", card: { kind: "memory_card", fallback_text: "f", data: { facts } } });
  const me = { conversation_id: "me", epoch: "m1" };
  const state = hear(
    hear(createState(), welcome([head(0)]), resync(0), unaddressed("memory.page", { ref: "r", memory: { facts } }), shown),
    { ...logged(1, "memory.updated", { op: "forgotten", memory_id: "m", key: "note" }), ...me } as ServerFrame,
    { ...logged(2, "memory.updated", { op: "superseded", memory_id: "p", key: "note", text: "z", replaces: ["n", "o"] }), ...me } as ServerFrame,
  );
  const expected = [{ memory_id: "p", key: "note", text: "z", said_at: AT }];
  assert.deepEqual(state.memory, expected);
  const item = only(state).items.k;
  assert.deepEqual(item?.card?.kind === "memory_card" && item.card.data.facts, expected);
});

test("having read is no news, so that marking it ends", () => {
  const read = (seq: number, upTo: number): ServerFrame => logged(seq, "read.marked", { user_id: "u", seq: upTo });
  const unread = hear(createState(), welcome([head(0)]), resync(0), done(1, "a", "one"));
  assert.equal(isUnread(only(unread)), true);
  const state = hear(unread, read(2, 1));
  assert.equal(isUnread(only(state)), false);
  assert.equal(listCursors(state).find((each) => each.conversation_id === ID)?.after_seq, 2);
  assert.equal(isUnread(only(hear(createState(), welcome([head(2, { read_seq: 1 })])))), false);
  assert.equal(only(hear(state, logged(3, "read.marked", { user_id: "recruiter", seq: 2 }))).peerReadSeq, 2);
});

test("an unknown frame is ignored, and its number counts", () => {
  const state = hear(start(), done(1, "a", "one"));
  const after = hear(state, live("hologram.shown", { x: 1 }), unaddressed("from.the.future", {}), { ...live("hologram.shown", {}), conversation_id: "c-9" } as ServerFrame);
  assert.equal(after, state);
  assert.deepEqual(texts(hear(after, logged(2, "item.pinned", { item_id: "a" }), done(3, "b", "two"))), ["one", "two"]);
});

test("a card of an unknown kind is shown by its words", () => {
  const unknown = logged(1, "item.done", { item_id: "k", role: "assistant", kind: "card", card: { kind: "hologram", fallback_text: "In words", data: {} } });
  const state = hear(start(), unknown, card(2, "j", "A"));
  const [first, second] = listItems(only(state)).map(readContent);
  assert.deepEqual(first, { kind: "text", text: "In words" });
  assert.equal(second?.kind === "card" && second.card.kind, "job_card");
});

test("what did not change keeps its identity", () => {
  const state = hear(start(), done(1, "a", "one"), done(2, "b", "two"));
  const after = hear(state, delta(0, "x", "c"));
  assert.equal(only(after).items.a, only(state).items.a);
  assert.equal(hear(state, unaddressed("pong", {}), done(2, "b", "two")), state);
});
