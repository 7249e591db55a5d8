import assert from "node:assert/strict";
import { test } from "node:test";

import { EventReader } from "../src/stream_line.js";
import type { ServerFrame } from "../src/types.js";
import { AT, FakeSocket, ID, connect, done, head, logged, resync, settle, unaddressed, welcome } from "./fakes.js";
import type { Bench, Sent } from "./fakes.js";

interface Reading {
  id: string;
  lastEventId: string | null;
  signal: AbortSignal;
  say(text: string): void;
  tell(frame: object): void;
  end(): void;
}

/** A server of streams and posts, without a network. */
class FakeServer {
  readonly posts: { id: string; frame: Sent }[] = [];
  readonly readings: Reading[] = [];
  readonly tokens = new Set<string>();
  /** What a stream is refused with. */
  status = 200;
  /** The list of chats. */
  heads: object[] = [head(0)];
  /** What a post is answered with; null: the network fails. */
  answer: (frame: Sent) => { status?: number; frames?: object[] } | null = (frame) => ({
    frames: [unaddressed("ack", { ref: frame.id, status: "accepted" })],
  });

  readonly fetch = (async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    this.tokens.add(headers.get("Authorization") ?? "");
    assert.doesNotMatch(url, /token|ticket/);
    if (url === "http://host/api/v1/conversations") return Response.json(this.heads);
    const id = /^http:\/\/host\/api\/v1\/conversations\/(.+)\/events\?locale=zh-CN$/.exec(url)?.[1] ?? "";
    assert.notEqual(id, "");
    if (init.method === "POST") {
      const frame = JSON.parse(String(init.body)) as Sent;
      this.posts.push({ id, frame });
      const answer = this.answer(frame);
      if (!answer) throw new TypeError("fetch failed");
      return new Response(answer.frames ? JSON.stringify({ frames: answer.frames }) : "", { status: answer.status ?? 200 });
    }
    if (this.status !== 200) return new Response("", { status: this.status, headers: { "Retry-After": "7" } });
    const encoder = new TextEncoder();
    const signal = init.signal as AbortSignal;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        signal.addEventListener("abort", () => {
          try {
            controller.error(new DOMException("aborted", "AbortError"));
          } catch {
            // It had ended before.
          }
        });
        const say = (text: string): void => controller.enqueue(encoder.encode(text));
        this.readings.push({
          id, signal, say,
          lastEventId: headers.get("Last-Event-ID"),
          tell: (frame) => say(`event: x\ndata: ${JSON.stringify(frame)}\n\n`),
          end: () => controller.close(),
        });
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }) as typeof globalThis.fetch;

  reading(id: string): Reading {
    const found = this.readings.filter((each) => each.id === id && !each.signal.aborted).at(-1);
    if (!found) throw new Error(`${id} is not being read`);
    return found;
  }

  get orders(): Sent[] {
    return this.posts.map((post) => post.frame);
  }
}

const long = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Start a client where sockets do not get through. */
async function connectBlocked(server: FakeServer): Promise<Bench> {
  const bench = await connect({
    fallback: { api: "http://host/api/v1", getToken: () => Promise.resolve("access"), getUserId: () => "u", fetch: server.fetch },
  });
  for (let i = 0; i < 2; i += 1) {
    FakeSocket.last.drop();
    await bench.wait(5_000);
  }
  await long();
  return bench;
}

test("server-sent events are read whatever pieces they come in", () => {
  const text = ": hello\r\nid: e1-1\r\nevent: item.done\r\ndata: {\"a\":\r\ndata:1}\r\n\r\n:\n\ndata: 2\n\ndata: 3\r\rdata: cut";
  const whole = new EventReader().read(text);
  assert.deepEqual(whole, ['{"a":\n1}', "2", "3"]);
  const reader = new EventReader();
  reader.read("retry: 1500\n\n");
  assert.equal(reader.retryMs, 1_500);
  assert.deepEqual([...text].flatMap((letter) => reader.read(letter)), whole);
});

