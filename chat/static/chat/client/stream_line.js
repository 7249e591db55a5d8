/**
 * A line where sockets are blocked: each conversation's events come as a stream of server-sent
 * events, and orders go out by POST to the same address. The frames are those of a socket.
 *
 * `fetch` reads the streams, not EventSource: a token belongs in a header, never in a URL.
 */
import { CLOSE } from "./connection.js";
import { ME } from "./fold.js";
import { CLOCK, parseFrame } from "./line.js";
/** A browser opens six connections to a host over HTTP/1.1; posts need some of them. */
const MAX_STREAMS = 4;
const POST_TIMEOUT_MS = 20_000;
const SILENT_MS = 60_000;
const REOPEN_FIRST_MS = 500;
const REOPEN_CEILING_MS = 30_000;
const SHORT_LIVED_MS = 5_000;
/** Reads server-sent events: text in, the data of each whole event out. */
export class EventReader {
    /** How long the server asks to be left alone when the stream has ended. */
    retryMs = 0;
    #rest = "";
    #data = [];
    read(text) {
        const events = [];
        // A line may end in CR, LF or both; a CR at the end of a piece may have its LF in the next.
        const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
        this.#rest = lines.pop() ?? "";
        for (const line of lines) {
            if (line === "") {
                if (this.#data.length)
                    events.push(this.#data.join("\n"));
                this.#data = [];
            }
            else if (line.startsWith("data:"))
                this.#data.push(line.slice(line[5] === " " ? 6 : 5));
            else if (/^retry: ?\d{1,6}$/.test(line))
                this.retryMs = Number(line.slice(6));
        }
        return events;
    }
}
function readLoss(response, reason) {
    const seconds = Number(response.headers.get("Retry-After"));
    const asked = Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: seconds } : {};
    if (response.status === 401)
        return { code: CLOSE.unauthenticated, reason, ...asked };
    if (response.status === 429)
        return { code: CLOSE.flood, reason, ...asked };
    return { code: 0, reason: `${reason} ${response.status}`, ...asked };
}
class StreamLine {
    transport = "stream";
    #options;
    #listener;
    #clock;
    #fetch;
    #streams = new Map();
    #gone = new Set();
    #orders = [];
    #abort = new AbortController();
    #isPosting = false;
    constructor(options, listener) {
        this.#options = options;
        this.#listener = listener;
        this.#clock = options.clock ?? CLOCK;
        this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
        queueMicrotask(() => {
            if (!this.#isClosed)
                this.#listener.onOpen();
        });
    }
    get #isClosed() {
        return this.#abort.signal.aborted;
    }
    send(frame) {
        if (frame.type === "hello")
            void this.#greet(frame.data.resume ?? []);
        else if (frame.type === "ping")
            this.#pong();
        else {
            this.#orders.push(frame);
            void this.#post();
        }
    }
    follow() {
        // The own stream is followed from now on where it has no cursor yet.
        const wanted = [ME, ...this.#options.getCursors().map((cursor) => cursor.conversation_id)];
        const ids = new Set([...new Set(wanted)].filter((id) => !this.#gone.has(id)).slice(0, MAX_STREAMS));
        for (const id of [...this.#streams.keys()])
            if (!ids.has(id))
                this.#close(id);
        for (const id of ids)
            if (!this.#streams.has(id))
                void this.#read(id);
    }
    close() {
        this.#abort.abort();
        for (const id of [...this.#streams.keys()])
            this.#close(id);
    }
    #lose(loss) {
        if (this.#isClosed)
            return;
        this.close();
        this.#listener.onLost(loss);
    }
    #hear(frame) {
        if (!this.#isClosed)
            this.#listener.onFrame(frame);
    }
    #eventsOf(conversationId) {
        const declared = this.#options.getDeclared?.();
        const words = new URLSearchParams({ ...(declared && { locale: declared.locale }) });
        for (const card of declared?.cards ?? [])
            words.append("cards", card);
        // None at all is another thing than nothing said.
        if (declared?.cards?.length === 0)
            words.append("cards", "");
        for (const [name, limit] of Object.entries(declared?.limits ?? {}))
            words.append(name, String(limit));
        const query = words.toString();
        return `/conversations/${conversationId}/events${query && `?${query}`}`;
    }
    async #ask(path, { body, signal, ...more }) {
        return this.#fetch(this.#options.api + path, {
            method: body === undefined ? "GET" : "POST",
            headers: { Authorization: `Bearer ${await this.#options.getToken()}`, ...more.headers },
            ...(body === undefined ? {} : { body }),
            credentials: "omit",
            cache: "no-store",
            signal,
        });
    }
    // --- Coming and going ----------------------------------------------------------------------
    /** What `welcome` says over a socket is read from the list of chats. */
    async #greet(cursors) {
        try {
            const response = await this.#ask("/conversations", { signal: this.#abort.signal });
            if (!response.ok) {
                this.#lose(readLoss(response, "list refused"));
                return;
            }
            const heads = (await response.json());
            this.#hear(this.#buildWelcome(heads, cursors));
        }
        catch {
            this.#lose({ code: 0, reason: "no list" });
        }
    }
    #buildWelcome(heads, cursors) {
        const cursorOf = (id) => cursors.find((each) => each.conversation_id === id);
        const isGood = ({ conversation_id: id, epoch, head_seq }) => {
            const cursor = cursorOf(id);
            return cursor?.epoch === epoch && cursor.after_seq <= head_seq;
        };
        const me = cursorOf(ME);
        const data = {
            ...(this.#options.getUserId && { user_id: this.#options.getUserId() }),
            conversations: heads.map((head) => ({ ...head, recovered: isGood(head) })),
            // Its stream says by itself where it cannot go on.
            ...(me && { me: { epoch: me.epoch, head_seq: me.after_seq, recovered: true } }),
        };
        return { v: 1, type: "welcome", at: new Date(this.#clock.now()).toISOString(), data };
    }
    /** Each stream is watched by itself; while none is overdue, the line is as alive as it can be. */
    #pong() {
        if (this.#streams.size)
            this.#listener.onSign();
    }
    // --- Orders --------------------------------------------------------------------------------
    /** One at a time: orders are taken in the order in which they were given. */
    async #post() {
        if (this.#isPosting)
            return;
        this.#isPosting = true;
        for (let frame = this.#orders.shift(); frame && !this.#isClosed; frame = this.#orders.shift()) {
            try {
                await this.#postOne(frame);
            }
            catch {
                this.#lose({ code: 0, reason: "post failed" });
            }
        }
        this.#isPosting = false;
    }
    async #postOne(frame) {
        const abort = new AbortController();
        const stop = () => abort.abort();
        this.#abort.signal.addEventListener("abort", stop);
        const timer = this.#clock.set(stop, POST_TIMEOUT_MS);
        try {
            const response = await this.#ask(this.#eventsOf(frame.conversation_id ?? ME), {
                headers: { "Content-Type": "application/json", Accept: "application/json" },
                body: JSON.stringify(frame),
                signal: abort.signal,
            });
            const body = await response.text();
            if (!this.#isClosed)
                this.#answer(frame, response, body);
        }
        finally {
            this.#clock.clear(timer);
            this.#abort.signal.removeEventListener("abort", stop);
        }
    }
    #answer(order, response, body) {
        const frames = readFrames(body);
        // Logged events come by their stream, in order; here they would only leave gaps.
        for (const frame of frames)
            if (frame.seq == null)
                this.#hear(frame);
        if (frames.length === 0 && !response.ok)
            this.#refuse(order, response);
    }
    #refuse(order, response) {
        const isFinal = [400, 404, 409, 413, 422].includes(response.status);
        const ref = order.id ?? "";
        const at = new Date(this.#clock.now()).toISOString();
        if (!isFinal && response.status !== 429) {
            this.#lose(readLoss(response, "post refused"));
        }
        else if (isFinal) {
            const code = response.status === 413 ? "too_large" : response.status === 404 ? "conversation_not_found" : "malformed";
            this.#hear({ v: 1, type: "ack", at, data: { ref, status: "rejected", code } });
        }
        else {
            const data = { code: "rate_limited", message: "", pointer: "", retryable: true, ref };
            this.#hear({ v: 1, type: "error", at, data });
        }
    }
    // --- Streams -------------------------------------------------------------------------------
    #close(id) {
        const stream = this.#streams.get(id);
        if (!stream)
            return;
        this.#streams.delete(id);
        this.#clock.clear(stream.silence);
        stream.abort.abort();
    }
    /** Follow one stream until it is closed here; one that ends by itself goes on from its cursor. */
    async #read(id) {
        const stream = { abort: new AbortController(), silence: undefined, retryMs: 0 };
        this.#streams.set(id, stream);
        const isOver = () => this.#streams.get(id) !== stream;
        for (let short = 0; !isOver();) {
            const startedAt = this.#clock.now();
            // Each attempt has its own: a silent one is ended and the next begins.
            const attempt = new AbortController();
            const stop = () => attempt.abort();
            stream.abort.signal.addEventListener("abort", stop);
            try {
                const isThere = await this.#readOnce(id, stream, attempt);
                if (!isThere)
                    return;
            }
            catch {
                if (isOver())
                    return;
                if (!attempt.signal.aborted) {
                    this.#lose({ code: 0, reason: "stream cut" });
                    return;
                }
            }
            finally {
                this.#clock.clear(stream.silence);
                stream.abort.signal.removeEventListener("abort", stop);
            }
            short = this.#clock.now() - startedAt < SHORT_LIVED_MS ? short + 1 : 0;
            const delay = Math.min(REOPEN_CEILING_MS, REOPEN_FIRST_MS * 2 ** short);
            await this.#pause(Math.max(delay, stream.retryMs), stream.abort.signal);
        }
    }
    /** Read a stream to its end. Returns whether there is such a stream. */
    async #readOnce(id, stream, attempt) {
        const cursor = this.#options.getCursors().find((each) => each.conversation_id === id);
        const response = await this.#ask(this.#eventsOf(id), {
            headers: {
                Accept: "text/event-stream",
                ...(cursor && { "Last-Event-ID": `${cursor.epoch}-${cursor.after_seq}` }),
            },
            signal: attempt.signal,
        });
        if (response.status === 404 && id !== ME) {
            this.#gone.add(id);
            this.#close(id);
            return false;
        }
        if (!response.ok || !response.body) {
            this.#lose(readLoss(response, "stream refused"));
            return false;
        }
        const reader = response.body.getReader();
        const decoder = new TextDecoder();
        const events = new EventReader();
        for (;;) {
            this.#clock.clear(stream.silence);
            stream.silence = this.#clock.set(() => attempt.abort(), SILENT_MS);
            const { done, value } = await reader.read();
            if (done)
                return true;
            this.#listener.onSign();
            const texts = events.read(decoder.decode(value, { stream: true }));
            stream.retryMs = events.retryMs;
            for (const text of texts) {
                const frame = parseFrame(text);
                if (frame)
                    this.#hear(frame);
                if (attempt.signal.aborted)
                    return true;
            }
        }
    }
    #pause(milliseconds, signal) {
        return new Promise((resolve) => {
            if (signal.aborted) {
                resolve();
                return;
            }
            const timer = this.#clock.set(resolve, milliseconds);
            signal.addEventListener("abort", () => {
                this.#clock.clear(timer);
                resolve();
            });
        });
    }
}
function readFrames(body) {
    try {
        const { frames } = JSON.parse(body);
        return (frames ?? []).flatMap((frame) => parseFrame(JSON.stringify(frame)) ?? []);
    }
    catch {
        return [];
    }
}
/** Return a way to speak by streams and posts. */
export function overStreams(options) {
    return (listener) => new StreamLine(options, listener);
}
