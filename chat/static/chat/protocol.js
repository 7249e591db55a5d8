/**
 * The socket of `jobchat.v1`: one connection that comes back by itself.
 *
 * What it promises its user: every order given to `send` reaches the server once, whatever the
 * network does. An order stays in the outbox until its `ack`; after a reconnect it goes out again
 * under the same id, which the server counts once. What was missed meanwhile comes by the cursors
 * that `hello` carries. Knows nothing of the page.
 */

export const SUBPROTOCOL = "jobchat.v1";
export const CARDS = ["urn:jobchat:cards:1"];
export const LIMITS = { chips: 11, carousel: 10, actions: 4, label: 25 };

const VERSION = 1;
const BACKOFF_FIRST_MS = 400;
const BACKOFF_CEILING_MS = 30_000;
const STEADY_MS = 10_000;
const WELCOME_TIMEOUT_MS = 15_000;
const ACK_TIMEOUT_MS = 20_000;
const RETRY_ORDER_MS = 1_500;
const MAX_ATTEMPTS = 8;
const MAX_OUTBOX = 200;
const CLOCK = {
  now: () => Date.now(),
  set: (run, milliseconds) => setTimeout(run, milliseconds),
  clear: (timer) => clearTimeout(timer),
};

export function createId() {
  if (globalThis.crypto?.randomUUID) return globalThis.crypto.randomUUID();
  // Over plain http on another machine's address a browser has no randomUUID.
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}

/** Full jitter: thousands that were dropped together must not come back together. */
export function backoffDelay(attempt, random = Math.random) {
  const ceiling = Math.min(BACKOFF_CEILING_MS, BACKOFF_FIRST_MS * 2 ** attempt);
  return Math.round(150 + random() * ceiling);
}

export class Connection {
  #options;
  #socket = null;
  #isStopped = true;
  #isWelcome = false;
  #attempt = 0;
  #outbox = new Map();
  #timers = {};
  #heartbeatSeconds = 25;
  #lastHeardAt = 0;
  #generation = 0;
  #status = { name: "stopped" };

  /**
   * @param {object} options
   * @param {string} options.url             the socket's address
   * @param {() => Promise<string>} options.getTicket   a fresh single-use ticket
   * @param {() => object} options.getHello  locale, time_zone and `resume` cursors
   * @param {(frame: object) => void} options.onFrame   every server frame, in order
   * @param {(status: object) => void} options.onStatus `{name, retryAt?, code?, error?}`
   * @param {{load: () => object[], save: (frames: object[]) => void}} [options.keeper]
   *        keeps unacknowledged orders over a reload of the page
   * @param {typeof WebSocket} [options.WebSocket]
   * @param {{now: () => number, set: Function, clear: Function}} [options.clock]
   */
  constructor(options) {
    this.#options = { WebSocket: globalThis.WebSocket, random: Math.random, clock: CLOCK, ...options };
    for (const frame of this.#options.keeper?.load() ?? []) {
      this.#outbox.set(frame.id, { frame, attempts: 0, sentAt: 0 });
    }
  }

  get status() {
    return this.#status;
  }

  get isOpen() {
    return this.#isWelcome;
  }

  /** Orders that the server has not yet acknowledged, oldest first. */
  get unacknowledged() {
    return [...this.#outbox.values()].map((entry) => entry.frame);
  }

  start() {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#attempt = 0;
    this.#open();
  }

  stop({ forget = false } = {}) {
    this.#isStopped = true;
    this.#drop(1000);
    this.#clear("retry");
    if (forget) {
      this.#outbox.clear();
      this.#save();
    }
    this.#setStatus({ name: "stopped" });
  }

  /** Connect again from the cursors: after a gap, or because the person does not want to wait. */
  restart() {
    if (this.#isStopped) return;
    this.#drop(1000);
    this.#clear("retry");
    this.#open();
  }

  /** Ask for a sign of life now, as when a phone wakes: a socket may be dead and not know it. */
  probe() {
    if (this.#isStopped) return;
    if (!this.#socket) {
      this.#attempt = 0;
      this.restart();
      return;
    }
    if (!this.#isWelcome) return;
    const asked = this.#now();
    this.#write({ v: VERSION, type: "ping", id: createId(), data: {} });
    this.#set("probe", 5_000, () => {
      if (this.#lastHeardAt < asked) this.#lose({ code: 0, reason: "silent" });
    });
  }

  /**
   * Give an order; returns its id. `durable` orders wait in the outbox for their ack and survive a
   * reconnect; others are sent now or not at all.
   */
  send(type, data, { conversationId, durable = true, id = createId() } = {}) {
    const frame = { v: VERSION, type, id, data };
    if (conversationId) frame.conversation_id = conversationId;
    if (durable) {
      if (this.#outbox.size >= MAX_OUTBOX) this.#giveUp(this.#outbox.keys().next().value, "too_many");
      this.#outbox.set(id, { frame, attempts: 0, sentAt: 0 });
      this.#save();
    }
    if (this.#isWelcome) {
      if (durable) this.#transmit(this.#outbox.get(id));
      else this.#write(frame);
    } else if (!this.#isStopped && !this.#socket) {
      // Somebody is waiting: do not sit out the rest of the back-off.
      this.#set("retry", 200, () => this.#open());
    }
    return id;
  }

  async #open() {
    this.#clear("retry");
    const generation = (this.#generation += 1);
    this.#setStatus({ name: "connecting", attempt: this.#attempt });
    let ticket;
    try {
      ticket = await this.#options.getTicket();
    } catch (error) {
      if (generation !== this.#generation || this.#isStopped) return;
      if (error.isFinal) {
        this.#isStopped = true;
        this.#setStatus({ name: "refused", error });
        return;
      }
      this.#retry({ error });
      return;
    }
    if (generation !== this.#generation || this.#isStopped) return;
    const socket = new this.#options.WebSocket(this.#options.url, [SUBPROTOCOL]);
    this.#socket = socket;
    socket.onopen = () => {
      const hello = this.#options.getHello();
      this.#write({
        v: VERSION,
        type: "hello",
        id: createId(),
        data: { ticket, cards: CARDS, limits: LIMITS, ...hello },
      });
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(event.data);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lose({ code: event.code, reason: event.reason });
    };
    this.#set("welcome", WELCOME_TIMEOUT_MS, () => this.#lose({ code: 0, reason: "no welcome" }));
  }

  #hear(text) {
    this.#lastHeardAt = this.#now();
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (!frame || typeof frame.type !== "string") return;
    if (frame.type === "welcome") this.#welcome(frame.data ?? {});
    else if (frame.type === "ack") this.#settle(frame.data ?? {});
    else if (frame.type === "error") this.#refuse(frame.data ?? {});
    this.#options.onFrame(frame);
    if (frame.type === "welcome") this.#flush();
  }

  #welcome(data) {
    this.#clear("welcome");
    this.#isWelcome = true;
    this.#heartbeatSeconds = data.heartbeat_seconds ?? this.#heartbeatSeconds;
    this.#setStatus({ name: "open" });
    this.#set("steady", STEADY_MS, () => {
      this.#attempt = 0;
    });
    this.#beat();
  }