test("where sockets are blocked, streams and posts carry the same frames", async () => {
  const server = new FakeServer();
  const { client, statuses } = await connectBlocked(server);
  assert.deepEqual(statuses.at(-1), { name: "open", transport: "stream" });
  assert.equal(client.state.userId, "u");
  assert.equal(server.reading("me").lastEventId, null);
  assert.equal(server.reading(ID).lastEventId, "e1-0");
  server.answer = (frame) => ({ frames: [done(1, "u", "hi", "user", { ref: frame.id }), unaddressed("ack", { ref: frame.id, status: "accepted", seq: 1 })] });
  const id = client.send("message.send", { text: "hi" }, { conversationId: ID });
  await long();
  assert.equal(server.posts.at(-1)?.id, ID);
  const readings = server.readings.length;
  server.answer = (frame) => ({ frames: [done(9, "z", "far ahead"), unaddressed("ack", { ref: frame.id, status: "accepted" })] });
  client.send("scene.switch", { scene: "resume" }, { conversationId: ID });
  await long();
  assert.equal(server.readings.length, readings);
  assert.deepEqual(client.unacknowledged, []);
  const reading = server.reading(ID);
  reading.tell(done(1, "u", "hi", "user", { ref: id }));
  reading.say(": still here\n\n");
  reading.tell(done(2, "a", "echo: hi"));
  await long();
  const conversation = client.state.conversations[ID];
  assert.deepEqual(conversation?.order.map((each) => conversation.items[each]?.text), ["hi", "echo: hi"]);
  assert.deepEqual([...server.tokens], ["Bearer access"]);
  client.stop();
  assert.equal(server.readings.every((each) => each.signal.aborted), true);
});

test("a chat with a past is opened by a post, and followed from its copy on", async () => {
  const server = new FakeServer();
  server.heads = [head(4)];
  const { client } = await connectBlocked(server);
  assert.throws(() => server.reading(ID));
  server.answer = (frame) => ({ frames: [unaddressed("ack", { ref: frame.id, status: "accepted" }), resync(4, [done(4, "a", "four")])] });
  client.open(ID);
  await long();
  assert.equal(server.posts[0]?.id, "me");
  assert.equal(server.reading(ID).lastEventId, "e1-4");
  assert.equal(client.state.conversations[ID]?.items.a?.text, "four");
  client.stop();
});

test("after a reconnect the own stream goes on from its cursor", async () => {
  const server = new FakeServer();
  const { client } = await connectBlocked(server);
  const told = { ...logged(7, "memory.updated", { op: "forgotten", memory_id: "m", key: "k" }), conversation_id: "me", epoch: "m1" };
  server.reading("me").tell(told);
  await long();
  client.restart();
  await long();
  assert.equal(server.reading("me").lastEventId, "m1-7");
  assert.equal(client.isOpen, true);
  client.stop();
});

test("a stream that ends by itself goes on from its cursor", async () => {
  const server = new FakeServer();
  server.heads = [head(4)];
  server.answer = () => ({ frames: [resync(4)] });
  const { client, wait } = await connectBlocked(server);
  client.open(ID);
  await long();
  const first = server.reading(ID);
  first.say("retry: 4000\n\n");
  first.tell(done(5, "a", "five"));
  await long();
  first.end();
  await long();
  await wait(3_900);
  await long();
  assert.equal(server.reading(ID), first);
  await wait(100);
  await long();
  assert.notEqual(server.reading(ID), first);
  assert.equal(server.reading(ID).lastEventId, "e1-5");
  assert.equal(client.isOpen, true);
  client.stop();
});

test("a stream that has fallen silent is opened again", async () => {
  const server = new FakeServer();
  const { client, clock, wait } = await connectBlocked(server);
  const first = server.reading("me");
  for (let i = 0; i < 4; i += 1) {
    clock.tick(16_000);
    await long();
  }
  await wait(2_000);
  await long();
  assert.equal(first.signal.aborted, true);
  assert.notEqual(server.reading("me"), first);
  assert.equal(client.isOpen, true);
  client.stop();
});

test("orders go out one at a time, and again under their ids when the network failed", async () => {
  const server = new FakeServer();
  const { client, wait } = await connectBlocked(server);
  const whole = server.answer;
  server.answer = (frame) => (frame.data.text === "two" ? null : whole(frame));
  const ids = ["one", "two", "three"].map((text) => client.send("message.send", { text }, { conversationId: ID }));
  await long();
  assert.deepEqual(server.orders.map((frame) => frame.data.text), ["one", "two"]);
  server.answer = whole;
  for (let i = 0; i < 3 && !client.isOpen; i += 1) {
    await wait(30_000);
    await long();
    if (FakeSocket.last.readyState === 0) FakeSocket.last.drop();
  }
  await long();
  assert.deepEqual(server.orders.map((frame) => frame.id), [ids[0], ids[1], ids[1], ids[2]]);
  assert.deepEqual(client.unacknowledged, []);
  client.stop();
});

