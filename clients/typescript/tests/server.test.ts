/** Against a running server, `python -m tests.web_process`, at JOBASSIST_URL. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import WebSocket from "ws";

import { ChatClient } from "../src/client.js";
import type { ChatClientOptions } from "../src/client.js";
import { listItems } from "../src/fold.js";
import type { AnyFrame, Conversation, Item } from "../src/fold.js";
import type { SocketClass } from "../src/socket_line.js";

const BASE = process.env.JOBASSIST_URL?.replace(/\/$/, "") ?? "";
const skip = BASE ? false : "JOBASSIST_URL names no server";
const API = `${BASE}/api/v1`;
const WAIT_MS = 60_000;
const MESSAGES = 200;
/** Lines that are cut at least while they are sent. */
const CUTS = 5;

/** Sockets that can be cut, as a tunnel cuts them. */
class Cuttable extends WebSocket {
  static readonly open = new Set<Cuttable>();
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    Cuttable.open.add(this);
    this.on("close", () => Cuttable.open.delete(this));
    // A socket that was cut while it opened says so; the client hears of it by its close.
    this.on("error", () => {});
  }
  static cutAll(): void {
    for (const socket of Cuttable.open) socket.terminate();
  }
}

/** Sockets in a place where they do not get through. */
class Blocked {
  readyState = 0;
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  constructor() {
    setTimeout(() => this.onclose?.({ code: 1006, reason: "" }), 5);
  }
  send(): void {}
  close(): void {}
}

/** Requests that can be cut; posts and streams alike. */
const requests = new Set<AbortController>();
const cuttableFetch = (async (url: string, init: RequestInit = {}) => {
  const cut = new AbortController();
  const stop = (): void => cut.abort();
  init.signal?.addEventListener("abort", stop);
  requests.add(cut);
  cut.signal.addEventListener("abort", () => requests.delete(cut));
  try {
    const response = await fetch(url, { ...init, signal: cut.signal });
    // What is over cannot be cut; a stream is not.
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) requests.delete(cut);
    return response;
  } catch (error) {
    requests.delete(cut);
    throw error;
  }
}) as typeof globalThis.fetch;

class Person {
  #access = "";
  readonly clients: ChatClient[] = [];

