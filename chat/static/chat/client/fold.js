/**
 * What a client knows, folded from frames. Every function is pure: same state and frame, same
 * answer, and what did not change keeps its identity, so that a view redraws only what did.
 */
import { applyPatch } from "./patch.js";
import { CARD_KINDS, FACT_TYPES } from "./types.js";
export const ME = "me";
const STREAMING_ORDER = Number.MAX_SAFE_INTEGER - 1;
const LOCAL_ORDER = Number.MAX_SAFE_INTEGER;
const MAX_UNPLACED = 200;
/** As many as a `hello` may carry. */
const MAX_CURSORS = 100;
export function createState() {
    return {
        isWelcome: false,
        userId: null,
        persona: null,
        heartbeatSeconds: 25,
        limits: {},
        me: { epoch: null, seq: null, hasGap: false },
        conversations: {},
        memory: null,
    };
}
function createConversation(id) {
    return {
        id,
        kind: "assistant",
        title: "",
        scene: null,
        persona: null,
        isRemembered: true,
        updatedAt: null,
        epoch: null,
        seq: null,
        headSeq: 0,
        newsSeq: 0,
        readSeq: 0,
        peerReadSeq: null,
        hasGap: false,
        order: [],
        items: {},
        turn: null,
        prompt: null,
        answering: null,
        chips: [],
        oldestSeq: null,
        hasOlder: false,
        olderRef: null,
        lastOutcome: null,
        unplaced: [],
    };
}
/** Number of Unicode code points, which is what a delta's `offset` counts. */
export function countCodePoints(text) {
    let count = 0;
    for (const _ of text)
        count += 1;
    return count;
}
/** What to show of an item: its text, or a card of a kind that is known here. */
export function readContent(item) {
    if (item.kind !== "card" || !item.card)
        return { kind: "text", text: item.text ?? "" };
    const card = item.card;
    if (CARD_KINDS.includes(card.kind))
        return { kind: "card", card };
    return { kind: "text", text: card.fallback_text };
}
/** Items of a conversation in the order in which they are shown. */
export function listItems(conversation) {
    return conversation.order.flatMap((id) => conversation.items[id] ?? []);
}
export function listConversations(state) {
    return Object.values(state.conversations).sort((left, right) => String(right.updatedAt ?? "").localeCompare(String(left.updatedAt ?? "")));
}
export const isUnread = (conversation) => conversation.newsSeq > conversation.readSeq;
/** The cursors of `hello`: where this client stands in each stream that it has a state for. */
export function listCursors(state) {
    const cursors = listConversations(state).flatMap(({ id, epoch, seq }) => seq === null ? [] : [{ conversation_id: id, epoch: epoch ?? "", after_seq: seq }]);
    if (state.me.seq !== null) {
        cursors.unshift({ conversation_id: ME, epoch: state.me.epoch ?? "", after_seq: state.me.seq });
    }
    return cursors.slice(0, MAX_CURSORS);
}
export function hasGap(state) {
    return state.me.hasGap || Object.values(state.conversations).some((each) => each.hasGap);
}
/** Say whether a frame is the next of its stream, was heard before, or leaves a gap. */
export function placeFrame(state, frame) {
    if (frame.seq == null || !frame.conversation_id)
        return "live";
    const stream = frame.conversation_id === ME ? state.me : state.conversations[frame.conversation_id];
    if (!stream || stream.seq === null)
        return "unopened";
    // A state whose epoch was dropped is known to be wrong: nothing but a fresh one continues it.
    // One that begins at 0 is of whatever epoch its first event is.
    const isNew = stream.seq === 0 && stream.epoch === null;
    if (frame.epoch && stream.epoch !== frame.epoch && !isNew)
        return "gap";
    if (frame.seq <= stream.seq)
        return "repeat";
    return frame.seq === stream.seq + 1 ? "next" : "gap";
}
/** Return the state in which no stream with a gap is continued: a `resync` brings it whole. */
export function forgetEpochs(state) {
    const torn = Object.values(state.conversations).filter((each) => each.hasGap);
    return {
        ...state,
        me: state.me.hasGap ? { ...state.me, epoch: null } : state.me,
        conversations: {
            ...state.conversations,
            ...Object.fromEntries(torn.map((each) => [each.id, { ...each, epoch: null }])),
        },
    };
}
// --- Items -----------------------------------------------------------------------------------
function withConversation(state, id, change) {
    const before = state.conversations[id] ?? createConversation(id);
    const after = change(before);
    if (after === before && state.conversations[id])
        return state;
    return { ...state, conversations: { ...state.conversations, [id]: after } };
}
function orderOf(item) {
    return item.isLocal ? LOCAL_ORDER : (item.seq ?? STREAMING_ORDER);
}
function putItem(conversation, item) {
    const known = conversation.items[item.item_id];
    const items = { ...conversation.items, [item.item_id]: item };
    if (known && orderOf(known) === orderOf(item))
        return { ...conversation, items };
    const order = conversation.order.filter((id) => id !== item.item_id);
    const isBefore = (id) => {
        const other = items[id];
        return other !== undefined && orderOf(other) > orderOf(item);
    };
    let at = order.length;
    while (at > 0 && isBefore(order[at - 1] ?? ""))
        at -= 1;
    order.splice(at, 0, item.item_id);
    return { ...conversation, items, order };
}
function dropItem(conversation, itemId) {
    if (!conversation.items[itemId])
        return conversation;
    const { [itemId]: _, ...items } = conversation.items;
    return { ...conversation, items, order: conversation.order.filter((id) => id !== itemId) };
}
/** Of a message whose words were erased its place stays; of one that was taken away nothing does. */
function eraseItem(conversation, itemId, frame) {
    const known = conversation.items[itemId];
    if (frame.type === "item.superseded")
        return dropItem(conversation, itemId);
    if (!known && frame.type !== "item.done")
        return conversation;
    return putItem(conversation, {
        item_id: itemId,
        role: known?.role ?? "system",
        kind: "text",
        text: "",
        card: null,
        seq: known?.seq ?? frame.seq ?? null,
        at: known?.at ?? frame.at ?? null,
        turnId: known?.turnId ?? frame.turn_id ?? null,
        isStreaming: false,
        isErased: true,
    });
}
/** The person's own message is shown before the log has it; the log's copy takes its place. */
function dropLocalTwin(conversation, item) {
    if (item.role !== "user")
        return conversation;
    const twin = listItems(conversation).find((other) => other.isLocal && (item.ref ? other.ref === item.ref : other.ackedSeq === item.seq));
    return twin ? dropItem(conversation, twin.item_id) : conversation;
}
function foldAdded(conversation, frame) {
    const data = frame.data;
    const known = conversation.items[data.item_id];
    if (known && !known.isStreaming)
        return conversation;
    const text = known?.text ?? "";
    return putItem(conversation, {
        ...known,
        ...data,
        text,
        seq: null,
        at: known?.at ?? frame.at ?? null,
        turnId: frame.turn_id ?? known?.turnId ?? null,
        isStreaming: true,
        points: known?.points ?? countCodePoints(text),
    });
}
/** More text of an item. From offset 0 it replaces what was there; a hole cannot be drawn truly. */
function foldDelta(conversation, frame) {
    const data = frame.data;
    const known = conversation.items[data.item_id];
    if (known && !known.isStreaming)
        return conversation;
    const item = known ?? {
        item_id: data.item_id,
        role: "assistant",
        kind: "text",
        text: "",
        seq: null,
        at: frame.at ?? null,
        turnId: frame.turn_id ?? null,
        isStreaming: true,
        points: 0,
    };
    const text = item.text ?? "";
    const points = item.points ?? countCodePoints(text);
    if (data.offset > points)
        return putItem(conversation, { ...item, isTorn: true });
    const letters = data.offset === points ? null : Array.from(text);
    const added = countCodePoints(data.text);
    // Told again after a resume: a piece that is there already must not cut off what follows it.
    if (letters && data.offset > 0 && letters.slice(data.offset, data.offset + added).join("") === data.text) {
        return known ? conversation : putItem(conversation, item);
    }
    return putItem(conversation, {
        ...item,
        text: (letters ? letters.slice(0, data.offset).join("") : text) + data.text,
        points: data.offset + added,
        isTorn: false,
    });
}
function foldDone(conversation, frame) {
    const data = frame.data;
    const known = conversation.items[data.item_id];
    const { points: _points, isTorn: _isTorn, isCut: _isCut, ...kept } = known ?? {};
    const item = {
        ...kept,
        ...data,
        seq: known?.seq ?? frame.seq ?? null,
        at: known?.at ?? frame.at ?? null,
        turnId: known?.turnId ?? frame.turn_id ?? null,
        isStreaming: false,
        pending: null,
    };
    return putItem(dropLocalTwin(conversation, item), item);
}
function foldUpdated(conversation, frame) {
    const data = frame.data;
    const known = conversation.items[data.item_id];
    if (!known)
        return keepUnplaced(conversation, frame);
    try {
        const patched = applyPatch(known, (data.patch ?? []));
        return putItem(conversation, { ...patched, item_id: known.item_id, pending: null });
    }
    catch {
        // The log and this copy disagree: only a fresh copy can be trusted.
        return { ...conversation, hasGap: true, epoch: null };
    }
}
function keepUnplaced(conversation, frame) {
    if (!conversation.hasOlder || frame.seq == null)
        return conversation;
    return { ...conversation, unplaced: [...conversation.unplaced, frame].slice(-MAX_UNPLACED) };
}
function endTurn(conversation, frame) {
    const data = frame.data;
    const turnId = data.turn_id ?? frame.turn_id ?? null;
    let next = conversation;
    for (const item of listItems(conversation)) {
        if (!item.isStreaming || (item.turnId && turnId && item.turnId !== turnId))
            continue;
        next = item.text
            ? putItem(next, { ...item, isStreaming: false, isCut: true, seq: frame.seq ?? item.seq })
            : dropItem(next, item.item_id);
    }
    const isCurrent = !conversation.turn || !turnId || conversation.turn.turn_id === turnId;
    return {
        ...next,
        turn: isCurrent ? null : next.turn,
        answering: null,
        lastOutcome: { turn_id: turnId, outcome: data.outcome, reason: data.reason ?? null },
    };
}
/** Facts about a conversation itself; the fields that a fact does not carry stay as they are. */
function foldConversationFact(conversation, frame) {
    const data = frame.data;
    return {
        ...conversation,
        kind: data.kind ?? conversation.kind,
        title: data.title ?? conversation.title,
        scene: data.scene ?? conversation.scene,
        isRemembered: data.is_remembered ?? conversation.isRemembered,
    };
}
/** Fold one frame that belongs to a conversation, whatever its seq. */
function foldEvent(conversation, frame, userId) {
    const erased = frame.data;
    if (erased.erased === true) {
        return erased.item_id ? eraseItem(conversation, erased.item_id, frame) : conversation;
    }
    switch (frame.type) {
        case "item.added":
            return foldAdded(conversation, frame);
        case "item.delta":
            return foldDelta(conversation, frame);
        case "item.done":
            return foldDone(conversation, frame);
        case "item.updated":
            return foldUpdated(conversation, frame);
        case "item.superseded": {
            const { item_id: id } = frame.data;
            return conversation.items[id] ? dropItem(conversation, id) : keepUnplaced(conversation, frame);
        }
        case "turn.started": {
            const data = frame.data;
            const turn = { turn_id: data.turn_id ?? frame.turn_id ?? null, startedAt: frame.at ?? null };
            return { ...conversation, turn, lastOutcome: null };
        }
        case "turn.finished":
            return endTurn(conversation, frame);
        case "prompt.opened":
            return { ...conversation, prompt: frame.data, answering: null };
        case "prompt.closed": {
            const data = frame.data;
            return conversation.prompt?.prompt_id === data.prompt_id
                ? { ...conversation, prompt: null, answering: null }
                : conversation;
        }
        case "suggestions.set":
            return { ...conversation, chips: frame.data.chips ?? [] };
        case "scene.changed": {
            const data = frame.data;
            return { ...conversation, scene: data.scene, persona: data.persona ?? conversation.persona };
        }
        case "read.marked": {
            const data = frame.data;
            // What the other side of a thread has read is a mark of its own.
            return data.by === "company" || (data.user_id && userId && data.user_id !== userId)
                ? { ...conversation, peerReadSeq: data.seq }
                : { ...conversation, readSeq: Math.max(conversation.readSeq, data.seq) };
        }
        default:
            // Not "…opened" alone: what a newer server tells of a conversation has the same fields.
            return frame.type.startsWith("conversation.")
                ? foldConversationFact(conversation, frame)
                : conversation;
    }
}
/** Fold a logged event, keeping the promise of `seq`: each once, in order, or a gap is marked. */
function foldLogged(conversation, frame, place, userId) {
    const seq = frame.seq ?? 0;
    const headSeq = Math.max(conversation.headSeq, seq);
    const newsSeq = frame.type === "read.marked" ? conversation.newsSeq : Math.max(conversation.newsSeq, seq);
    if (place === "repeat")
        return conversation;
    const seen = { ...conversation, headSeq, newsSeq, hasGap: place === "gap" };
    if (place === "gap")
        return seen;
    const updatedAt = frame.at ?? seen.updatedAt;
    if (place === "unopened") {
        const isAboutChat = frame.type.startsWith("conversation.");
        return { ...(isAboutChat ? foldConversationFact(seen, frame) : seen), updatedAt };
    }
    return { ...foldEvent({ ...seen, epoch: seen.epoch ?? frame.epoch ?? null }, frame, userId), seq, updatedAt };
}
// --- Fresh copies and pages ------------------------------------------------------------------
/** The newest items of a resync: the frames that logged them, folded like any others. */
function foldItems(conversation, frames, userId) {
    return frames.reduce((folded, frame) => {
        const next = foldEvent(folded, frame, userId);
        // A change to an item older than this page has nothing to change yet.
        return next.epoch === null ? folded : next;
    }, conversation);
}
/** The answer being written when this state was taken; its deltas go on from here. */
function foldTextSoFar(conversation, turn, at) {
    if (!turn?.text || conversation.items[turn.item_id])
        return conversation;
    return putItem(conversation, {
        item_id: turn.item_id,
        role: "assistant",
        kind: "text",
        text: turn.text,
        seq: null,
        at,
        turnId: turn.turn_id,
        isStreaming: true,
        points: countCodePoints(turn.text),
    });
}
function foldResync(state, frame) {
    const data = frame.data;
    const told = data.state;
    if (data.conversation_id === ME) {
        return { ...state, me: { epoch: data.epoch, seq: data.head_seq, hasGap: false } };
    }
    return withConversation(state, data.conversation_id, (before) => {
        const fresh = {
            ...createConversation(data.conversation_id),
            kind: before.kind,
            title: told.title ?? before.title,
            isRemembered: before.isRemembered,
            scene: told.scene ?? before.scene,
            persona: told.persona ?? before.persona,
            updatedAt: before.updatedAt,
            readSeq: before.readSeq,
            peerReadSeq: before.peerReadSeq,
            epoch: data.epoch,
            seq: data.head_seq,
            headSeq: data.head_seq,
            newsSeq: before.newsSeq,
            hasOlder: data.has_more,
        };
        const frames = data.items;
        const seqs = frames.flatMap((each) => each.seq ?? []);
        const items = foldTextSoFar(foldItems(fresh, frames, state.userId), told.turn ?? null, frame.at);
        const folded = {
            ...items,
            // What the frames told of turns, questions and chips is older than the state beside them.
            prompt: told.open_prompt ?? null,
            chips: told.suggestions?.chips ?? [],
            turn: told.turn ? { turn_id: told.turn.turn_id, startedAt: frame.at } : null,
            lastOutcome: null,
            newsSeq: Math.max(fresh.newsSeq, ...seqs),
            oldestSeq: seqs.length ? Math.min(...seqs) : null,
        };
        // A page that comes back may already hold what this device sent before it fell asleep.
        const isKept = (item) => Boolean(item.isLocal) &&
            !listItems(folded).some((each) => each.ref === item.ref || (item.ackedSeq && each.seq === item.ackedSeq));
        return listItems(before).filter(isKept).reduce(putItem, folded);
    });
}
/**
 * Older events, folded on their own and put before what is known; what is known wins. The page
 * brings what happened to its items since; what happened while it was on its way was kept.
 */
