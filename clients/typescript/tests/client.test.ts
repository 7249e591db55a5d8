import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeSocket, ID, connect, delta, done, head, logged, resync, settle, unaddressed, welcome } from "./fakes.js";

const texts = (client: { state: { conversations: Record<string, { order: readonly string[]; items: Record<string, { text?: string | null }> }> } }): unknown[] =>
  client.state.conversations[ID]?.order.map((id) => client.state.conversations[ID]?.items[id]?.text) ?? [];

test("a gap is asked for from the cursor, and nothing is told twice or out of order", async () => {
  const { client, greet, heard, wait } = await connect();
  const first = greet();
  first.hear(resync(0));
  first.hear(done(1, "a", "one"));
  first.hear(done(3, "c", "three"));
  assert.equal(first.readyState, 3);
  await settle();
  const second = greet([head(3)]);
  assert.deepEqual((second.sent[0]?.data.resume as object[]).at(-1), { conversation_id: ID, epoch: "e1", after_seq: 1 });
  second.hear(done(1, "a", "one"));
  second.hear(done(2, "b", "two"));
  second.hear(done(3, "c", "three"));
  assert.deepEqual(texts(client), ["one", "two", "three"]);
  assert.deepEqual(heard.filter((frame) => frame.type === "item.done").map((frame) => frame.seq), [1, 2, 3]);
  await wait(0);
  assert.equal(client.isOpen, true);
  client.stop();
});

test("a gap that stays is asked about ever more slowly, and then the chat is started afresh", async () => {
  const { client, greet, wait } = await connect();
  let socket = greet();
  socket.hear(resync(0));
  const epochs: unknown[] = [];
  for (let i = 0; i < 4; i += 1) {
    const known = FakeSocket.all.length;
    socket.hear(done(2, "b", "two"));
    await settle();
    assert.equal(FakeSocket.all.length, i === 0 ? known + 1 : known);
    await wait(i === 0 ? 0 : 30_000);
    socket = greet([head(2)]);
    epochs.push((socket.sent[0]?.data.resume as { epoch: string }[]).at(-1)?.epoch);
  }
  assert.deepEqual(epochs, ["e1", "e1", "e1", ""]);
  socket.hear(resync(2, [done(1, "a", "one"), done(2, "b", "two")]));
  assert.deepEqual(texts(client), ["one", "two"]);
  client.stop();
});

test("a hole in a text is asked about once", async () => {
  const { client, greet } = await connect();
  const first = greet();
  first.hear(resync(0));
  first.hear(delta(0, "Hel"));
  first.hear(delta(9, "lost"));
  await settle();
  const second = greet();
  assert.notEqual(second, first);
  second.hear(delta(0, "Hello, no"));
  second.hear(delta(9, "thing lost"));
  assert.deepEqual(texts(client), ["Hello, nothing lost"]);
  second.hear(delta(90, "again"));
  await settle();
  assert.equal(FakeSocket.last, second);
  second.hear(done(1, "a", "The whole"));
  assert.deepEqual(texts(client), ["The whole"]);
  client.stop();
});

test("facts are listened to by type, and a listener's mistake stops nothing", async () => {
  const { client, greet } = await connect();
  const said: (string | null | undefined)[] = [];
  const mistakes: unknown[] = [];
  client.on("item.done", () => {
    throw new Error("the app's");
  });
  const stop = client.on("item.done", (frame) => said.push((frame.data as { text?: string }).text));
  const socket = greet();
  socket.hear(resync(0));
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (run) => {
    try {
      run();
    } catch (error) {
      mistakes.push(error);
    }
  };
  try {
    socket.hear(done(1, "a", "one"));
    stop();
    socket.hear(done(2, "b", "two"));
  } finally {
    globalThis.queueMicrotask = queueMicrotask;
  }
  assert.deepEqual(said, ["one"]);
  assert.deepEqual(texts(client), ["one", "two"]);
  assert.equal(mistakes.length, 2);
  client.stop();
});

test("what is open is opened once, and again after a line was lost before the answer", async () => {
  const { client, greet, wait } = await connect();
  client.open(ID);
  const first = greet([head(3)]);
  client.open(ID);
  assert.deepEqual(first.orders.map((frame) => [frame.type, frame.data.conversation_id]), [["conversation.open", ID]]);
  first.drop();
  await wait(5_000);
  const second = greet([head(3)]);
  assert.equal(second.orders.length, 1);
  second.hear(resync(3));
  second.drop();
  await wait(5_000);
  assert.equal(greet([head(3)]).orders.length, 0);
  client.stop();
});

