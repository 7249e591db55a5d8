/** The client of jobchat.v1: a connection, what was folded from it, and events with types. */
import { Connection } from "./connection.js";
import { ME, createState, dropUncontinued, foldDiscarded, foldFrame, foldOrder, forgetEpochs, hasGap, listCursors, placeFrame, } from "./fold.js";
import { CLOCK, createId } from "./line.js";
import { overSocket } from "./socket_line.js";
import { overStreams } from "./stream_line.js";
/** A gap that three resumes did not close needs a fresh copy. */
const MAX_SAME_GAP = 2;
export class ChatClient {
    #options;
    #clock;
    #connection;
    #listeners = new Map();
    #wanted = new Set();
    #opening = new Map();
    #settlers = new Map();
    #asked = new Set();
    #named = new Set();
    #sameGap = { key: "", count: 0 };
    #state = createState();
    constructor(options) {
        this.#options = options;
        this.#clock = options.clock ?? CLOCK;
        const { fallback, clock, random, keeper } = options;
        const WebSocket = options.WebSocket ?? globalThis.WebSocket;
        const getCursors = () => this.#listCursors();
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
    get state() {
        return this.#state;
    }
    get status() {
        return this.#connection.status;
    }
    get isOpen() {
        return this.#connection.isOpen;
    }
    /** Orders that the server has not yet acknowledged, oldest first. */
    get unacknowledged() {
        return this.#connection.unacknowledged;
    }
    start() {
        this.#connection.start();
    }
    /** Hang up. With `forget`, also drop what was known and unsent, as for another person. */
    stop({ forget = false } = {}) {
        this.#connection.stop({ forget });
        if (!forget)
            return;
        this.#wanted.clear();
        this.#asked.clear();
        this.#settlers.clear();
        this.#replace(createState(), null);
    }
    /** Connect again now, as when the person does not want to wait. */
    restart() {
        this.#connection.restart();
    }
    /** Make sure that the line lives, as when a phone wakes or its person comes back to it. */
    probe() {
        this.#connection.probe();
    }
    /** Listen to a fact by its type, to `frame`, `status` or `change`; returns how to stop. */
    on(name, listener) {
        const listeners = this.#listeners.get(name) ?? new Set();
        this.#listeners.set(name, listeners.add(listener));
        return () => listeners.delete(listener);
    }
    /**
     * Give an order; returns its id. One with an effect reaches the server once, whatever the network
     * does; one that only reads is sent now or not at all. `state` shows at once what was sent.
     */
    send(type, data, { conversationId, id = createId(), attachments } = {}) {
        const frame = {
            v: 1,
            type,
            id,
            ...(conversationId === undefined ? {} : { conversation_id: conversationId }),
            data,
        };
        this.#show(frame, attachments);
        this.#connection.send(frame);
        return id;
    }
    /** Wait for what becomes of an order; `rejected` is an answer as well. */
    settled(id) {
        return new Promise((resolve) => this.#settlers.set(id, resolve));
    }
    /** Follow a chat from here on: its newest items, and everything that happens in it. */
    open(conversationId) {
        // Last in, first followed: over streams not all can be.
        this.#wanted.delete(conversationId);
        this.#wanted.add(conversationId);
        this.#openWanted();
    }
    /** Ask for older items; false where there are none or they are on their way. */
    loadOlder(conversationId, { limit = 60 } = {}) {
        const conversation = this.#state.conversations[conversationId];
        if (!this.isOpen || !conversation?.hasOlder || conversation.olderRef)
            return false;
        const { oldestSeq } = conversation;
        this.send("history.get", oldestSeq ? { before_seq: oldestSeq, limit } : { limit }, { conversationId });
        return true;
    }
    /** Take a message out of sight that was not taken, or has not gone out yet. */
    discard(ref) {
        this.#connection.discard(ref);
        this.#replace(foldDiscarded(this.#state, ref), null);
    }
    // --- Frames --------------------------------------------------------------------------------
    #buildHello() {
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
    #listCursors() {
        const opened = [...this.#wanted];
        const rank = ({ conversation_id: id }) => (id === ME ? Infinity : opened.indexOf(id));
        return listCursors(this.#state).sort((left, right) => rank(right) - rank(left) || 0);
    }
    #hear(frame) {
        const place = placeFrame(this.#state, frame);
        if (place === "repeat")
            return;
        const isWelcome = frame.type === "welcome";
        const next = foldFrame(isWelcome ? dropUncontinued(this.#state, frame, { named: this.#named }) : this.#state, frame);
        this.#replace(isWelcome ? this.#restore(next) : next, frame);
        if (this.isOpen && hasGap(this.#state))
            this.#mend();
        if (place === "gap")
            return;
        this.#note(frame);
        this.#tell("frame", frame);
        this.#tell(frame.type, frame);
    }
    /** Messages written before a reload stand in their conversation again until the server has them. */
    #restore(state) {
        const at = new Date(this.#clock.now()).toISOString();
        return this.unacknowledged
            .filter((order) => order.type === "message.send")
            .reduce((shown, order) => foldOrder(shown, order, { at }), state);
    }
    #note(frame) {
        switch (frame.type) {
            case "welcome":
                this.#opening.clear();
                this.#openWanted();
                break;
            case "resync":
                this.#opening.delete(frame.data.conversation_id);
                // What changed in memory meanwhile is in no copy of the own stream.
                if (frame.data.conversation_id === ME && this.#state.memory)
                    this.send("memory.list", {});
                break;
            case "conversation.deleted":
                this.#wanted.delete(frame.data.conversation_id);
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
                this.#askForText(frame.conversation_id ?? "", frame.data.item_id);
                break;
            default:
        }
    }
    #settle(ack) {
        this.#settlers.get(ack.ref)?.(ack);
        this.#settlers.delete(ack.ref);
        if (ack.status !== "rejected") {
            if (ack.conversation_id)
                this.#followNew(ack.conversation_id, ack);
            return;
        }
        // A chat that cannot be opened is not asked for again.
        for (const [id, ref] of this.#opening)
            if (ref === ack.ref)
                this.#wanted.delete(id);
    }
    /** A new chat is one to follow; the first answer to its order brings it whole. */
    #followNew(id, { ref, status }) {
        if ((this.#state.conversations[id]?.seq ?? null) !== null)
            return;
        this.#wanted.add(id);
        if (status === "accepted")
            this.#opening.set(id, ref);
        else
            this.#openWanted();
    }
    /** A hole in a text that is being written: a resume brings the text so far, once an item. */
    #askForText(conversationId, itemId) {
        if (!this.#state.conversations[conversationId]?.items[itemId]?.isTorn || this.#asked.has(itemId))
            return;
        this.#asked.add(itemId);
        this.#connection.restart();
    }
    /** A hole in the numbers: ask again from the last good one; if that does not help, start afresh. */
    #mend() {
        const key = JSON.stringify(listCursors(this.#state));
        this.#sameGap = { key, count: this.#sameGap.key === key ? this.#sameGap.count + 1 : 0 };
        const { count } = this.#sameGap;
        if (count > MAX_SAME_GAP) {
            this.#state = forgetEpochs(this.#state);
            this.#sameGap = { key: "", count: 0 };
        }
        // At once the first time; a server that repeats its mistake is not asked faster than after a loss.
        if (count === 0)
            this.#connection.restart();
        else
            this.#connection.resume("gap");
    }
    #openWanted() {
        if (!this.isOpen)
            return;
        for (const id of this.#wanted) {
            const isKnown = (this.#state.conversations[id]?.seq ?? null) !== null;
            if (isKnown || this.#opening.has(id))
                continue;
            const ref = createId();
            this.#opening.set(id, ref);
            const frame = { v: 1, type: "conversation.open", id: ref, data: { conversation_id: id } };
            // Not kept: after a reconnect what is still wanted is asked for anew.
            this.#connection.send(frame, { isDurable: false });
        }
    }
    #show(order, attachments = []) {
        const at = new Date(this.#clock.now()).toISOString();
        this.#replace(foldOrder(this.#state, order, { at, attachments }), null);
    }
    #replace(state, frame) {
        const before = this.#state;
        this.#state = state;
        if (state !== before)
            this.#tell("change", { state, before, frame });
    }
    #tell(name, event) {
        for (const listener of [...(this.#listeners.get(name) ?? [])]) {
            try {
                listener(event);
            }
            catch (error) {
                // A listener's mistake is the app's to see, and must not stop what arrives.
                queueMicrotask(() => {
                    throw error;
                });
            }
        }
    }
}
