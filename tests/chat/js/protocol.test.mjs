import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffDelay, Connection, createId, SUBPROTOCOL } from "../../../chat/static/chat/protocol.js";

/** A clock moved by hand; node's own mock of Date is younger than the node that Debian has. */
class Clock {
  time = 1_000_000;
  timers = new Map();
  next = 1;
  now = () => this.time;
  set = (run, milliseconds) => {
    this.timers.set(this.next, { at: this.time + milliseconds, run });
    return this.next++;
  };
  clear = (id) => this.timers.delete(id);
  tick(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].run();
    }
    this.time = end;
  }
}

class FakeSocket {
  static all = [];
  readyState = 0;
  sent = [];
  constructor(url, protocols) {
    Object.assign(this, { url, protocols });
    FakeSocket.all.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  hear(frame) {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...frame }) });
  }
  close() {
    this.readyState = 3;
  }
  drop(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code, reason: "" });
  }
  get orders() {
    return this.sent.filter((frame) => frame.type !== "hello" && frame.type !== "ping");
  }
}

const flush = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

async function connect({ tickets = ["t1", "t2", "t3", "t4", "t5"], keeper, cursors = [], getTicket } = {}) {
  FakeSocket.all = [];
  const heard = [];
  const statuses = [];
  const clock = new Clock();
  const connection = new Connection({
    url: "ws://host/ws/v1/chat",
    getTicket: getTicket ?? (async () => tickets.shift()),
    getHello: () => ({ locale: "zh-CN", resume: cursors }),
    onFrame: (frame) => heard.push(frame),
    onStatus: (status) => statuses.push(status),
    keeper,
    WebSocket: FakeSocket,
    random: () => 0.5,
    clock,
  });
  connection.start();
  await flush();
  const greet = (socket = FakeSocket.all.at(-1)) => {
    socket.open();
    socket.hear({ type: "welcome", data: { heartbeat_seconds: 25 } });
    return socket;
  };
  return { connection, heard, statuses, greet, clock };
}

test("hello carries a ticket, never the URL", async () => {
  const { connection, greet } = await connect({ cursors: [{ conversation_id: "c", epoch: "e", after_seq: 4 }] });
  const socket = greet();
  assert.deepEqual(socket.protocols, [SUBPROTOCOL]);
  assert.equal(socket.url, "ws://host/ws/v1/chat");
  const [hello] = socket.sent;
  assert.equal(hello.type, "hello");
  assert.equal(hello.data.ticket, "t1");
  assert.deepEqual(hello.data.resume, [{ conversation_id: "c", epoch: "e", after_seq: 4 }]);
  connection.stop();
});

test("what has no ack goes out again under the same id, in order, after a reconnect", async () => {
  const { connection, greet, clock } = await connect();
  const first = greet();
  const ids = ["one", "two", "three"].map((text) => connection.send("message.send", { text }, { conversationId: "c" }));
  first.hear({ type: "ack", data: { ref: ids[0], status: "accepted", seq: 1 } });
  first.drop();
  clock.tick(1_000);
  await flush();
  const second = greet();
  assert.notEqual(second, first);
  assert.equal(second.sent[0].data.ticket, "t2");
  assert.deepEqual(second.orders.map((frame) => [frame.id, frame.data.text]), [[ids[1], "two"], [ids[2], "three"]]);
  second.hear({ type: "ack", data: { ref: ids[1], status: "duplicate", seq: 2 } });
  second.hear({ type: "ack", data: { ref: ids[2], status: "accepted", seq: 3 } });
  assert.deepEqual(connection.unacknowledged, []);
  connection.stop();
});

test("an order given while the line is down waits for it", async () => {
  const { connection, greet } = await connect();
  const id = connection.send("message.send", { text: "early" }, { conversationId: "c" });
  connection.send("message.preview", { text: "draft" }, { durable: false });
  const socket = greet();
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id]);
  connection.stop();
});

test("unsent orders outlive a reload of the page", async () => {
  const kept = [];
  const keeper = { load: () => kept.slice(), save: (frames) => kept.splice(0, kept.length, ...frames) };
  const before = await connect({ keeper });
  before.greet();
  const id = before.connection.send("message.send", { text: "kept" }, { conversationId: "c" });
  before.connection.stop();
  const after = await connect({ keeper });
  const socket = after.greet();
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id]);
  socket.hear({ type: "ack", data: { ref: id, status: "accepted" } });
  assert.deepEqual(kept, []);
  after.connection.stop();
});

test("a silent server is noticed within two heartbeats and left", async () => {
  const { connection, greet, statuses, clock } = await connect();
  const socket = greet();
  clock.tick(25_000);
  assert.equal(socket.sent.at(-1).type, "ping");
  clock.tick(25_000);
  clock.tick(25_001);
  assert.equal(statuses.at(-1).name, "waiting");
  assert.equal(socket.readyState, 3);
  connection.stop();
});

test("an order whose ack never comes is asked about on a new line", async () => {
  const { connection, greet, statuses, clock } = await connect();
  const socket = greet();
  connection.send("message.send", { text: "lost" }, { conversationId: "c" });
  clock.tick(20_001);
  assert.equal(statuses.at(-1).reason, "no ack");
  assert.equal(socket.readyState, 3);
  connection.stop();
});

test("a retryable error keeps the order, another one ends it", async () => {
  const { connection, greet, clock } = await connect();
  const socket = greet();
  const id = connection.send("message.send", { text: "again" }, { conversationId: "c" });
  socket.hear({ type: "error", data: { code: "internal", ref: id, retryable: true, message: "" } });
  assert.equal(socket.orders.length, 1);
  clock.tick(2_000);
  assert.deepEqual(socket.orders.map((frame) => frame.id), [id, id]);
  socket.hear({ type: "error", data: { code: "malformed", ref: id, retryable: false, message: "" } });
  assert.deepEqual(connection.unacknowledged, []);
  connection.stop();
});

test("frames that are no JSON, or of no type, end nothing", async () => {
  const { connection, greet, heard } = await connect();
  const socket = greet();
  socket.onmessage({ data: "{" });
  socket.onmessage({ data: "[]" });
  socket.onmessage({ data: "null" });
  assert.equal(connection.isOpen, true);
  assert.equal(heard.length, 1);
  connection.stop();
});

test("a session that is over for good is not knocked at again", async () => {
  const error = Object.assign(new Error("signed out"), { isFinal: true });
  const { connection, statuses, clock } = await connect({ getTicket: async () => { throw error; } });
  assert.equal(statuses.at(-1).name, "refused");
  clock.tick(60_000);
  await flush();
  assert.equal(FakeSocket.all.length, 0);
  connection.stop();
});

test("the back-off grows, is bounded, and is spread", () => {
  const spread = new Set(Array.from({ length: 50 }, () => backoffDelay(4)));
  assert.ok(spread.size > 20);
  assert.ok(backoffDelay(0, () => 1) < backoffDelay(3, () => 1));
  assert.ok(backoffDelay(60, () => 1) <= 30_150);
});

test("ids are UUIDs with and without a secure context", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(createId(), shape);
  const original = globalThis.crypto.randomUUID;
  Object.defineProperty(globalThis.crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    assert.match(createId(), shape);
  } finally {
    Object.defineProperty(globalThis.crypto, "randomUUID", { value: original, configurable: true });
  }
});
