/** A line over a WebSocket. */
import { parseFrame } from "./line.js";
export const SUBPROTOCOL = "jobchat.v1";
const OPEN = 1;
/** Return a way to open a socket at `url`. */
export function overSocket(url, { WebSocket }) {
    return (listener) => {
        const socket = new WebSocket(url, [SUBPROTOCOL]);
        socket.onopen = () => listener.onOpen();
        socket.onmessage = (event) => {
            const frame = parseFrame(event.data);
            if (frame)
                listener.onFrame(frame);
            else
                listener.onSign();
        };
        socket.onclose = (event) => listener.onLost({ code: event.code, reason: event.reason });
        return {
            transport: "socket",
            send(frame) {
                if (socket.readyState === OPEN)
                    socket.send(JSON.stringify(frame));
            },
            // One socket carries every stream: the server follows them by itself.
            follow() { },
            close() {
                socket.onopen = socket.onmessage = socket.onclose = null;
                // An error of a socket that nobody waits for is nobody's news.
                socket.onerror = () => { };
                try {
                    socket.close(1000);
                }
                catch {
                    // A socket that never opened may refuse to close; it is forgotten either way.
                }
            },
        };
    };
}