test("what a post is refused with becomes of the order what a socket would say", async () => {
  const server = new FakeServer();
  const { client, clock } = await connectBlocked(server);
  server.answer = () => ({ status: 404 });
  const gone = client.send("message.send", { text: "x" }, { conversationId: "c-other" });
  assert.deepEqual([(await client.settled(gone)).code, client.isOpen], ["conversation_not_found", true]);
  server.answer = () => ({ status: 429 });
  const busy = client.send("message.send", { text: "y" }, { conversationId: ID });
  await long();
  assert.deepEqual(client.unacknowledged.map((frame) => frame.id), [busy]);
  server.answer = (frame) => ({ frames: [unaddressed("ack", { ref: frame.id, status: "accepted" })] });
  clock.tick(2_500);
  await long();
  assert.deepEqual(client.unacknowledged, []);
  client.stop();
});

test("a refused stream ends the line, with the pause that was asked for", async () => {
  const server = new FakeServer();
  server.status = 503;
  const { client, statuses, clock } = await connectBlocked(server);
  const waiting = statuses.filter((status) => status.name === "waiting").at(-1);
  assert.equal(client.isOpen, false);
  assert.ok(waiting?.name === "waiting" && waiting.reason === "stream refused 503");
  assert.ok(waiting.retryAt - clock.time >= 7_000);
  client.stop();
});

test("only so many streams are open at once, those opened last first", async () => {
  const server = new FakeServer();
  const ids = ["a", "b", "c", "d", "e"];
  server.heads = ids.map((id) => head(3, { conversation_id: id }));
  server.answer = ({ data: { conversation_id } }) => ({ frames: [{ ...resync(3), conversation_id, data: { ...resync(3).data, conversation_id } }] });
  const { client } = await connectBlocked(server);
  for (const id of ids) {
    client.open(id);
    await long();
  }
  const open = (): string[] => server.readings.filter((each) => !each.signal.aborted).map((each) => each.id).sort();
  assert.deepEqual(open(), ["c", "d", "e", "me"]);
  client.open("a");
  server.reading("me").tell({ ...logged(1, "memory.updated", { op: "forgotten", memory_id: "m", key: "k" }), conversation_id: "me", epoch: "m1" } as ServerFrame);
  await long();
  assert.deepEqual(open(), ["a", "d", "e", "me"]);
  client.stop();
});

test("a chat that is gone ends its stream and nothing else", async () => {
  const server = new FakeServer();
  const { client, wait } = await connectBlocked(server);
  server.status = 404;
  server.reading(ID).end();
  await long();
  await wait(1_000);
  await long();
  server.status = 200;
  server.reading("me").tell({ ...logged(1, "memory.updated", { op: "forgotten", memory_id: "m", key: "k" }), conversation_id: "me", epoch: "m1" });
  await wait(5_000);
  await long();
  assert.equal(client.isOpen, true);
  assert.equal(server.readings.filter((each) => each.id === ID).length, 1);
  client.stop();
});

test("without a stream's address sockets are all there is", async () => {
  const { client, wait } = await connect();
  for (let i = 0; i < 6; i += 1) {
    FakeSocket.last.drop();
    await wait(60_000);
  }
  assert.equal(FakeSocket.all.length, 7);
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...welcome([head(0)]), at: AT });
  assert.equal(client.isOpen, true);
  await settle();
  client.stop();
});

test("a socket is tried beside the stream after a while, and used where it gets through", async () => {
  const server = new FakeServer();
  const { client, greet, clock, statuses } = await connectBlocked(server);
  const pass = async (minutes: number): Promise<void> => {
    for (let i = 0; i < 6 * minutes; i += 1) {
      clock.tick(10_000);
      for (const each of server.readings) if (!each.signal.aborted) each.say(":\n\n");
      await long();
    }
  };
  const known = FakeSocket.all.length;
  await pass(5);
  assert.equal(FakeSocket.all.length, known + 1);
  FakeSocket.last.drop();
  await long();
  // One that does not get through leaves the stream as it is.
  assert.deepEqual(client.status, { name: "open", transport: "stream" });
  await pass(5);
  assert.equal(FakeSocket.all.length, known + 2);
  FakeSocket.last.open();
  await long();
  greet();
  assert.deepEqual(statuses.at(-1), { name: "open", transport: "socket" });
  assert.equal(server.readings.every((each) => each.signal.aborted), true);
  client.stop();
});