  async post(path: string, body: object = {}): Promise<Record<string, string>> {
    const headers = { "Content-Type": "application/json", ...(this.#access && { Authorization: `Bearer ${this.#access}` }) };
    const response = await fetch(API + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
    return (await response.json()) as Record<string, string>;
  }

  get access(): string {
    return this.#access;
  }

  static async signIn(t: TestContext): Promise<Person> {
    const person = new Person();
    t.after(() => person.leave());
    const { access } = await person.post("/auth/guest", { locale: "en-GB" });
    person.#access = access ?? "";
    return person;
  }

  build(options: Partial<ChatClientOptions>): ChatClient {
    const client = new ChatClient({
      url: `${BASE.replace(/^http/, "ws")}/ws/v1/chat`,
      locale: "en-GB",
      timeZone: "Europe/London",
      getTicket: async () => (await this.post("/auth/ws-ticket")).ticket ?? "",
      WebSocket: Cuttable as unknown as SocketClass,
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  /** Connect a device and open the newest chat on it. */
  async connect(options: Partial<ChatClientOptions> = {}): Promise<Device> {
    const device = new Device(this.build(options));
    const { client } = device;
    client.start();
    await device.until(() => client.isOpen, "no welcome");
    client.open(device.chatId);
    await device.until(() => device.chat.seq !== null, "the chat was not opened");
    return device;
  }

  /** Connect a device that no socket gets through to. */
  connectBlocked(): Promise<Device> {
    const fallback = { api: API, getToken: () => Promise.resolve(this.access), fetch: cuttableFetch };
    return this.connect({ WebSocket: Blocked, fallback });
  }

  leave(): void {
    for (const client of this.clients) client.stop();
  }
}

class Device {
  readonly heard: AnyFrame[] = [];
  chatId = "";

  constructor(readonly client: ChatClient) {
    client.on("frame", (frame) => {
      this.heard.push(frame);
      if (frame.type === "welcome") this.chatId ||= frame.data.conversations[0]?.conversation_id ?? "";
    });
  }

  get chat(): Conversation {
    const found = this.client.state.conversations[this.chatId];
    assert.ok(found, "the chat is not known");
    return found;
  }

  get items(): Item[] {
    return listItems(this.chat);
  }

  texts(role: string): string[] {
    return this.items.filter((item) => item.role === role && !item.isLocal).map((item) => item.text ?? "");
  }

  say(text: string): string {
    return this.client.send("message.send", { text }, { conversationId: this.chatId });
  }

  async until(isTrue: () => boolean, what: string): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while (!isTrue()) {
      assert.ok(Date.now() < end, `${what}; ${JSON.stringify(this.client.status)}`);
      await pause(10);
    }
  }

  /** Load what is older than what `resync` brought. */
  async loadAll(): Promise<void> {
    while (this.chat.hasOlder) {
      this.client.loadOlder(this.chatId);
      await this.until(() => !this.chat.olderRef, "no older items came");
    }
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a conversation is to its person, whichever way a device came to know it. */
function sum(device: Device): unknown {
  return device.items.map(({ item_id, role, kind, text, card, seq }) => ({ item_id, role, kind, text, card, seq }));
}

/** From its copy or its first event on, each logged fact of a chat was told once, in order, with nothing left out. */
function assertTold(device: Device): void {
  let next: number | null = null;
  for (const frame of device.heard) {
    if (frame.type === "welcome" && next === null) {
      const begun = frame.data.conversations.find((each) => each.conversation_id === device.chatId);
      if (begun?.head_seq === 0) next = 1;
    }
    if (frame.conversation_id !== device.chatId) continue;
    if (frame.type === "resync") next = frame.data.head_seq + 1;
    else if (frame.seq !== undefined && next !== null) assert.equal(frame.seq, next++);
  }
  assert.equal(next, (device.chat.seq ?? 0) + 1);
}

test("a newcomer is greeted, says something and is answered", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const device = await person.connect();
  const ack = await device.client.settled(device.say("hello"));
  assert.equal(ack.status, "accepted");
  await device.until(() => device.texts("assistant").includes("echo: hello"), "no echo");
  assert.deepEqual(device.texts("user"), ["hello"]);
  assert.equal(device.items.some((item) => item.isLocal), false);
  assertTold(device);
});

test("the same order under the same id has one effect", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const device = await person.connect();
  const id = device.say("once");
  const first = await device.client.settled(id);
  const again = device.client.send("message.send", { text: "once" }, { conversationId: device.chatId, id });
  const second = await device.client.settled(again);
  assert.deepEqual([first.status, second.status, second.seq], ["accepted", "duplicate", first.seq]);
  const other = device.client.send("message.send", { text: "other" }, { conversationId: device.chatId, id });
  const third = await device.client.settled(other);
  assert.deepEqual([third.status, third.code], ["rejected", "id_reused"]);
  await device.until(() => device.texts("assistant").includes("echo: once"), "no echo");
  assert.deepEqual(device.texts("user"), ["once"]);
});

test("an answer cut in the middle, again and again, comes whole", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const device = await person.connect();
  const shown: string[] = [];
  device.client.on("change", () => {
    const item = device.items.at(-1);
    if (item?.isStreaming && item.text) shown.push(item.text);
  });
  device.say("stream 60 0.05");
  const whole = Array.from({ length: 60 }, (_, i) => `w${i} `).join("").trim();
  for (let i = 0; i < 5; i += 1) {
    const known = shown.length;
    await device.until(() => shown.length > known || device.chat.lastOutcome !== null, "no text came");
    await pause(200);
    Cuttable.cutAll();
  }
  await device.until(() => device.texts("assistant").some((text) => text.trim() === whole), "the answer is not whole");
  assert.ok(shown.length > 5);
  // No text that was on the screen was another's than the answer's beginning.
  for (const text of shown) assert.ok(whole.startsWith(text.trim()), `${text} is not how ${whole} begins`);
  assertTold(device);
});

test("two devices of one person hear the same, in one order", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const [phone, tablet] = [await person.connect(), await person.connect()];
  assert.equal(phone.chatId, tablet.chatId);
  for (let i = 0; i < 5; i += 1) {
    phone.say(`phone ${i}`);
    tablet.say(`tablet ${i}`);
  }
  const isDone = (device: Device): boolean => device.texts("user").length === 10 && device.chat.turn === null && device.texts("assistant").length >= 10;
  await phone.until(() => isDone(phone), "the phone has not heard all");
  await tablet.until(() => isDone(tablet) && tablet.chat.seq === phone.chat.seq, "the tablet has not heard all");
  assert.deepEqual(sum(tablet), sum(phone));
  assert.deepEqual(phone.texts("user").filter((text) => text.startsWith("phone")), [0, 1, 2, 3, 4].map((i) => `phone ${i}`));
});

test("a chat opened on one device is followed by the other", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const [phone, tablet] = [await person.connect(), await person.connect()];
  const ack = await phone.client.settled(phone.client.send("conversation.open", { scene: "resume" }));
  const id = ack.conversation_id ?? "";
  await tablet.until(() => tablet.client.state.conversations[id] !== undefined, "the tablet does not know the new chat");
  await phone.until(() => (phone.client.state.conversations[id]?.seq ?? null) !== null, "the phone has no copy of it");
  assert.equal(tablet.client.state.conversations[id]?.scene, "resume");
});

test("where no socket gets through, streams and posts tell the same", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const phone = await person.connect();
  await phone.client.settled(phone.say("first"));
  const tablet = await person.connectBlocked();
  assert.deepEqual(tablet.client.status, { name: "open", transport: "stream" });
  assert.equal(tablet.chatId, phone.chatId);
  const shown = new Set<string>();
  tablet.client.on("change", () => {
    for (const item of tablet.items) if (item.isStreaming) shown.add(item.text ?? "");
  });
  const ack = await tablet.client.settled(tablet.say("stream 30 0.1"));
  assert.equal(ack.status, "accepted");
  await tablet.until(() => tablet.texts("assistant").some((text) => text.startsWith("w0 w1 ")), "no answer");
  assert.ok(shown.size > 2, `${shown.size} steps of the text were shown`);
  phone.say("from the phone");
  await tablet.until(() => tablet.texts("assistant").includes("echo: from the phone"), "nothing of the phone came");
  const again = await tablet.client.settled(tablet.client.send("message.send", { text: "other" }, { conversationId: tablet.chatId, id: ack.ref }));
  assert.deepEqual([again.status, again.code], ["rejected", "id_reused"]);
  tablet.client.discard(ack.ref);
  await phone.until(() => phone.chat.seq === tablet.chat.seq && phone.chat.turn === null, "one is behind");
  assert.deepEqual(sum(tablet), sum(phone));
  assertTold(tablet);
});

test("a newcomer whom no socket gets through to opens a chat and is answered", { skip }, async (t) => {
  const person = await Person.signIn(t);
  const fallback = { api: API, getToken: () => Promise.resolve(person.access) };
  const client = person.build({ WebSocket: Blocked, fallback });
  const device = new Device(client);
  client.start();
  await device.until(() => client.isOpen, "no welcome");
  const ack = await client.settled(client.send("conversation.open", {}));
  device.chatId = ack.conversation_id ?? "";
  await device.until(() => (client.state.conversations[device.chatId]?.seq ?? null) !== null, "the chat was not opened");
  device.say("hello");
  await device.until(() => device.texts("assistant").includes("echo: hello"), "no echo");
  assertTold(device);
});

/** Send from all devices in turn while `cut` ends lines at random; then compare what each has heard. */
async function sendWhileCut(t: TestContext, person: Person, devices: Record<string, Device>, { messages, cut }: { messages: number; cut: () => boolean }): Promise<void> {
  const names = Object.keys(devices);
  const all = Object.values(devices);
  const sent: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  let cuts = 0;
  let isOver = false;
  const cutting = (async () => {
    while (!isOver) {
      await pause(50 + Math.random() * 500);
      if (cut()) cuts += 1;
    }
  })();
  for (let i = 0; i < messages; i += 1) {
    const name = names[i % names.length] ?? "";
    sent[name]?.push(`${name} ${i}`);
    devices[name]?.say(`${name} ${i}`);
    await pause(Math.random() * 120);
    // However slowly lines come back, some are cut in every part of the sending.
    while (cuts < Math.floor((CUTS * (i + 1)) / messages)) await pause(50);
  }
  isOver = true;
  await cutting;
  for (const device of all) {
    await device.until(() => device.client.unacknowledged.length === 0, "orders wait for their ack");
    await device.until(() => device.texts("user").length >= messages && device.chat.turn === null, "not all was heard");
  }
  const isEven = (): boolean => all.every((device) => device.chat.seq === all[0]?.chat.seq && device.chat.turn === null);
  await all[0]?.until(isEven, "one is behind");
  const connects = all.reduce((count, device) => count + device.heard.filter((frame) => frame.type === "welcome").length, 0);
  t.diagnostic(`${messages} messages, ${cuts} lines cut, ${connects} connects, ${all[0]?.chat.seq} events`);
  assert.ok(cuts >= CUTS);
  for (const device of all) {
    const heard = device.texts("user");
    assert.equal(heard.length, messages);
    assert.equal(new Set(heard).size, messages);
    for (const [name, texts] of Object.entries(sent)) assert.deepEqual(heard.filter((text) => text.startsWith(name)), texts);
    assertTold(device);
    assert.equal(device.items.some((item) => item.isLocal), false);
  }
  // Somebody who comes only now is given the same.
  const desktop = await person.connect();
  await desktop.loadAll();
  await all[0]?.until(() => isEven() && desktop.chat.seq === all[0]?.chat.seq, "one is behind");
  for (const device of all) assert.deepEqual(sum(device), sum(desktop));
}

function pick<Value>(values: Iterable<Value>): Value | undefined {
  const all = [...values];
  return all[Math.floor(Math.random() * all.length)];
}

test(`of ${MESSAGES} messages sent while sockets are cut at random none is lost, doubled or moved`, { skip, timeout: 240_000 }, async (t) => {
  const person = await Person.signIn(t);
  const devices = { phone: await person.connect(), tablet: await person.connect() };
  const cut = (): boolean => {
    const socket = pick(Cuttable.open);
    socket?.terminate();
    return socket !== undefined;
  };
  await sendWhileCut(t, person, devices, { messages: MESSAGES, cut });
});

test("the same while streams and posts are cut", { skip, timeout: 240_000 }, async (t) => {
  const person = await Person.signIn(t);
  const devices = { phone: await person.connect(), tablet: await person.connectBlocked() };
  const cut = (): boolean => {
    const request = pick(requests);
    request?.abort();
    return request !== undefined;
  };
  await sendWhileCut(t, person, devices, { messages: MESSAGES / 2, cut });
});
