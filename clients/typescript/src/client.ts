/** The client of jobchat.v1: a connection, what was folded from it, and events with types. */
import { Connection } from "./connection.js";
import type { Keeper, Status } from "./connection.js";
import {
  ME, createState, dropUncontinued, foldDiscarded, foldFrame, foldOrder, forgetEpochs, hasGap, listCursors, placeFrame,
} from "./fold.js";
import type { AttachmentName, ChatState, DataOf, FrameOf, OrderOf, ResumeCursor } from "./fold.js";
import { CLOCK, createId } from "./line.js";
import type { Clock } from "./line.js";
import { overSocket } from "./socket_line.js";
import type { SocketClass } from "./socket_line.js";
import { overStreams } from "./stream_line.js";
import type { StreamOptions } from "./stream_line.js";
import type { ClientFrame, ServerFrame } from "./types.js";

/** A gap that three resumes did not close needs a fresh copy. */
const MAX_SAME_GAP = 2;

export interface ChatClientOptions {
  /** The socket's address, `wss://…/ws/v1/chat`. */
  url: string;
  /** A fresh single-use ticket; an error with `isFinal: true` says that only signing in helps. */
  getTicket: () => Promise<string>;
  /** BCP 47, as `zh-CN`. */
  locale: string;
  timeZone?: string | undefined;
  /** Cards that this client draws, as in docs/protocol.md; all of version 1 if not given. */
  cards?: string[] | undefined;
  limits?: { chips?: number; carousel?: number; actions?: number; label?: number } | undefined;
  keeper?: Keeper | undefined;
  /** For where sockets are blocked: where streams and posts go, and as whom. */
  fallback?: Pick<StreamOptions, "api" | "getToken" | "getUserId" | "fetch"> | undefined;
  WebSocket?: SocketClass | undefined;
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
}

export interface SendOptions {
  conversationId?: string | undefined;
  /** An id made before, as by `createId`. */
  id?: string | undefined;
  /** The names of the files in `attachment_ids`, to be shown until the log has the message. */
  attachments?: AttachmentName[] | undefined;
}

export interface Change {
  state: ChatState;
  before: ChatState;
  /** The frame that changed it; null where the person did. */
  frame: ServerFrame | null;
}

/** What can be listened to beside the facts, each by its type. */
export interface ClientEvents {
  /** Every fact in order, each logged one once. */
  frame: ServerFrame;
  status: Status;
  change: Change;
}

type EventName = keyof ClientEvents | ServerFrame["type"];
type EventOf<Name extends EventName> = Name extends keyof ClientEvents
  ? ClientEvents[Name]
  : Name extends ServerFrame["type"]
    ? FrameOf<Name>
    : never;
type Listener = (event: never) => void;

