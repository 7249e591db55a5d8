import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffDelay, retryDelay } from "../src/connection.js";
import { createId } from "../src/line.js";
import { SUBPROTOCOL } from "../src/socket_line.js";
import type { ClientFrame } from "../src/types.js";
import { FakeSocket, ID, connect, done, head, resync, settle } from "./fakes.js";

const to = { conversationId: ID };

test("hello carries a ticket, never the URL", async () => {
  const { client, greet } = await connect();
  const socket = greet();
  assert.deepEqual(socket.protocols, [SUBPROTOCOL]);
  assert.equal(socket.url, "ws://host/ws/v1/chat");
  const [hello] = socket.sent;
  assert.equal(hello?.type, "hello");
  assert.equal(hello?.data.ticket, "t1");
  client.stop();
});

test("what has no ack goes out again under the same id, in order, after a reconnect", async () => {
  const { client, greet, wait } = await connect();
  const first = greet();
  const ids = ["one", "two", "three"].map((text) => client.send("message.send", { text }, to));
  first.hear({ type: "ack", data: { ref: ids[0], status: "accepted", seq: 1 } });
  first.drop();
  await wait(1_000);
  const second = greet();
  assert.notEqual(second, first);
  assert.equal(second.sent[0]?.data.ticket, "t2");
  assert.deepEqual(second.orders.map((frame) => [frame.id, frame.data.text]), [[ids[1], "two"], [ids[2], "three"]]);
  second.hear({ type: "ack", data: { ref: ids[1], status: "duplicate", seq: 2 } });
  second.hear({ type: "ack", data: { ref: ids[2], status: "accepted", seq: 3 } });
  assert.deepEqual(client.unacknowledged, []);
  client.stop();
});

test("what becomes of an order can be waited for", async () => {
  const { client, greet } = await connect();
  const socket = greet();
  const id = client.send("message.send", { text: "hi" }, to);
  const settled = client.settled(id);
  socket.hear({ type: "ack", data: { ref: id, status: "duplicate", seq: 4 } });
  assert.equal((await settled).seq, 4);
  client.stop();
});

test("an order given while the line is down waits for it, one that only reads does not", async () => {
  const { client, greet } = await connect();
  const id = client.send("message.send", { text: "early" }, to);
  client.send("message.preview", { text: "draft" }, to);
  const socket = greet();
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id]);
  client.stop();
});

test("unsent orders outlive a reload of the page and are shown again", async () => {
  const kept: ClientFrame[] = [];
  const keeper = { load: () => kept.slice(), save: (frames: ClientFrame[]) => void kept.splice(0, kept.length, ...frames) };
  const before = await connect({ keeper });
  before.greet();
  const id = before.client.send("message.send", { text: "kept" }, to);
  before.client.stop();
  const after = await connect({ keeper });
  const socket = after.greet();
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id]);
  assert.equal(after.client.state.conversations[ID]?.items[`local:${id}`]?.text, "kept");
  socket.hear({ type: "ack", data: { ref: id, status: "accepted" } });
  assert.deepEqual(kept, []);
  after.client.stop();
});

test("a silent server is noticed within two heartbeats and left", async () => {
  const { client, greet, statuses, clock } = await connect();
  const socket = greet();
  clock.tick(25_000);
  assert.equal(socket.sent.at(-1)?.type, "ping");
  clock.tick(25_000);
  assert.equal(statuses.at(-1)?.name, "waiting");
  assert.equal(socket.readyState, 3);
  client.stop();
});

test("a server that answers pings is not left", async () => {
  const { client, greet, clock } = await connect();
  const socket = greet();
  for (let i = 0; i < 10; i += 1) {
    clock.tick(25_000);
    socket.hear({ type: "pong", data: {} });
  }
  assert.equal(client.isOpen, true);
  client.stop();
});

test("a phone that wakes finds a dead socket within seconds", async () => {
  const { client, greet, clock, statuses } = await connect();
  const socket = greet();
  clock.tick(1_000);
  client.probe();
  assert.equal(socket.sent.at(-1)?.type, "ping");
  clock.tick(5_000);
  assert.equal(statuses.at(-1)?.name, "waiting");
  client.stop();
});