function foldHistory(state, frame) {
    const bySeq = (left, right) => (left.seq ?? 0) - (right.seq ?? 0);
    const events = [...frame.data.events].sort(bySeq);
    const id = frame.conversation_id ?? events[0]?.conversation_id;
    if (!id || !state.conversations[id])
        return state;
    return withConversation(state, id, (conversation) => {
        const told = new Set(events.map((event) => event.seq));
        const later = conversation.unplaced.filter((event) => !told.has(event.seq));
        const page = [...events, ...later]
            .sort(bySeq)
            .reduce((folded, event) => foldEvent(folded, event, state.userId), createConversation(id));
        const isNew = (item) => !conversation.items[item.item_id] && !item.isStreaming;
        const next = listItems(page).filter(isNew).reduce(putItem, conversation);
        return {
            ...next,
            oldestSeq: Math.min(events[0]?.seq ?? Infinity, conversation.oldestSeq ?? Infinity),
            hasOlder: frame.data.has_more && events.length > 0,
            olderRef: null,
            unplaced: later.filter((event) => !page.items[event.data.item_id ?? ""]),
        };
    });
}
// --- The person's streams --------------------------------------------------------------------
function foldWelcome(state, { data }) {
    const hasSeq = data.me?.recovered && state.me.seq !== null;
    let next = {
        ...state,
        isWelcome: true,
        // Where there is no socket, the list of chats says less.
        userId: data.user_id ?? state.userId,
        persona: data.persona ?? state.persona,
        heartbeatSeconds: data.heartbeat_seconds ?? state.heartbeatSeconds,
        limits: { ...state.limits, ...data.limits },
        // Recovered: the missed events follow. Not recovered: start from the head as it stands.
        me: data.me ? { epoch: data.me.epoch, seq: hasSeq ? state.me.seq : data.me.head_seq, hasGap: false } : state.me,
    };
    for (const head of data.conversations) {
        next = withConversation(next, head.conversation_id, (conversation) => ({
            ...conversation,
            kind: head.kind,
            title: head.title,
            scene: head.scene,
            isRemembered: head.is_remembered ?? conversation.isRemembered,
            updatedAt: head.updated_at,
            readSeq: Math.max(conversation.readSeq, head.read_seq ?? 0),
            // The head may be no more than the mark of having read what is before it.
            newsSeq: head.head_seq > (head.read_seq ?? 0) + 1 ? head.head_seq : conversation.newsSeq,
            headSeq: head.head_seq,
            hasGap: false,
            // Of a chat that has just begun there is nothing to be told: it is known from its first event.
            ...(head.head_seq === 0 && conversation.seq === null && { seq: 0, epoch: head.epoch }),
            // What was asked for on the line that was lost is not answered on this one.
            olderRef: null,
        }));
    }
    return next;
}
function dropConversation(state, id) {
    if (!state.conversations[id])
        return state;
    const { [id]: _, ...conversations } = state.conversations;
    return { ...state, conversations };
}
/**
 * Return the state without what the server will not go on with: of the streams that `hello` named,
 * a chat that `welcome` does not list is gone; one that `hello` had no room for has to be opened again.
 */
