/**
 * One connection that comes back by itself, over whatever line there is.
 *
 * What it promises its user: every order given to `send` reaches the server once, whatever the
 * network does. An order stays in the outbox until its `ack`; after a reconnect it goes out again
 * under the same id, which the server counts once. What was missed meanwhile comes by the cursors
 * that `hello` carries.
 */
import { CLOCK, createId } from "./line.js";
import type { Clock, Line, LineListener, Loss, OpenLine } from "./line.js";
import type { ClientFrame, ServerFrame } from "./types.js";

export const CARDS = "urn:jobchat:cards:1";
export const LIMITS = { chips: 11, carousel: 10, actions: 4, label: 25 };
/** Close codes that mean more than "come back"; docs/protocol.md has them all. */
export const CLOSE = {
  tooLarge: 1009,
  goingAway: 1012,
  badHandshake: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  tooMany: 4409,
  flood: 4429,
} as const;

/** Orders that only read, or whose repetition changes nothing: sent now or not at all. */
const TRANSIENT: ReadonlySet<string> = new Set([
  "hello", "ping", "typing", "message.preview", "history.get", "memory.list", "read.mark",
  "audio.start", "audio.end",
]);

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_CEILING_MS = 30_000;
const QUICK_MS = 2_000;
const FLOOD_MS = 10_000;
const STEADY_MS = 10_000;
const WELCOME_TIMEOUT_MS = 15_000;
const ACK_TIMEOUT_MS = 20_000;
const PROBE_TIMEOUT_MS = 5_000;
const HURRY_MS = 200;
const RETRY_ORDER_MS = 1_500;
const MAX_STRIKES = 8;
const MAX_OUTBOX = 200;
const MAX_FRAME_BYTES = 256 * 1024;
// Below the server's 20 a second and 60 at once, so that a full outbox is no flood.
const PACE_PER_SECOND = 15;
const PACE_BURST = 40;
const BLOCKED_AFTER = 2;
const SOCKET_AGAIN_MS = 300_000;

export type Status =
  | { name: "stopped" }
  | { name: "connecting"; attempt: number }
  | { name: "open"; transport: Line["transport"] }
  | { name: "waiting"; retryAt: number; code: number; reason: string; error?: unknown }
  /** There will be no other attempt: the sign-in is over, or this client may not speak here. */
  | { name: "refused"; code: number; error?: unknown }
  /** The person has more devices connected than allowed; `probe` or `start` takes this one back. */
  | { name: "replaced"; code: number };

/** Keeps orders without an ack over a reload of the page. */
export interface Keeper {
  load(): ClientFrame[];
  save(frames: ClientFrame[]): void;
}

export interface ConnectionOptions {
  socket: OpenLine;
  /** Where sockets are blocked. */
  stream?: OpenLine | undefined;
  /** A fresh single-use ticket; an error with `isFinal` ends the attempts. */
  getTicket: () => Promise<string>;
  /** What `hello` carries beside the ticket. */
  getHello: () => Record<string, unknown>;
  onFrame: (frame: ServerFrame) => void;
  onStatus: (status: Status) => void;
  keeper?: Keeper | undefined;
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
}

interface Entry {
  frame: ClientFrame;
  /** When it went out on this line; null while it waits for its turn. */
  sentAt: number | null;
  /** How often the server did not take it, or did not answer. */
  strikes: number;
}

type TimerName = "retry" | "welcome" | "steady" | "beat" | "probe" | "acks" | "again" | "pace" | "socket";

/** Full jitter: thousands that were dropped together must not come back together. */
export function backoffDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(BACKOFF_CEILING_MS, BACKOFF_FIRST_MS * 2 ** attempt);
  return Math.round(150 + random() * ceiling);
}