test("an order whose ack never comes is asked about on a new line, and given up in the end", async () => {
  const { client, greet, statuses, wait, heard } = await connect();
  greet();
  client.send("message.send", { text: "lost" }, to);
  await wait(20_001);
  const status = statuses.at(-1);
  assert.equal(status?.name === "waiting" && status.reason, "no ack");
  for (let i = 0; i < 12; i += 1) {
    await wait(60_000);
    if (FakeSocket.last.readyState === 0) greet();
    await wait(20_001);
  }
  assert.deepEqual(client.unacknowledged, []);
  assert.deepEqual(heard.filter((frame) => frame.type === "ack").map((frame) => frame.type === "ack" && frame.data.code), ["not_confirmed"]);
  client.stop();
});

test("lines that are cut again and again do not make an order be given up", async () => {
  const { client, greet, wait } = await connect();
  const id = client.send("message.send", { text: "train" }, to);
  for (let i = 0; i < 40; i += 1) {
    greet().drop();
    await wait(60_000);
  }
  const socket = greet();
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id]);
  client.stop();
});

test("a retryable error keeps the order and those behind it, another one ends it", async () => {
  const { client, greet, clock } = await connect();
  const socket = greet();
  const id = client.send("message.send", { text: "again" }, to);
  socket.hear({ type: "error", data: { code: "internal", ref: id, retryable: true, message: "" } });
  const later = client.send("message.send", { text: "later" }, to);
  assert.equal(socket.orders.length, 1);
  clock.tick(2_500);
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id, id, later]);
  socket.hear({ type: "error", data: { code: "malformed", ref: id, retryable: false, message: "No" } });
  assert.deepEqual(client.unacknowledged.map((frame) => frame.id), [later]);
  assert.equal(client.state.conversations[ID]?.items[`local:${id}`]?.error, "No");
  client.stop();
});

test("what is said while a socket closes waits for the next one", async () => {
  const { client, greet, wait } = await connect();
  const first = greet();
  first.readyState = 2;
  const id = client.send("message.send", { text: "late" }, to);
  first.drop();
  await wait(5_000);
  assert.deepEqual(greet().orders.map((frame) => frame.id), [id]);
  client.stop();
});

test("a full outbox goes out at a pace that is no flood, in order", async () => {
  const { client, greet, clock } = await connect();
  const ids = Array.from({ length: 150 }, (_, i) => client.send("message.send", { text: String(i) }, to));
  const socket = greet();
  assert.ok(socket.orders.length <= 40, `${socket.orders.length} at once`);
  clock.tick(1_000);
  assert.ok(socket.orders.length <= 60, `${socket.orders.length} after a second`);
  clock.tick(9_000);
  assert.deepEqual(socket.orders.map((frame) => frame.id), ids);
  client.stop();
});

test("what does not fit is refused at once and in words", async () => {
  const { client, greet } = await connect();
  greet();
  const large = client.send("message.send", { text: "字".repeat(100_000) }, to);
  assert.equal((await client.settled(large)).code, "too_large");
  for (let i = 0; i < 200; i += 1) client.send("message.send", { text: "x" }, to);
  const extra = client.send("message.send", { text: "one more" }, to);
  assert.equal((await client.settled(extra)).code, "outbox_full");
  assert.equal(client.unacknowledged.length, 200);
  assert.equal(client.state.conversations[ID]?.items[`local:${extra}`]?.status, "rejected");
  client.discard(extra);
  assert.equal(client.state.conversations[ID]?.items[`local:${extra}`], undefined);
  client.stop();
});

test("frames that are no JSON, or of no type, end nothing", async () => {
  const { client, greet, heard } = await connect();
  const socket = greet();
  for (const data of ["{", "[]", "null", '{"type":7}', '{"type":"hologram.shown"}']) socket.onmessage?.({ data });
  assert.equal(client.isOpen, true);
  assert.deepEqual(heard.map((frame) => frame.type as string), ["welcome", "hologram.shown"]);
  client.stop();
});

test("a session that is over for good is not knocked at again", async () => {
  const error = Object.assign(new Error("signed out"), { isFinal: true });
  const { client, statuses, wait } = await connect({ getTicket: () => Promise.reject(error) });
  assert.equal(statuses.at(-1)?.name, "refused");
  await wait(60_000);
  assert.equal(FakeSocket.all.length, 0);
  client.stop();
});

test("a server that stops is come back to soon, and not by all at once", () => {
  const delays = Array.from({ length: 200 }, () => retryDelay({ code: 1012, reason: "" }, 0));
  assert.ok(new Set(delays).size > 100);
  const ends = [0, 1].map((random) => retryDelay({ code: 1012, reason: "" }, 1, () => random));
  assert.deepEqual(ends, [0, 2_000]);
  // One that is not replaced soon is down like any other.
  assert.equal(retryDelay({ code: 1012, reason: "" }, 5, () => 1), backoffDelay(5, () => 1));
});

