/** A clock moved by hand, sockets without a network, and short ways to write frames. */
import { ChatClient } from "../src/client.js";
import type { ChatClientOptions } from "../src/client.js";
import type { Status } from "../src/connection.js";
import type { Clock } from "../src/line.js";
import type { ServerFrame } from "../src/types.js";

export const ID = "c-1";
export const AT = "2026-11-22T08:00:00Z";

interface Timer {
  at: number;
  run: () => void;
}

/** Node's own mock of Date is younger than the node that Debian has. */
export class HandClock implements Clock {
  time = 1_000_000;
  readonly timers = new Map<number, Timer>();
  #next = 1;
  now = (): number => this.time;
  set = (run: () => void, milliseconds: number): number => {
    this.timers.set(this.#next, { at: this.time + milliseconds, run });
    return this.#next++;
  };
  clear = (timer: unknown): void => {
    this.timers.delete(timer as number);
  };
  tick(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const [due] = [...this.timers].filter(([, each]) => each.at <= end).sort((a, b) => a[1].at - b[1].at);
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].run();
    }
    this.time = end;
  }
}

export interface Sent {
  type: string;
  id: string;
  conversation_id?: string;
  data: Record<string, unknown> & { ticket?: string; resume?: unknown; text?: string };
}

export class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  readonly sent: Sent[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  send(text: string): void {
    if (this.readyState !== 1) throw new Error("InvalidStateError");
    this.sent.push(JSON.parse(text) as Sent);
  }
  hear(frame: object): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, at: AT, ...frame }) });
  }
  close(): void {
    this.readyState = 3;
  }
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code, reason: "" });
  }
  get orders(): Sent[] {
    return this.sent.filter((frame) => frame.type !== "hello" && frame.type !== "ping");
  }
}

/** Let what was promised happen; no timer is moved. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

export const logged = (seq: number, type: string, data: object, more: object = {}): ServerFrame =>
  ({ v: 1, type, conversation_id: ID, seq, epoch: "e1", at: AT, data, ...more }) as unknown as ServerFrame;
export const live = (type: string, data: object, more: object = {}): ServerFrame =>
  ({ v: 1, type, conversation_id: ID, at: AT, data, ...more }) as unknown as ServerFrame;
export const unaddressed = (type: string, data: object): ServerFrame =>
  ({ v: 1, type, at: AT, data }) as unknown as ServerFrame;
export const done = (seq: number, itemId: string, text: string, role = "assistant", more: object = {}): ServerFrame =>
  logged(seq, "item.done", { item_id: itemId, role, kind: "text", text, ...more });
export const delta = (offset: number, text: string, itemId = "a"): ServerFrame =>
  live("item.delta", { item_id: itemId, offset, text }, { turn_id: "t" });
export const resync = (headSeq: number, items: object[] = [], state: object = {}, more: object = {}): ServerFrame =>
  live("resync", {
    conversation_id: ID,
    epoch: "e1",
    head_seq: headSeq,
    state: { scene: "find", suggestions: { chips: [] }, ...state },
    items,
    has_more: false,
    ...more,
  });
export const head = (seq: number, more: object = {}): object => ({
  conversation_id: ID, kind: "assistant", title: "", scene: "find", epoch: "e1", head_seq: seq, recovered: true,
  updated_at: AT, ...more,
});
export const welcome = (conversations: object[] = [], me: object = {}): ServerFrame =>
  unaddressed("welcome", {
    user_id: "u", persona: { name: "M" }, cards: [], heartbeat_seconds: 25, limits: {}, conversations,
    me: { epoch: "m1", head_seq: 0, recovered: false, ...me },
  });

export interface Bench {
  client: ChatClient;
  clock: HandClock;
  heard: ServerFrame[];
  statuses: Status[];
  /** Open the newest socket and greet on it. */
  greet(conversations?: object[]): FakeSocket;
  /** Let `milliseconds` go by and everything promised happen. */
  wait(milliseconds: number): Promise<void>;
}

/** Start a client on fake sockets. */
export async function connect(options: Partial<ChatClientOptions> = {}): Promise<Bench> {
  FakeSocket.all = [];
  const clock = new HandClock();
  let tickets = 0;
  const client = new ChatClient({
    url: "ws://host/ws/v1/chat",
    getTicket: () => Promise.resolve(`t${(tickets += 1)}`),
    locale: "zh-CN",
    timeZone: "Asia/Shanghai",
    WebSocket: FakeSocket,
    random: () => 0.5,
    clock,
    ...options,
  });
  const heard: ServerFrame[] = [];
  const statuses: Status[] = [];
  client.on("frame", (frame) => heard.push(frame));
  client.on("status", (status) => statuses.push(status));
  client.start();
  await settle();
  return {
    client, clock, heard, statuses,
    greet(conversations = [head(0)]) {
      const socket = FakeSocket.last;
      socket.open();
      socket.hear(welcome(conversations));
      return socket;
    },
    async wait(milliseconds) {
      await settle();
      clock.tick(milliseconds);
      await settle();
    },
  };
}