export class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #wanted = new Set<string>();
  readonly #opening = new Map<string, string>();
  readonly #settlers = new Map<string, (ack: DataOf<"ack">) => void>();
  readonly #asked = new Set<string>();
  #named: ReadonlySet<string> = new Set();
  #sameGap = { key: "", count: 0 };
  #state = createState();

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? CLOCK;
    const { fallback, clock, random, keeper } = options;
    const WebSocket = options.WebSocket ?? (globalThis.WebSocket as unknown as SocketClass);
    const getCursors = (): ResumeCursor[] => this.#listCursors();
    this.#connection = new Connection({
      socket: overSocket(options.url, { WebSocket }),
      stream: fallback && overStreams({ ...fallback, clock, getCursors, getDeclared: () => options }),
      getTicket: options.getTicket,
      getHello: () => this.#buildHello(),
      onFrame: (frame) => this.#hear(frame),
      onStatus: (status) => this.#tell("status", status),
      keeper,
      clock,
      random,
    });
  }

  /** Everything known now. It is never changed, only replaced. */
  get state(): ChatState {
    return this.#state;
  }

  get status(): Status {
    return this.#connection.status;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Orders that the server has not yet acknowledged, oldest first. */
  get unacknowledged(): ClientFrame[] {
    return this.#connection.unacknowledged;
  }

  start(): void {
    this.#connection.start();
  }

  /** Hang up. With `forget`, also drop what was known and unsent, as for another person. */
  stop({ forget = false } = {}): void {
    this.#connection.stop({ forget });
    if (!forget) return;
    this.#wanted.clear();
    this.#asked.clear();
    this.#settlers.clear();
    this.#replace(createState(), null);
  }

  /** Connect again now, as when the person does not want to wait. */
  restart(): void {
    this.#connection.restart();
  }

  /** Make sure that the line lives, as when a phone wakes or its person comes back to it. */
  probe(): void {
    this.#connection.probe();
  }

  /** Listen to a fact by its type, to `frame`, `status` or `change`; returns how to stop. */
  on<Name extends EventName>(name: Name, listener: (event: EventOf<Name>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  /**
   * Give an order; returns its id. One with an effect reaches the server once, whatever the network
   * does; one that only reads is sent now or not at all. `state` shows at once what was sent.
   */
  send<Type extends ClientFrame["type"]>(
    type: Type,
    data: NonNullable<OrderOf<Type>["data"]>,
    { conversationId, id = createId(), attachments }: SendOptions = {},
  ): string {
    const frame = {
      v: 1,
      type,
      id,
      ...(conversationId === undefined ? {} : { conversation_id: conversationId }),
      data,
    } as ClientFrame & { id: string };
    this.#show(frame, attachments);
    this.#connection.send(frame);
    return id;
  }

  /** Wait for what becomes of an order; `rejected` is an answer as well. */
  settled(id: string): Promise<DataOf<"ack">> {
    return new Promise((resolve) => this.#settlers.set(id, resolve));
  }

  /** Follow a chat from here on: its newest items, and everything that happens in it. */
  open(conversationId: string): void {
    // Last in, first followed: over streams not all can be.
    this.#wanted.delete(conversationId);
    this.#wanted.add(conversationId);
    this.#openWanted();
  }

  /** Ask for older items; false where there are none or they are on their way. */
  loadOlder(conversationId: string, { limit = 60 } = {}): boolean {
    const conversation = this.#state.conversations[conversationId];
    if (!this.isOpen || !conversation?.hasOlder || conversation.olderRef) return false;
    const { oldestSeq } = conversation;
    this.send("history.get", oldestSeq ? { before_seq: oldestSeq, limit } : { limit }, { conversationId });
    return true;
  }

  /** Take a message out of sight that was not taken, or has not gone out yet. */
  discard(ref: string): void {
    this.#connection.discard(ref);
    this.#replace(foldDiscarded(this.#state, ref), null);
  }

  // --- Frames --------------------------------------------------------------------------------

  #buildHello(): Record<string, unknown> {
    const { locale, timeZone, cards, limits } = this.#options;
    const resume = this.#listCursors();
    this.#named = new Set(resume.map((cursor) => cursor.conversation_id));
    return {
      locale,
      time_zone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(cards && { cards }),
      ...(limits && { limits }),
      resume,
    };
  }

  /** The person's own stream, what was opened last, then the rest. */
  #listCursors(): ResumeCursor[] {
    const opened = [...this.#wanted];
    const rank = ({ conversation_id: id }: ResumeCursor): number => (id === ME ? Infinity : opened.indexOf(id));
    return listCursors(this.#state).sort((left, right) => rank(right) - rank(left) || 0);
  }

  #hear(frame: ServerFrame): void {
    const place = placeFrame(this.#state, frame);
    if (place === "repeat") return;
    const isWelcome = frame.type === "welcome";
    const next = foldFrame(isWelcome ? dropUncontinued(this.#state, frame, { named: this.#named }) : this.#state, frame);
    this.#replace(isWelcome ? this.#restore(next) : next, frame);
    if (this.isOpen && hasGap(this.#state)) this.#mend();
    if (place === "gap") return;
    this.#note(frame);
    this.#tell("frame", frame);
    this.#tell(frame.type, frame);
  }

  /** Messages written before a reload stand in their conversation again until the server has them. */
  #restore(state: ChatState): ChatState {
    const at = new Date(this.#clock.now()).toISOString();
    return this.unacknowledged
      .filter((order) => order.type === "message.send")
      .reduce((shown, order) => foldOrder(shown, order, { at }), state);
  }

  #note(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        this.#opening.clear();
        this.#openWanted();
        break;
      case "resync":
        this.#opening.delete(frame.data.conversation_id);
        // What changed in memory meanwhile is in no copy of the own stream.
        if (frame.data.conversation_id === ME && this.#state.memory) this.send("memory.list", {});
        break;
      case "conversation.deleted":
        this.#wanted.delete((frame.data as DataOf<"conversation.deleted">).conversation_id);
        break;
      case "ack":
        this.#settle(frame.data);
        break;
      case "error":
        if (frame.data.ref && !frame.data.retryable) {
          const { ref, code, message } = frame.data;
          this.#settle({ ref, status: "rejected", code, message });
        }
        break;
      case "item.delta":
        this.#askForText(frame.conversation_id ?? "", (frame.data as DataOf<"item.delta">).item_id);
        break;
      default:
    }
  }

  #settle(ack: DataOf<"ack">): void {
    this.#settlers.get(ack.ref)?.(ack);
    this.#settlers.delete(ack.ref);
    if (ack.status !== "rejected") {
      if (ack.conversation_id) this.#followNew(ack.conversation_id, ack);
      return;
    }
    // A chat that cannot be opened is not asked for again.
    for (const [id, ref] of this.#opening) if (ref === ack.ref) this.#wanted.delete(id);
  }

  /** A new chat is one to follow; the first answer to its order brings it whole. */
  #followNew(id: string, { ref, status }: DataOf<"ack">): void {
    if ((this.#state.conversations[id]?.seq ?? null) !== null) return;
    this.#wanted.add(id);
    if (status === "accepted") this.#opening.set(id, ref);
    else this.#openWanted();
  }

  /** A hole in a text that is being written: a resume brings the text so far, once an item. */
  #askForText(conversationId: string, itemId: string): void {
    if (!this.#state.conversations[conversationId]?.items[itemId]?.isTorn || this.#asked.has(itemId)) return;
    this.#asked.add(itemId);
    this.#connection.restart();
  }

  /** A hole in the numbers: ask again from the last good one; if that does not help, start afresh. */
  #mend(): void {
    const key = JSON.stringify(listCursors(this.#state));
    this.#sameGap = { key, count: this.#sameGap.key === key ? this.#sameGap.count + 1 : 0 };
    const { count } = this.#sameGap;
    if (count > MAX_SAME_GAP) {
      this.#state = forgetEpochs(this.#state);
      this.#sameGap = { key: "", count: 0 };
    }
    // At once the first time; a server that repeats its mistake is not asked faster than after a loss.
    if (count === 0) this.#connection.restart();
    else this.#connection.resume("gap");
  }

  #openWanted(): void {
    if (!this.isOpen) return;
    for (const id of this.#wanted) {
      const isKnown = (this.#state.conversations[id]?.seq ?? null) !== null;
      if (isKnown || this.#opening.has(id)) continue;
      const ref = createId();
      this.#opening.set(id, ref);
      const frame = { v: 1, type: "conversation.open", id: ref, data: { conversation_id: id } } as const;
      // Not kept: after a reconnect what is still wanted is asked for anew.
      this.#connection.send(frame, { isDurable: false });
    }
  }

  #show(order: ClientFrame, attachments: AttachmentName[] = []): void {
    const at = new Date(this.#clock.now()).toISOString();
    this.#replace(foldOrder(this.#state, order, { at, attachments }), null);
  }

  #replace(state: ChatState, frame: ServerFrame | null): void {
    const before = this.#state;
    this.#state = state;
    if (state !== before) this.#tell("change", { state, before, frame });
  }

  #tell<Name extends EventName>(name: Name, event: EventOf<Name>): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: EventOf<Name>) => void)(event);
      } catch (error) {
        // A listener's mistake is the app's to see, and must not stop what arrives.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