/** How long to wait after a loss, in milliseconds. */
export function retryDelay(loss: Loss, attempt: number, random: () => number = Math.random): number {
  const asked = (loss.retryAfterSeconds ?? 0) * 1_000;
  if (loss.code === CLOSE.flood) return Math.round(Math.max(asked, FLOOD_MS) + random() * FLOOD_MS + backoffDelay(attempt, random));
  // A server that stops is soon replaced; a ticket that was refused is replaced at once.
  if (loss.code === CLOSE.goingAway && attempt < 2) return Math.round(asked + random() * QUICK_MS);
  if (loss.code === CLOSE.unauthenticated && attempt === 0) return Math.round(random() * HURRY_MS);
  return asked + backoffDelay(attempt, random);
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #outbox = new Map<string, Entry>();
  readonly #timers = new Map<TimerName, unknown>();
  #line: Line | null = null;
  #status: Status = { name: "stopped" };
  #isStopped = true;
  #isWelcome = false;
  #isHurried = false;
  #attempt = 0;
  #blocked = 0;
  #socketTriedAt = 0;
  #generation = 0;
  #heartbeatMs = 25_000;
  #lastHeardAt = 0;
  #pace = { tokens: PACE_BURST, at: 0 };

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? CLOCK;
    this.#random = options.random ?? Math.random;
    for (const frame of options.keeper?.load() ?? []) {
      if (frame.id) this.#outbox.set(frame.id, { frame, sentAt: null, strikes: 0 });
    }
  }

  get status(): Status {
    return this.#status;
  }

  get isOpen(): boolean {
    return this.#isWelcome;
  }

  /** Orders that the server has not yet acknowledged, oldest first. */
  get unacknowledged(): ClientFrame[] {
    return [...this.#outbox.values()].map((entry) => entry.frame);
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#attempt = 0;
    this.#open();
  }

  stop({ forget = false } = {}): void {
    this.#end({ name: "stopped" });
    if (!forget) return;
    this.#outbox.clear();
    this.#save();
  }

  /** Connect again from the cursors: after a gap, or because the person does not want to wait. */
  restart(): void {
    if (this.#isStopped) return;
    this.#drop();
    this.#open();
  }

  /** Connect again from the cursors, but not faster than after a loss. */
  resume(reason: string): void {
    if (!this.#isStopped) this.#lose({ code: 0, reason });
  }

  /** Ask for a sign of life now, as when a phone wakes: a line may be dead and not know it. */
  probe(): void {
    if (this.#status.name === "replaced") this.start();
    if (this.#isStopped) return;
    // A stream cannot be asked; to open it again costs little.
    if (this.#line?.transport !== "socket") {
      this.#attempt = 0;
      this.restart();
      return;
    }
    if (!this.#isWelcome) return;
    const askedAt = this.#clock.now();
    this.#ping();
    this.#set("probe", PROBE_TIMEOUT_MS, () => {
      if (this.#lastHeardAt < askedAt) this.#lose({ code: 0, reason: "silent" });
    });
  }

  /**
   * Give an order. One with an effect waits in the outbox for its ack and survives a reconnect;
   * one without, or not `isDurable`, is sent now or not at all.
   */
  send(frame: ClientFrame & { id: string }, { isDurable = !TRANSIENT.has(frame.type) } = {}): void {
    if (new TextEncoder().encode(JSON.stringify(frame)).length > MAX_FRAME_BYTES) {
      this.#refuse(frame.id, "too_large");
      return;
    }
    if (!isDurable) {
      if (!this.#isWelcome) return;
      this.#takeToken();
      this.#line?.send(frame);
      return;
    }
    if (this.#outbox.size >= MAX_OUTBOX) {
      this.#refuse(frame.id, "outbox_full");
      return;
    }
    this.#outbox.set(frame.id, { frame, sentAt: null, strikes: 0 });
    this.#save();
    if (this.#isWelcome) this.#pump();
    else this.#hurry();
  }

  /** Take back an order that has not gone out. Returns whether it was still here. */
  discard(id: string): boolean {
    const entry = this.#outbox.get(id);
    if (!entry || entry.sentAt !== null) return false;
    this.#settle(id);
    return true;
  }

  // --- Coming and going ----------------------------------------------------------------------

  #open(): void {
    this.#clear("retry");
    const generation = (this.#generation += 1);
    this.#setStatus({ name: "connecting", attempt: this.#attempt });
    const isStale = (): boolean => generation !== this.#generation || this.#isStopped;
    this.#options.getTicket().then(
      (ticket) => {
        if (!isStale()) this.#openLine(ticket);
      },
      (error: unknown) => {
        if (isStale()) return;
        if ((error as { isFinal?: boolean } | null)?.isFinal) {
          this.#end({ name: "refused", code: 0, error });
        } else this.#retry({ code: 0, reason: "no ticket" }, error);
      },
    );
  }

  #openLine(ticket: string): void {
    const generation = this.#generation;
    const isCurrent = (): boolean => generation === this.#generation;
    const open = this.#chooseLine();
    this.#set("welcome", WELCOME_TIMEOUT_MS, () => this.#lose({ code: 0, reason: "no welcome" }));
    const listener: LineListener = {
      onOpen: () => {
        if (!isCurrent()) return;
        const data = { ticket, cards: [CARDS], limits: LIMITS, ...this.#options.getHello() };
        this.#line?.send({ v: 1, type: "hello", id: createId(), data } as ClientFrame);
      },
      onFrame: (frame) => {
        if (isCurrent()) this.#hear(frame);
      },
      onSign: () => {
        if (isCurrent()) this.#lastHeardAt = this.#clock.now();
      },
      onLost: (loss) => {
        if (isCurrent()) this.#lose(loss);
      },
    };
    try {
      this.#line = open(listener);
    } catch {
      // A browser throws where a page may not open a socket at all.
      this.#lose({ code: 0, reason: "not allowed" });
    }
  }

  /** Sockets first; where they do not get through, and only there, streams and posts. */
  #chooseLine(): OpenLine {
    const { socket, stream } = this.#options;
    const now = this.#clock.now();
    const isSocket = !stream || this.#blocked < BLOCKED_AFTER || this.#blocked % 2 === 1 || now - this.#socketTriedAt > SOCKET_AGAIN_MS;
    if (!isSocket) return stream;
    this.#socketTriedAt = now;
    return socket;
  }

  #hear(frame: ServerFrame): void {
    this.#lastHeardAt = this.#clock.now();
    if (frame.type === "welcome") this.#welcome(frame.data.heartbeat_seconds);
    else if (frame.type === "ack") this.#settle(frame.data.ref);
    else if (frame.type === "error") this.#strike(frame.data);
    this.#options.onFrame(frame);
    if (frame.type === "welcome") this.#pump();
    if (this.#isWelcome) this.#line?.follow();
  }

  #welcome(heartbeatSeconds: number | undefined): void {
    if (!this.#line) return;
    this.#clear("welcome");
    this.#isWelcome = true;
    this.#isHurried = false;
    this.#blocked = this.#line.transport === "socket" ? 0 : BLOCKED_AFTER;
    if (heartbeatSeconds) this.#heartbeatMs = heartbeatSeconds * 1_000;
    // What went out on another line goes out again, in order, under its own id.
    for (const entry of this.#outbox.values()) entry.sentAt = null;
    this.#setStatus({ name: "open", transport: this.#line.transport });
    this.#set("steady", STEADY_MS, () => {
      this.#attempt = 0;
    });
    this.#beat();
    if (this.#line.transport === "stream") this.#watchForSockets();
  }

  /** While a stream serves, see now and then whether a socket gets through, and change over to it. */
  #watchForSockets(): void {
    this.#set("socket", SOCKET_AGAIN_MS, () => {
      this.#watchForSockets();
      this.#socketTriedAt = this.#clock.now();
      const generation = this.#generation;
      const onOpen = (): void => {
        trial?.close();
        if (generation !== this.#generation) return;
        this.#blocked = 0;
        this.restart();
      };
      let trial: Line | undefined;
      try {
        trial = this.#options.socket({ onOpen, onFrame() {}, onSign() {}, onLost() {} });
      } catch {
        // A page that may not open sockets stays with its streams.
      }
    });
  }

  #beat(): void {
    this.#set("beat", this.#heartbeatMs, () => {
      if (this.#clock.now() - this.#lastHeardAt >= 2 * this.#heartbeatMs) {
        this.#lose({ code: 0, reason: "silent" });
        return;
      }
      this.#ping();
      this.#beat();
    });
  }

  #ping(): void {
    this.#line?.send({ v: 1, type: "ping", id: createId(), data: {} });
  }

  #lose(loss: Loss): void {
    if (this.#isStopped) return;
    const isOurs = loss.code === CLOSE.goingAway || loss.code === CLOSE.tooLarge || loss.code >= 4_000;
    if (!this.#isWelcome && !isOurs) this.#blocked += 1;
    this.#drop();
    switch (loss.code) {
      case CLOSE.tooMany:
        // To come back by itself would close another device, which then would come back.
        this.#end({ name: "replaced", code: loss.code });
        return;
      case CLOSE.badHandshake:
      case CLOSE.forbidden:
        this.#end({ name: "refused", code: loss.code });
        return;
      case CLOSE.tooLarge:
        this.#refuseLargest();
        break;
      default:
    }
    this.#retry(loss);
  }

  #retry(loss: Loss, error?: unknown): void {
    const delay = retryDelay(loss, this.#attempt, this.#random);
    this.#attempt += 1;
    this.#setStatus({
      name: "waiting",
      retryAt: this.#clock.now() + delay,
      code: loss.code,
      reason: loss.reason,
      ...(error === undefined ? {} : { error }),
    });
    this.#set("retry", delay, () => this.#open());
  }

  /** Somebody is waiting: do not sit out the rest of the back-off, once. */
  #hurry(): void {
    if (this.#status.name !== "waiting" || this.#status.code === CLOSE.flood || this.#isHurried) return;
    this.#isHurried = true;
    this.#set("retry", HURRY_MS, () => this.#open());
  }

  #end(status: Status): void {
    this.#isStopped = true;
    this.#drop();
    this.#setStatus(status);
  }

  #drop(): void {
    this.#generation += 1;
    this.#isWelcome = false;
    for (const name of [...this.#timers.keys()]) this.#clear(name);
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  // --- The outbox ----------------------------------------------------------------------------

  /** Send what waits, in order and not faster than the server takes it. */
  #pump(): void {
    if (this.#timers.has("again")) return;
    for (const entry of [...this.#outbox.values()]) {
      if (!this.#isWelcome || !this.#line) return;
      if (entry.sentAt !== null) continue;
      if (!this.#takeToken()) {
        this.#set("pace", 1_000 / PACE_PER_SECOND, () => this.#pump());
        return;
      }
      entry.sentAt = this.#clock.now();
      this.#line.send(entry.frame);
      this.#watchAcks();
    }
  }

  #takeToken(): boolean {
    const now = this.#clock.now();
    const gained = ((now - this.#pace.at) / 1_000) * PACE_PER_SECOND;
    const tokens = Math.min(PACE_BURST, this.#pace.tokens + gained);
    const isTaken = tokens >= 1;
    this.#pace = { tokens: isTaken ? tokens - 1 : tokens, at: now };
    return isTaken;
  }

  #watchAcks(): void {
    if (this.#timers.has("acks")) return;
    this.#set("acks", ACK_TIMEOUT_MS, () => {
      const sent = [...this.#outbox.values()].filter((entry) => entry.sentAt !== null);
      const late = sent.filter((entry) => this.#clock.now() - (entry.sentAt ?? 0) >= ACK_TIMEOUT_MS);
      for (const entry of late) {
        entry.strikes += 1;
        if (entry.strikes >= MAX_STRIKES) this.#refuse(entry.frame.id ?? "", "not_confirmed");
      }
      if (late.length) this.#lose({ code: 0, reason: "no ack" });
      else if (sent.length) this.#watchAcks();
    });
  }

  #settle(ref: string): void {
    if (this.#outbox.delete(ref)) this.#save();
  }

  /** The server could not take an order now: it goes out again shortly, and what came later after it. */
  #strike({ ref, retryable, code }: { ref?: string | null; retryable?: boolean; code: string }): void {
    const entry = this.#outbox.get(ref ?? "");
    if (!entry) return;
    entry.strikes += 1;
    if (!retryable) {
      this.#settle(ref ?? "");
      return;
    }
    // A server that is only busy will take it in the end.
    if (entry.strikes >= MAX_STRIKES && code !== "rate_limited") {
      this.#refuse(ref ?? "", code);
      return;
    }
    entry.sentAt = null;
    const delay = RETRY_ORDER_MS * Math.min(entry.strikes, MAX_STRIKES);
    this.#set("again", delay * (0.5 + this.#random()), () => this.#pump());
  }

  /** Say that an order will not be taken, as the server would. */
  #refuse(ref: string, code: string): void {
    this.#settle(ref);
    const frame: ServerFrame = {
      v: 1,
      type: "ack",
      at: new Date(this.#clock.now()).toISOString(),
      data: { ref, status: "rejected", code },
    };
    // Not within `send`: its caller does not know the order's id yet.
    queueMicrotask(() => this.#options.onFrame(frame));
  }

  /** The server does not say which frame was too large for it; the largest must not go again. */
  #refuseLargest(): void {
    const sizeOf = (entry: Entry): number => JSON.stringify(entry.frame).length;
    const sent = [...this.#outbox.values()].sort((left, right) => sizeOf(right) - sizeOf(left));
    const id = sent[0]?.frame.id;
    if (id) this.#refuse(id, "too_large");
  }

  #save(): void {
    this.#options.keeper?.save(this.unacknowledged);
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.#options.onStatus(status);
  }

  #set(name: TimerName, milliseconds: number, run: () => void): void {
    this.#clear(name);
    const timer = this.#clock.set(() => {
      this.#timers.delete(name);
      run();
    }, milliseconds);
    this.#timers.set(name, timer);
  }

  #clear(name: TimerName): void {
    this.#clock.clear(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
