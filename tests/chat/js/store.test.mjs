import assert from "node:assert/strict";
import { test } from "node:test";

import { createState, foldFrame, foldOrder } from "../../../chat/static/chat/client/index.js";
import { createPage, reduce } from "../../../chat/static/chat/store.js";

const ID = "c-1";
const resync = (id = ID) => ({
  v: 1, type: "resync", at: "x", conversation_id: id,
  data: { conversation_id: id, epoch: "e1", head_seq: 0, state: { scene: "find", suggestions: { chips: [] } }, items: [], has_more: false },
});
const ack = (data) => ({ v: 1, type: "ack", at: "x", data: { ref: "r1", ...data } });
const send = { v: 1, type: "message.send", id: "r1", conversation_id: ID, data: { text: "hello" } };
const chatsOf = (...frames) => frames.reduce(foldFrame, createState());
const act = (state, ...actions) => actions.reduce(reduce, state);
const take = (chats) => ({ type: "chats", chats });
const hear = (frame) => ({ type: "frame", frame });

test("what the client knows is what the page shows", () => {
  const chats = chatsOf(resync());
  const state = act(createPage(), take(chats));
  assert.equal(state.conversations, chats.conversations);
  assert.equal(act(state, hear({ v: 1, type: "pong", data: {} })), state);
});

test("a chat the person asked for comes into view, one opened elsewhere does not", () => {
  const opening = act(createPage(), { type: "opening", ref: "r1" });
  assert.equal(act(opening, hear(ack({ ref: "r2", status: "accepted", conversation_id: "other" }))).activeId, null);
  const opened = act(opening, hear(ack({ status: "accepted", conversation_id: ID })));
  assert.equal(opened.activeId, ID);
  assert.equal(opened.openingRef, null);
  // Its copy comes after the ack, and must not be taken for a chat that is gone.
  assert.equal(act(opened, take(createState()), take(chatsOf(resync()))).activeId, ID);
});

test("a chat that is gone is not in view any more", () => {
  const state = act(createPage(), take(chatsOf(resync())), { type: "activate", conversationId: ID });
  assert.equal(act(state, take(chatsOf(resync("c-2")))).activeId, null);
});

test("what was not taken is said once: at the message, else in a notice", () => {
  const chats = foldOrder(chatsOf(resync()), send, {});
  const rejected = ack({ status: "rejected", message: "Too much" });
  assert.deepEqual(act(createPage(), take(foldFrame(chats, rejected)), hear(rejected)).notices, []);
  const [notice] = act(createPage(), take(chatsOf(resync())), hear(rejected)).notices;
  assert.equal(notice.text, "Too much");
});

test("an error is a notice unless the order is tried again", () => {
  const error = (more) => hear({ v: 1, type: "error", data: { code: "internal", message: "Oh", retryable: false, ...more } });
  assert.equal(act(createPage(), error({})).notices.length, 1);
  assert.equal(act(createPage(), error({ ref: "r1" })).notices.length, 1);
  assert.equal(act(createPage(), error({ ref: "r1", retryable: true })).notices.length, 0);
});

test("a server that repeats itself does not fill the screen", () => {
  const notice = hear({ v: 1, type: "notice", data: { level: "info", text: "Again" } });
  const state = act(createPage(), ...Array.from({ length: 20 }, () => notice));
  assert.equal(state.notices.length, 4);
  assert.equal(act(state, { type: "notice_closed", key: state.notices[0].key }).notices.length, 3);
});

test("a draft's preview goes when another chat comes into view", () => {
  const state = act(createPage(), hear({ v: 1, type: "preview.result", data: { ref: "p" } }));
  assert.equal(state.preview.ref, "p");
  assert.equal(act(state, { type: "activate", conversationId: ID }).preview, null);
});

test("typing is of the chat it was heard in", () => {
  const state = act(createPage(), { type: "typing", conversationId: ID, until: 7 });
  assert.deepEqual(state.typing, { conversationId: ID, until: 7 });
});
