/** What a connection needs of whatever carries its frames. */
import type { ClientFrame, ServerFrame } from "./types.js";

/** Why a line is no more: a close code of the protocol, or 0 and a reason of our own. */
export interface Loss {
  code: number;
  reason: string;
  /** How long the server asked to be left alone. */
  retryAfterSeconds?: number;
}

export interface LineListener {
  /** `hello` may be sent. */
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  /** Something came that is no frame, but a sign of life. */
  onSign(): void;
  /** Called at most once, and never after `close`. */
  onLost(loss: Loss): void;
}

export interface Line {
  readonly transport: "socket" | "stream";
  send(frame: ClientFrame): void;
  /** The streams that are followed may have become others. */
  follow(): void;
  close(): void;
}

export type OpenLine = (listener: LineListener) => Line;

/** Timers and the time of day, so that tests can turn the clock. */
export interface Clock {
  now(): number;
  set(run: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

export const CLOCK: Clock = {
  now: () => Date.now(),
  set: (run, milliseconds) => setTimeout(run, milliseconds),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
};

/** A frame as it came off the wire; null for what is none. */
export function parseFrame(text: unknown): ServerFrame | null {
  let frame: unknown;
  try {
    frame = JSON.parse(String(text));
  } catch {
    return null;
  }
  if (typeof frame !== "object" || frame === null) return null;
  const { type, data } = frame as { type?: unknown; data?: unknown };
  if (typeof type !== "string") return null;
  // Every fact has data; one that a newer server sends without is read as saying nothing.
  return { ...frame, data: typeof data === "object" && data !== null ? data : {} } as ServerFrame;
}

/** A new id of an order: a UUID, the same for every attempt to send it. */
export function createId(): string {
  const crypto = globalThis.crypto as Crypto | undefined;
  if (typeof crypto?.randomUUID === "function") return crypto.randomUUID();
  // A browser has no randomUUID over plain http, Node 18 and some phones' engines no crypto at all.
  // An id has to be unlike this person's others; nobody gains anything by guessing it.
  const random = Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));
  const bytes = crypto?.getRandomValues(new Uint8Array(16)) ?? random;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}