test("a chat that has just begun is known from its first event, and needs no opening", async () => {
  const { client, greet } = await connect();
  client.open(ID);
  const socket = greet([head(0)]);
  socket.hear(done(1, "a", "one"));
  assert.deepEqual(texts(client), ["one"]);
  socket.hear({ ...logged(1, "conversation.opened", { conversation_id: "c-2", kind: "assistant", title: "", scene: "find" }), conversation_id: "me", epoch: "m1" });
  socket.hear({ ...done(1, "b", "elsewhere"), conversation_id: "c-2", epoch: "e9" });
  assert.equal(client.state.conversations["c-2"]?.items.b?.text, "elsewhere");
  assert.equal(client.state.conversations["c-2"]?.epoch, "e9");
  assert.deepEqual(socket.orders, []);
  client.stop();
});

test("a chat that cannot be opened is not asked for again", async () => {
  const { client, greet, wait } = await connect();
  client.open("c-other");
  const first = greet();
  first.hear(unaddressed("ack", { ref: first.orders[0]?.id, status: "rejected", code: "conversation_not_found" }));
  first.drop();
  await wait(5_000);
  assert.equal(greet().orders.length, 0);
  client.stop();
});

test("a chat that a welcome does not go on with is gone", async () => {
  const { client, greet, wait } = await connect();
  const first = greet();
  first.hear(resync(0));
  first.drop();
  await wait(5_000);
  FakeSocket.last.open();
  FakeSocket.last.hear(welcome([head(0, { conversation_id: "c-2" })]));
  assert.deepEqual(Object.keys(client.state.conversations), ["c-2"]);
  client.stop();
});

test("a chat that hello had no room for has to be opened again", async () => {
  const { client, greet, wait } = await connect();
  const ids = Array.from({ length: 120 }, (_, i) => `c-${i}`);
  const heads = ids.map((id, i) => head(0, { conversation_id: id, updated_at: `2026-11-22T08:${String(i).padStart(3, "0")}` }));
  const first = greet(heads);
  first.drop();
  await wait(5_000);
  const second = greet(heads.map((each) => ({ ...each, head_seq: 1 })));
  const named = (second.sent[0]?.data.resume as { conversation_id: string }[]).map((each) => each.conversation_id);
  assert.equal(named.length, 100);
  const loaded = ids.filter((id) => client.state.conversations[id]?.seq !== null);
  assert.deepEqual(loaded.sort(), named.filter((id) => id !== "me").sort());
  client.stop();
});

test("older items are asked for once at a time", async () => {
  const { client, greet, wait } = await connect();
  const first = greet();
  first.hear(resync(12, [done(11, "k", "new"), done(12, "l", "newer")], {}, { has_more: true }));
  assert.equal(client.loadOlder(ID), true);
  assert.equal(client.loadOlder(ID), false);
  assert.deepEqual(first.orders[0]?.data, { before_seq: 11, limit: 60 });
  first.drop();
  await wait(5_000);
  greet([head(12)]);
  assert.equal(client.loadOlder(ID), true);
  client.stop();
});

test("nothing of a person is left when another one comes", async () => {
  const { client, greet } = await connect();
  greet().hear(resync(0));
  client.send("message.send", { text: "mine" }, { conversationId: ID });
  client.stop({ forget: true });
  assert.deepEqual(client.unacknowledged, []);
  assert.deepEqual(client.state.conversations, {});
  client.start();
  await settle();
  assert.deepEqual(greet().orders, []);
  client.stop();
});

test("a change is told with what it was before", async () => {
  const { client, greet } = await connect();
  const socket = greet();
  socket.hear(resync(0));
  const before = client.state;
  const changes: boolean[] = [];
  client.on("change", (change) => changes.push(change.before === before && change.state === client.state));
  socket.hear(logged(1, "suggestions.set", { chips: [{ id: "1", label: "A", postback: {} }] }));
  socket.hear(unaddressed("pong", {}));
  assert.deepEqual(changes, [true]);
  client.stop();
});

test("what is remembered is asked for again after a fresh copy of the own stream", async () => {
  const { client, greet } = await connect();
  const socket = greet();
  const me = { ...resync(3), conversation_id: "me", data: { ...resync(3).data, conversation_id: "me" } };
  socket.hear(me);
  assert.equal(socket.orders.length, 0);
  socket.hear(unaddressed("memory.page", { ref: "r", memory: { facts: [] } }));
  socket.hear(me);
  assert.deepEqual(socket.orders.map((order) => order.type), ["memory.list"]);
  client.stop();
});