test("a refused ticket is replaced at once, and the second time after a pause", async () => {
  const { client, wait } = await connect();
  FakeSocket.last.drop(4401);
  await wait(200);
  FakeSocket.last.open();
  assert.equal(FakeSocket.last.sent[0]?.data.ticket, "t2");
  FakeSocket.last.drop(4401);
  await wait(200);
  assert.equal(FakeSocket.all.length, 2);
  client.stop();
});

test("after a flood the client waits, whatever is asked of it", async () => {
  const { client, greet, wait } = await connect();
  greet().drop(4429);
  client.send("message.send", { text: "now" }, to);
  await wait(10_000);
  assert.equal(FakeSocket.all.length, 1);
  await wait(15_000);
  assert.equal(FakeSocket.all.length, 2);
  client.stop();
});

test("a device that was replaced stays away until its person comes back", async () => {
  const { client, greet, wait, statuses } = await connect();
  greet().drop(4409);
  assert.equal(statuses.at(-1)?.name, "replaced");
  await wait(600_000);
  assert.equal(FakeSocket.all.length, 1);
  client.probe();
  await settle();
  greet();
  assert.equal(client.isOpen, true);
  client.stop();
});

test("who may not speak does not knock again", async () => {
  for (const code of [4400, 4403]) {
    const { client, wait, statuses } = await connect();
    FakeSocket.last.drop(code);
    assert.equal(statuses.at(-1)?.name, "refused");
    await wait(600_000);
    assert.equal(FakeSocket.all.length, 1);
    client.stop();
  }
});

test("a frame that was too large for the server does not go again", async () => {
  const { client, greet, wait } = await connect();
  const small = client.send("message.send", { text: "small" }, to);
  const large = client.send("message.send", { text: "x".repeat(10_000) }, to);
  const settled = client.settled(large);
  greet().drop(1009);
  assert.equal((await settled).code, "too_large");
  await wait(5_000);
  assert.deepEqual(greet().orders.map((frame) => frame.id), [small]);
  client.stop();
});

test("somebody who writes is not kept waiting by the back-off, once", async () => {
  const { client, greet, wait } = await connect();
  for (let i = 0; i < 6; i += 1) {
    FakeSocket.last.drop();
    await wait(60_000);
  }
  FakeSocket.last.drop();
  const known = FakeSocket.all.length;
  client.send("message.send", { text: "hurry" }, to);
  await wait(200);
  assert.equal(FakeSocket.all.length, known + 1);
  FakeSocket.last.drop();
  client.send("message.send", { text: "again" }, to);
  await wait(200);
  assert.equal(FakeSocket.all.length, known + 1);
  await wait(60_000);
  greet();
  client.stop();
});

test("a browser that forbids sockets is no crash", async () => {
  class Forbidden {
    readyState = 0;
    onopen = null;
    onmessage = null;
    onclose = null;
    onerror = null;
    constructor() {
      throw new Error("SecurityError");
    }
    send(): void {}
    close(): void {}
  }
  const { client, statuses } = await connect({ WebSocket: Forbidden });
  assert.equal(statuses.at(-1)?.name, "waiting");
  client.stop();
});

test("the back-off grows, is bounded, and is spread", () => {
  const spread = new Set(Array.from({ length: 50 }, () => backoffDelay(4)));
  assert.ok(spread.size > 20);
  assert.ok(backoffDelay(0, () => 1) < backoffDelay(3, () => 1));
  assert.ok(backoffDelay(60, () => 1) <= 30_150);
});

test("ids are UUIDs, whatever the engine has to make them of", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const original = globalThis.crypto as Crypto | undefined;
  const getRandomValues = (bytes: Uint8Array): Uint8Array => bytes.fill(255);
  try {
    for (const value of [original, { getRandomValues }, undefined]) {
      Object.defineProperty(globalThis, "crypto", { value, configurable: true });
      assert.match(createId(), shape);
    }
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: original, configurable: true });
  }
});

test("after a reconnect hello says how far each stream was read", async () => {
  const { client, greet, wait } = await connect();
  const first = greet();
  first.hear(resync(4));
  first.hear(done(5, "a", "five"));
  first.drop();
  await wait(5_000);
  const second = greet([head(5)]);
  assert.deepEqual(second.sent[0]?.data.resume, [
    { conversation_id: "me", epoch: "m1", after_seq: 0 },
    { conversation_id: ID, epoch: "e1", after_seq: 5 },
  ]);
  client.stop();
});
