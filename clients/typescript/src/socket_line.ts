/** A line over a WebSocket. */
import { parseFrame } from "./line.js";
import type { Line, OpenLine } from "./line.js";

export const SUBPROTOCOL = "jobchat.v1";

/** As much of WebSocket as is used here, which other implementations have as well. */
export interface SocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}
export type SocketClass = new (url: string, protocols: string[]) => SocketLike;

const OPEN = 1;

/** Return a way to open a socket at `url`. */
export function overSocket(url: string, { WebSocket }: { WebSocket: SocketClass }): OpenLine {
  return (listener): Line => {
    const socket = new WebSocket(url, [SUBPROTOCOL]);
    socket.onopen = () => listener.onOpen();
    socket.onmessage = (event: { data: unknown }) => {
      const frame = parseFrame(event.data);
      if (frame) listener.onFrame(frame);
      else listener.onSign();
    };
    socket.onclose = (event: { code: number; reason: string }) =>
      listener.onLost({ code: event.code, reason: event.reason });
    return {
      transport: "socket",
      send(frame) {
        if (socket.readyState === OPEN) socket.send(JSON.stringify(frame));
      },
      // One socket carries every stream: the server follows them by itself.
      follow() {},
      close() {
        socket.onopen = socket.onmessage = socket.onclose = null;
        // An error of a socket that nobody waits for is nobody's news.
        socket.onerror = () => {};
        try {
          socket.close(1000);
        } catch {
          // A socket that never opened may refuse to close; it is forgotten either way.
        }
      },
    };
  };
}