  /** After a (re)connect everything without an ack goes out again, in order, under its own id. */
  #flush() {
    for (const entry of [...this.#outbox.values()]) this.#transmit(entry);
  }

  #transmit(entry) {
    if (entry.attempts >= MAX_ATTEMPTS) {
      this.#giveUp(entry.frame.id, "not_confirmed");
      return;
    }
    entry.attempts += 1;
    entry.sentAt = this.#now();
    this.#write(entry.frame);
    this.#watchAcks();
  }

  #watchAcks() {
    if (this.#timers.acks) return;
    this.#set("acks", ACK_TIMEOUT_MS, () => {
      const isLate = (entry) => this.#now() - entry.sentAt >= ACK_TIMEOUT_MS;
      if ([...this.#outbox.values()].some(isLate)) this.#lose({ code: 0, reason: "no ack" });
      else if (this.#outbox.size && this.#isWelcome) this.#watchAcks();
    });
  }

  #settle({ ref }) {
    if (this.#outbox.delete(ref)) this.#save();
  }

  /** The server could not take an order now: it stays in the outbox and goes out again shortly. */
  #refuse({ ref, retryable }) {
    const entry = this.#outbox.get(ref);
    if (!entry) return;
    if (!retryable) {
      this.#settle({ ref });
      return;
    }
    this.#options.clock.set(() => {
      if (this.#isWelcome && this.#outbox.has(ref)) this.#transmit(entry);
    }, RETRY_ORDER_MS * entry.attempts);
  }

  #giveUp(id, code) {
    this.#settle({ ref: id });
    this.#options.onFrame({ v: VERSION, type: "ack", data: { ref: id, status: "rejected", code } });
  }

  #beat() {
    this.#set("beat", this.#heartbeatSeconds * 1000, () => {
      if (this.#now() - this.#lastHeardAt > 2 * this.#heartbeatSeconds * 1000) {
        this.#lose({ code: 0, reason: "silent" });
        return;
      }
      this.#write({ v: VERSION, type: "ping", id: createId(), data: {} });
      this.#beat();
    });
  }

  #write(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #lose(reason) {
    this.#drop(1000);
    if (!this.#isStopped) this.#retry(reason);
  }

  #retry(reason) {
    const delay = backoffDelay(this.#attempt, this.#options.random);
    this.#attempt += 1;
    this.#setStatus({ name: "waiting", retryAt: this.#now() + delay, ...reason });
    this.#set("retry", delay, () => this.#open());
  }

  #drop(code) {
    this.#generation += 1;
    this.#isWelcome = false;
    for (const name of ["welcome", "steady", "beat", "probe", "acks"]) this.#clear(name);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = socket.onopen = null;
    try {
      socket.close(code);
    } catch {
      // A socket that never opened may refuse to close; it is forgotten either way.
    }
  }

  #save() {
    this.#options.keeper?.save(this.unacknowledged);
  }

  #setStatus(status) {
    this.#status = status;
    this.#options.onStatus(status);
  }

  #now() {
    return this.#options.clock.now();
  }

  #set(name, milliseconds, run) {
    this.#clear(name);
    this.#timers[name] = this.#options.clock.set(() => {
      this.#timers[name] = null;
      run();
    }, milliseconds);
  }

  #clear(name) {
    this.#options.clock.clear(this.#timers[name]);
    this.#timers[name] = null;
  }
}