export function dropUncontinued(state, { data }, { named }) {
    const listed = new Set(data.conversations.map((head) => head.conversation_id));
    let next = state;
    for (const conversation of Object.values(state.conversations)) {
        if (conversation.seq === null)
            continue;
        if (!named.has(conversation.id)) {
            next = withConversation(next, conversation.id, (each) => ({ ...each, seq: null, epoch: null }));
        }
        else if (!listed.has(conversation.id))
            next = dropConversation(next, conversation.id);
    }
    return next;
}
/** What a list of facts is after one of them changed: a criterion has one value, a note its own id. */
function changeFacts(facts, data, at) {
    const isSame = (fact) => fact.memory_id === data.memory_id ||
        data.replaces?.includes(fact.memory_id) === true ||
        (data.key.startsWith("criteria.") && fact.key === data.key);
    if (data.op === "forgotten" || data.op === "ended")
        return facts.filter((fact) => !isSame(fact));
    const { text, memory_id } = data;
    if (typeof text !== "string")
        return [...facts];
    const first = facts.find(isSame);
    // Several that one stands in place of become that one.
    return facts.flatMap((fact) => {
        if (!isSame(fact))
            return fact;
        if (fact !== first)
            return [];
        const { words: _, ...rest } = fact;
        return { ...rest, memory_id, text, said_at: at ?? fact.said_at };
    });
}
/** Facts changed or forgotten show so wherever they stand: in the list, and on cards shown before. */
function withFacts(state, change) {
    let next = state.memory ? { ...state, memory: change(state.memory) } : state;
    for (const conversation of Object.values(state.conversations)) {
        for (const item of listItems(conversation)) {
            if (item.card?.kind !== "memory_card")
                continue;
            const card = { ...item.card, data: { ...item.card.data, facts: change(item.card.data.facts) } };
            next = withConversation(next, conversation.id, (each) => putItem(each, { ...item, card }));
        }
    }
    return next;
}
function foldMe(state, frame) {
    const place = placeFrame(state, frame);
    if (place === "repeat")
        return state;
    if (place === "gap")
        return { ...state, me: { ...state.me, hasGap: true } };
    let next = state;
    if (frame.seq !== undefined) {
        next = { ...state, me: { epoch: frame.epoch ?? state.me.epoch, seq: frame.seq, hasGap: false } };
    }
    const { data } = frame;
    if ("erased" in data && data.erased) {
        return withFacts(next, (facts) => facts.filter((fact) => fact.memory_id !== data.item_id));
    }
    if (frame.type === "memory.updated") {
        const told = frame.data;
        return withFacts(next, (facts) => changeFacts(facts, told, frame.at));
    }
    const { conversation_id: id } = data;
    if (!id)
        return next;
    if (frame.type === "conversation.deleted")
        return dropConversation(next, id);
    if (!frame.type.startsWith("conversation."))
        return next;
    // One that no welcome listed is new: what happens in it comes from its first event on.
    const isNew = frame.type === "conversation.opened" && !next.conversations[id];
    return withConversation(next, id, (conversation) => ({
        ...foldConversationFact(conversation, frame),
        ...(isNew && { seq: 0 }),
        updatedAt: frame.at,
    }));
}
// --- Orders and what became of them ----------------------------------------------------------
function settleItem(conversation, item, data) {
    if (item.pending?.ref === data.ref)
        return putItem(conversation, { ...item, pending: null });
    if (!item.isLocal || item.ref !== data.ref)
        return conversation;
    if (data.status === "rejected") {
        return putItem(conversation, { ...item, status: "rejected", error: data.message ?? null });
    }
    const seq = data.seq ?? null;
    const hasArrived = listItems(conversation).some((other) => !other.isLocal && other.seq === seq);
    if (seq !== null && hasArrived)
        return dropItem(conversation, item.item_id);
    return putItem(conversation, { ...item, status: "sent", ackedSeq: seq });
}
function foldAck(state, data) {
    let next = state;
    for (const { id } of Object.values(state.conversations)) {
        next = withConversation(next, id, (conversation) => {
            let settled = listItems(conversation).reduce((each, item) => settleItem(each, item, data), conversation);
            if (data.status !== "rejected")
                return settled;
            if (settled.answering?.ref === data.ref)
                settled = { ...settled, answering: null };
            if (settled.olderRef === data.ref)
                settled = { ...settled, olderRef: null };
            return settled;
        });
    }
    return next;
}
/** Return the state in which an order was given: a message that is being sent, a card that waits. */
export function foldOrder(state, order, { at = null, attachments = [] } = {}) {
    const id = order.conversation_id;
    const ref = order.id ?? "";
    if (!id || !state.conversations[id])
        return state;
    return withConversation(state, id, (conversation) => {
        switch (order.type) {
            case "message.send": {
                if (listItems(conversation).some((item) => item.ref === ref))
                    return conversation;
                const item = {
                    item_id: `local:${ref}`,
                    role: "user",
                    kind: "text",
                    text: order.data.text ?? "",
                    attachments,
                    ref,
                    seq: null,
                    at,
                    turnId: null,
                    isStreaming: false,
                    isLocal: true,
                    status: "sending",
                    ackedSeq: null,
                };
                // The chips answered the last thing said; they are out of date once something new is.
                return { ...putItem(conversation, item), chips: [] };
            }
            case "action.invoke": {
                const item = conversation.items[order.data.item_id];
                const { action, payload = {} } = order.data;
                return item ? putItem(conversation, { ...item, pending: { ref, action, payload } }) : conversation;
            }
            case "prompt.answer":
            case "prompt.skip":
                return { ...conversation, answering: { ref, prompt_id: order.data.prompt_id }, chips: [] };
            case "item.feedback": {
                const item = conversation.items[order.data.item_id];
                return item ? putItem(conversation, { ...item, feedback: order.data.rating }) : conversation;
            }
            case "history.get":
                return { ...conversation, olderRef: ref };
            default:
                return conversation;
        }
    });
}
/** Return the state without a message that was not taken and is given up. */
export function foldDiscarded(state, ref) {
    const found = Object.values(state.conversations).find((each) => each.items[`local:${ref}`]);
    return found ? withConversation(state, found.id, (each) => dropItem(each, `local:${ref}`)) : state;
}
/** Return the state after a frame from the server. Frames of unknown types change nothing. */
export function foldFrame(state, frame) {
    switch (frame.type) {
        case "welcome":
            return foldWelcome(state, frame);
        case "resync":
            return foldResync(state, frame);
        case "history.page":
            return foldHistory(state, frame);
        case "memory.page":
            return { ...state, memory: frame.data.memory.facts };
        case "ack":
            return foldAck(state, frame.data);
        case "error": {
            // An order that may be tried again stays in the outbox; its last word is an ack.
            const { ref, retryable, code, message } = frame.data;
            if (!ref || retryable)
                return state;
            return foldAck(state, { ref, status: "rejected", code, message });
        }
        case "notice":
        case "preview.result":
        case "pong":
            return state;
        default:
    }
    if (frame.conversation_id === ME)
        return foldMe(state, frame);
    const id = frame.conversation_id ?? frame.data?.conversation_id;
    if (!id)
        return state;
    if (frame.type === "conversation.deleted")
        return dropConversation(state, id);
    const place = placeFrame(state, frame);
    // Of an unknown fact only its number counts.
    if (place === "live" && !FACT_TYPES.includes(frame.type))
        return state;
    return withConversation(state, id, (conversation) => {
        if (place !== "live")
            return foldLogged(conversation, frame, place, state.userId);
        // Deltas and the like mean something only on top of a known state.
        const isUseless = conversation.seq === null && !frame.type.startsWith("conversation.");
        return isUseless ? conversation : foldEvent(conversation, frame, state.userId);
    });
}
