/**
 * What the page knows, folded from frames. `reduce` is pure: same state and action, same answer,
 * and what did not change keeps its identity, so that the view redraws only what did.
 *
 * Actions: `{type: "frame", frame}` for everything the server says, and the `local.*` ones below
 * for what the person does before the server has said anything.
 */
import { applyPatch } from "./patch.js";

export const ME = "me";
const STREAMING_ORDER = Number.MAX_SAFE_INTEGER - 1;
const PENDING_ORDER = Number.MAX_SAFE_INTEGER;
const MAX_UNPLACED = 200;

export function createState() {
  return {
    isWelcome: false,
    userId: null,
    persona: null,
    heartbeatSeconds: 25,
    limits: {},
    me: { epoch: null, seq: null, gap: false },
    activeId: null,
    // The `conversation.open` without an id that the page waits for: its answer becomes active.
    openingRef: null,
    conversations: {},
    memory: null,
    notices: [],
    preview: null,
  };
}

function createConversation(id) {
  return {
    id,
    kind: "assistant",
    title: "",
    scene: null,
    persona: null,
    participants: null,
    isRemembered: true,
    updatedAt: null,
    epoch: null,
    // The last event folded; null until a resync gave a state to fold onto.
    seq: null,
    headSeq: 0,
    // The newest event that is news to the person: that they have read is not.
    newsSeq: 0,
    readSeq: 0,
    gap: false,
    order: [],
    items: {},
    turn: null,
    prompt: null,
    // The order that answers the open prompt, until the server has said what became of it.
    answering: null,
    chips: [],
    typing: null,
    oldestSeq: null,
    hasOlder: false,
    isLoadingOlder: false,
    lastOutcome: null,
    // Changes of items that are older than what is loaded, for when their page comes.
    unplaced: [],
  };
}

/** Number of Unicode code points, which is what a delta's `offset` counts. */
export function countCodePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function withConversation(state, id, change) {
  const before = state.conversations[id] ?? createConversation(id);
  const after = change(before);
  if (after === before && state.conversations[id]) return state;
  return { ...state, conversations: { ...state.conversations, [id]: after } };
}

function orderOf(item) {
  if (item.local) return PENDING_ORDER;
  return item.seq ?? STREAMING_ORDER;
}

function putItem(conversation, item) {
  const known = conversation.items[item.item_id];
  const items = { ...conversation.items, [item.item_id]: item };
  if (known && orderOf(known) === orderOf(item)) return { ...conversation, items };
  const order = conversation.order.filter((id) => id !== item.item_id);
  let at = order.length;
  while (at > 0 && orderOf(items[order[at - 1]]) > orderOf(item)) at -= 1;
  order.splice(at, 0, item.item_id);
  return { ...conversation, items, order };
}

function dropItem(conversation, itemId) {
  if (!conversation.items[itemId]) return conversation;
  const { [itemId]: _, ...items } = conversation.items;
  return { ...conversation, items, order: conversation.order.filter((id) => id !== itemId) };
}

function eraseItem(conversation, itemId, seq) {
  const known = conversation.items[itemId];
  const erased = {
    item_id: itemId,
    role: known?.role ?? "system",
    kind: "text",
    text: "",
    card: null,
    erased: true,
    seq: known?.seq ?? seq ?? null,
  };
  return putItem(conversation, erased);
}

/** Build an item of the view from the wire's; `seq` is where it first appeared in the log. */
function readItem(data, { seq = null, at = null, turnId = null, known = null } = {}) {
  return {
    ...known,
    ...data,
    seq: known?.seq ?? data.seq ?? seq,
    at: data.at ?? known?.at ?? at,
    turnId: data.turn_id ?? known?.turnId ?? turnId,
    streaming: false,
    pending: null,
    points: undefined,
  };
}

/** The person's own message is drawn before the log has it; the log's copy takes its place. */
function dropLocalTwin(conversation, item, seq) {
  if (item.role !== "user") return conversation;
  const twin = conversation.order
    .map((id) => conversation.items[id])
    .find((other) => other.local && (item.ref ? other.ref === item.ref : other.ackedSeq === seq));
  return twin ? dropItem(conversation, twin.item_id) : conversation;
}

function foldDelta(conversation, data, frame) {
  const known = conversation.items[data.item_id];
  if (known && !known.streaming) return conversation;
  const item = known ?? {
    item_id: data.item_id,
    role: "assistant",
    kind: "text",
    text: "",
    seq: null,
    at: frame.at,
    turnId: frame.turn_id ?? null,
    streaming: true,
    points: 0,
  };
  const points = item.points ?? countCodePoints(item.text ?? "");
  // A hole in the text cannot be drawn truly; the finished item will bring the whole.
  if (data.offset > points) return conversation;
  const kept =
    data.offset === points ? item.text : Array.from(item.text).slice(0, data.offset).join("");
  return putItem(conversation, {
    ...item,
    text: kept + data.text,
    points: data.offset + countCodePoints(data.text),
    streaming: true,
  });
}

function foldAdded(conversation, data, frame) {
  const known = conversation.items[data.item_id];
  if (known && !known.streaming) return conversation;
  const isCard = data.kind === "card";
  const item = readItem(data, {
    seq: isCard ? (frame.seq ?? null) : null,
    at: frame.at,
    turnId: frame.turn_id,
    known,
  });
  if (!isCard) {
    item.streaming = true;
    item.text = data.text ?? known?.text ?? "";
    item.points = countCodePoints(item.text);
  }
  return putItem(conversation, item);
}

function foldDone(conversation, data, frame) {
  const known = conversation.items[data.item_id];
  const item = readItem(data, { seq: frame.seq, at: frame.at, turnId: frame.turn_id, known });
  return putItem(dropLocalTwin(conversation, item, frame.seq), item);
}

function foldUpdated(conversation, data, frame) {
  const known = conversation.items[data.item_id];
  if (!known) return keepUnplaced(conversation, frame);
  try {
    const patched = applyPatch(known, data.patch);
    return putItem(conversation, { ...patched, item_id: known.item_id, pending: null });
  } catch {
    // The log and this copy disagree: only a fresh copy can be trusted.
    return { ...conversation, gap: true, epoch: null };
  }
}

function keepUnplaced(conversation, frame) {
  if (!conversation.hasOlder || frame.seq == null) return conversation;
  return { ...conversation, unplaced: [...conversation.unplaced, frame].slice(-MAX_UNPLACED) };
}

function endTurn(conversation, data, frame) {
  const turnId = data.turn_id ?? frame.turn_id;
  let next = conversation;
  for (const id of conversation.order) {
    const item = conversation.items[id];
    if (item.streaming && (!item.turnId || !turnId || item.turnId === turnId)) {
      next = item.text
        ? putItem(next, { ...item, streaming: false, cut: true, seq: frame.seq ?? item.seq })
        : dropItem(next, id);
    }
  }
  const isCurrent = !conversation.turn || !turnId || conversation.turn.turn_id === turnId;
  return {
    ...next,
    turn: isCurrent ? null : next.turn,
    answering: null,
    lastOutcome: { turn_id: turnId, outcome: data.outcome, reason: data.reason ?? null },
  };
}

/** Fold one server frame that belongs to a conversation, whatever its seq. */
function foldEvent(conversation, frame, { userId = null } = {}) {
  const data = frame.data ?? {};
  if (data.erased === true) {
    return data.item_id ? eraseItem(conversation, data.item_id, frame.seq) : conversation;
  }
  switch (frame.type) {
    case "item.added":
      return foldAdded(conversation, data, frame);
    case "item.delta":
      return foldDelta(conversation, data, frame);
    case "item.done":
      return foldDone(conversation, data, frame);
    case "item.updated":
      return foldUpdated(conversation, data, frame);
    case "item.superseded":
      return conversation.items[data.item_id]
        ? dropItem(conversation, data.item_id)
        : keepUnplaced(conversation, frame);
    case "turn.started":
      return {
        ...conversation,
        turn: { turn_id: data.turn_id ?? frame.turn_id, startedAt: frame.at },
        lastOutcome: null,
      };
    case "turn.finished":
      return endTurn(conversation, data, frame);
    case "prompt.opened":
      return { ...conversation, prompt: data, answering: null };
    case "prompt.closed":
      return conversation.prompt?.prompt_id === data.prompt_id
        ? { ...conversation, prompt: null, answering: null }
        : conversation;
    case "suggestions.set":
      return { ...conversation, chips: data.chips ?? [] };
    case "scene.changed":
      return {
        ...conversation,
        scene: data.scene ?? conversation.scene,
        persona: data.persona ?? conversation.persona,
      };
    case "typing":
      return { ...conversation, typing: { receivedAt: Date.parse(frame.at) || 0, userId: data.user_id } };
    case "read.marked":
      // What the other side of a thread has read is a mark of its own.
      return data.user_id && userId && data.user_id !== userId
        ? { ...conversation, peerReadSeq: data.seq }
        : { ...conversation, readSeq: Math.max(conversation.readSeq, data.seq ?? 0) };
    default:
      return foldConversationFact(conversation, frame.type, data);
  }
}

function foldConversationFact(conversation, type, data) {
  if (!type.startsWith("conversation.")) return conversation;
  return {
    ...conversation,
    kind: data.kind ?? conversation.kind,
    title: data.title ?? conversation.title,
    scene: data.scene ?? conversation.scene,
    isRemembered: data.is_remembered ?? conversation.isRemembered,
    persona: data.persona ?? conversation.persona,
    participants: data.participants ?? conversation.participants,
    updatedAt: data.updated_at ?? conversation.updatedAt,
  };
}

/** Fold a logged event, keeping the promise of `seq`: each once, in order, or a gap is marked. */
function foldLogged(conversation, frame, context) {
  const { seq, epoch } = frame;
  // A copy known to be wrong (its epoch was dropped) stays marked until a resync replaces it.
  const isBroken = conversation.seq !== null && conversation.epoch === null;
  const headSeq = Math.max(conversation.headSeq, seq);
  const newsSeq = frame.type === "read.marked" ? conversation.newsSeq : Math.max(conversation.newsSeq, seq);
  const seen = { ...conversation, headSeq, newsSeq, gap: isBroken };
  if (conversation.seq === null) return { ...seen, updatedAt: frame.at ?? seen.updatedAt };
  if (epoch && conversation.epoch && epoch !== conversation.epoch) return { ...seen, gap: true };
  if (seq <= conversation.seq) return conversation;
  if (seq > conversation.seq + 1) return { ...seen, gap: true };
  const folded = foldEvent(seen, frame, context);
  return { ...folded, seq, updatedAt: frame.at ?? folded.updatedAt };
}

/** The newest items of a resync: the frames that logged them, folded like any others. */
function foldItems(conversation, frames, context) {
  return frames.reduce((folded, frame) => {
    if (!frame?.type) return folded;
    const next = foldEvent(folded, frame, context);
    // A change to an item older than this page has nothing to change yet.
    return next.epoch === null ? folded : next;
  }, conversation);
}

/** The answer being written when this state was taken; its deltas go on from here. */
function foldTextSoFar(conversation, turn) {
  if (!turn?.item_id || !turn.text || conversation.items[turn.item_id]) return conversation;
  return foldDelta(conversation, { item_id: turn.item_id, offset: 0, text: turn.text }, { turn_id: turn.turn_id });
}

function foldResync(state, data) {
  const id = data.conversation_id;
  const told = data.state ?? {};
  if (id === ME) {
    return { ...state, me: { epoch: data.epoch, seq: data.head_seq, gap: false } };
  }
  const next = withConversation(state, id, (before) => {
    const locals = before.order.map((item) => before.items[item]).filter((item) => item.local);
    const fresh = {
      ...createConversation(id),
      kind: told.kind ?? before.kind,
      title: told.title ?? before.title,
      participants: told.participants ?? before.participants,
      isRemembered: told.is_remembered ?? before.isRemembered,
      scene: told.scene ?? before.scene,
      persona: told.persona ?? before.persona,
      updatedAt: before.updatedAt,
      readSeq: Math.max(before.readSeq, told.read_seq ?? 0),
      epoch: data.epoch,
      seq: data.head_seq,
      headSeq: data.head_seq,
      newsSeq: before.newsSeq,
      prompt: told.open_prompt ?? null,
      chips: told.suggestions?.chips ?? told.suggestions ?? [],
      turn: told.turn ? { turn_id: told.turn.turn_id, startedAt: told.turn.started_at } : null,
    };
    const frames = data.items ?? [];
    let folded = foldItems(fresh, frames, { userId: state.userId });
    const seqs = frames.map((frame) => frame.seq).filter(Number.isFinite);
    folded = {
      ...foldTextSoFar(folded, told.turn),
      // What the frames told of turns, questions and chips is older than the state beside them.
      prompt: fresh.prompt,
      chips: fresh.chips,
      turn: fresh.turn,
      lastOutcome: null,
      newsSeq: Math.max(fresh.newsSeq, ...seqs),
      oldestSeq: seqs.length ? Math.min(...seqs) : null,
      hasOlder: Boolean(data.has_more),
    };
    for (const item of locals) {
      // A page that comes back may already hold what this device sent before it fell asleep.
      const hasArrived = folded.order.some((other) => {
        const logged = folded.items[other];
        return logged.ref === item.ref || (item.ackedSeq && logged.seq === item.ackedSeq);
      });
      if (!hasArrived) folded = putItem(folded, item);
    }
    return folded;
  });
  return next;
}

function foldWelcome(state, data) {
  let next = {
    ...state,
    isWelcome: true,
    userId: data.user_id ?? state.userId,
    persona: data.persona ?? state.persona,
    heartbeatSeconds: data.heartbeat_seconds ?? state.heartbeatSeconds,
    limits: { ...state.limits, ...data.limits },
    me: {
      epoch: data.me?.epoch ?? state.me.epoch,
      // Recovered: the missed events follow. Not recovered: start from the head as it stands.
      seq: data.me?.recovered && state.me.seq !== null ? state.me.seq : (data.me?.head_seq ?? null),
      gap: false,
    },
  };
  for (const told of data.conversations ?? []) {
    next = withConversation(next, told.conversation_id, (conversation) => ({
      ...conversation,
      kind: told.kind ?? conversation.kind,
      title: told.title ?? conversation.title,
      scene: told.scene ?? conversation.scene,
      participants: told.participants ?? conversation.participants,
      isRemembered: told.is_remembered ?? conversation.isRemembered,
      updatedAt: told.updated_at ?? conversation.updatedAt,
      readSeq: Math.max(conversation.readSeq, told.read_seq ?? 0),
      // The head may be no more than the mark of having read what is before it.
      newsSeq: told.head_seq > (told.read_seq ?? 0) + 1 ? told.head_seq : conversation.newsSeq,
      headSeq: told.head_seq ?? conversation.headSeq,
      gap: false,
    }));
  }
  return next;
}

function removeConversation(state, id) {
  if (!state.conversations[id]) return state;
  const { [id]: _, ...conversations } = state.conversations;
  return { ...state, conversations, activeId: state.activeId === id ? null : state.activeId };
}

/** What a list of facts is after one of them changed: a criterion has one value, a note its own id. */
function changeFacts(facts, data, at) {
  const isSame = (fact) =>
    fact.memory_id === data.memory_id || (data.key?.startsWith("criteria.") && fact.key === data.key);
  if (data.op === "forgotten" || data.op === "ended") return facts.filter((fact) => !isSame(fact));
  if (data.text === undefined) return facts;
  return facts.map((fact) =>
    isSame(fact) ? { ...fact, memory_id: data.memory_id, text: data.text, words: null, said_at: at } : fact,
  );
}

/** A fact changed or forgotten shows so wherever it stands: in the list, and on cards shown before. */
function foldMemory(state, data, at) {
  let next = state.memory ? { ...state, memory: changeFacts(state.memory, data, at) } : state;
  for (const conversation of Object.values(state.conversations)) {
    for (const id of conversation.order) {
      const item = conversation.items[id];
      if (item.card?.kind !== "memory_card") continue;
      const facts = changeFacts(item.card.data?.facts ?? [], data, at);
      const card = { ...item.card, data: { ...item.card.data, facts } };
      next = withConversation(next, conversation.id, (c) => putItem(c, { ...c.items[id], card }));
    }
  }
  return next;
}

function foldMe(state, frame) {
  const { seq } = frame;
  let next = state;
  if (seq != null) {
    if (state.me.seq !== null) {
      if (seq <= state.me.seq) return state;
      if (seq > state.me.seq + 1) return { ...state, me: { ...state.me, gap: true } };
    }
    next = { ...next, me: { epoch: frame.epoch ?? state.me.epoch, seq, gap: false } };
  }
  const data = frame.data ?? {};
  const id = data.conversation_id;
  if (frame.type === "memory.updated") return foldMemory(next, data, frame.at);
  if (frame.type === "conversation.deleted") return removeConversation(next, id);
  if (frame.type.startsWith("conversation.") && id) {
    next = withConversation(next, id, (conversation) => ({
      ...foldConversationFact(conversation, frame.type, data),
      updatedAt: data.updated_at ?? frame.at ?? conversation.updatedAt,
    }));
    if (frame.type === "conversation.opened") next = activateOpened(next, id, data.ref);
  }
  return next;
}

/** A conversation the person asked for becomes the one in view; one opened elsewhere does not. */
function activateOpened(state, id, ref) {
  if (!state.openingRef || (ref && ref !== state.openingRef)) return state;
  return { ...state, activeId: id, openingRef: null };
}

function foldAck(state, data) {
  const { ref, status, seq } = data;
  let next = state;
  for (const conversation of Object.values(state.conversations)) {
    if (status === "rejected" && conversation.answering?.ref === ref) {
      next = withConversation(next, conversation.id, (c) => ({ ...c, answering: null }));
    }
    for (const id of conversation.order) {
      const item = conversation.items[id];
      if (item.pending?.ref === ref) {
        next = withConversation(next, conversation.id, (c) =>
          putItem(c, { ...item, pending: null }),
        );
      }
      if (!item.local || item.ref !== ref) continue;
      next = withConversation(next, conversation.id, (c) => {
        if (status === "rejected") {
          return putItem(c, { ...item, status: "rejected", error: data.message ?? null });
        }
        const hasArrived = c.order.some((other) => !c.items[other].local && c.items[other].seq === seq);
        if (seq != null && hasArrived) return dropItem(c, id);
        return putItem(c, { ...item, status: "sent", ackedSeq: seq ?? null });
      });
    }
  }
  if (status !== "rejected" && data.conversation_id && next.openingRef === ref) {
    next = activateOpened(withConversation(next, data.conversation_id, (c) => c), data.conversation_id, ref);
  }
  if (status === "rejected") {
    if (next.openingRef === ref) next = { ...next, openingRef: null };
    const isShown = Object.values(next.conversations).some((c) => c.items[`local:${ref}`]);
    // A message says at its own place that it was not taken.
    if (!isShown) next = addNotice(next, {
      level: "error",
      code: data.code ?? "rejected",
      text: data.message ?? null,
      ref,
    });
  }
  return next;
}

function addNotice(state, notice) {
  const key = (state.notices.at(-1)?.key ?? 0) + 1;
  // A server that repeats itself must not fill the screen.
  return { ...state, notices: [...state.notices, { ...notice, key }].slice(-4) };
}

/**
 * Older events, folded on their own and put before what is known; what is known wins. The page
 * brings what happened to its items since; what happened while it was on its way was kept.
 */
function foldHistory(state, frame) {
  const data = frame.data ?? {};
  const events = [...(data.events ?? [])].sort((left, right) => left.seq - right.seq);
  const id = frame.conversation_id ?? events[0]?.conversation_id;
  if (!state.conversations[id]) return state;
  return withConversation(state, id, (conversation) => {
    const told = new Set(events.map((event) => event.seq));
    const later = conversation.unplaced.filter((event) => !told.has(event.seq));
    const page = [...events, ...later].sort((left, right) => left.seq - right.seq).reduce(
      (folded, event) => foldEvent(folded, event, { userId: state.userId }),
      createConversation(id),
    );
    let next = conversation;
    for (const itemId of page.order) {
      const item = page.items[itemId];
      if (!conversation.items[itemId] && !item.streaming) next = putItem(next, item);
    }
    return {
      ...next,
      oldestSeq: events.length ? Math.min(events[0].seq, conversation.oldestSeq ?? Infinity) : conversation.oldestSeq,
      hasOlder: Boolean(data.has_more) && events.length > 0,
      isLoadingOlder: false,
      unplaced: later.filter((event) => !page.items[event.data?.item_id]),
    };
  });
}

function foldFrame(state, frame) {
  const data = frame.data ?? {};
  switch (frame.type) {
    case "welcome":
      return foldWelcome(state, data);
    case "resync":
      return foldResync(state, { conversation_id: frame.conversation_id, ...data });
    case "ack":
      return foldAck(state, data);
    case "notice":
      return addNotice(state, { level: data.level ?? "info", text: data.text, code: data.code });
    case "error": {
      // An order that may be tried again stays in the outbox; its last word is an ack.
      if (data.retryable && data.ref) return state;
      const next = data.ref ? foldAck(state, { ...data, status: "rejected" }) : state;
      return next === state
        ? addNotice(state, { level: "error", code: data.code, text: data.message })
        : next;
    }
    case "preview.result":
      return { ...state, preview: data };
    case "memory.page":
      return { ...state, memory: data.memory?.facts ?? [] };
    case "history.page":
      return foldHistory(state, frame);
    case "pong":
      return state;
    default:
  }
  if (frame.conversation_id === ME) return foldMe(state, frame);
  const id = frame.conversation_id ?? data.conversation_id;
  if (!id) return state;
  if (frame.type === "conversation.deleted") return removeConversation(state, id);
  let next = withConversation(state, id, (conversation) =>
    frame.seq == null
      ? foldUnlogged(conversation, frame, { userId: state.userId })
      : foldLogged(conversation, frame, { userId: state.userId }),
  );
  if (frame.type === "conversation.opened") next = activateOpened(next, id, data.ref);
  return next;
}

/** Deltas and the like have no place in the log: they mean something only on top of a known state. */
function foldUnlogged(conversation, frame, context) {
  if (conversation.seq === null && !frame.type.startsWith("conversation.")) return conversation;
  return foldEvent(conversation, frame, context);
}

function addLocalMessage(state, { conversationId, ref, text, attachments, at }) {
  return withConversation(state, conversationId, (conversation) => ({
    ...putItem(conversation, {
      item_id: `local:${ref}`,
      local: true,
      ref,
      role: "user",
      kind: "text",
      text,
      attachments: attachments ?? [],
      at,
      status: "sending",
      ackedSeq: null,
    }),
    // The chips answered the last thing said; they are out of date once something new is.
    chips: [],
  }));
}

function markPending(state, { conversationId, itemId, ref, action, payload }) {
  return withConversation(state, conversationId, (conversation) => {
    const item = conversation.items[itemId];
    return item ? putItem(conversation, { ...item, pending: { ref, action, payload } }) : conversation;
  });
}

export function reduce(state, action) {
  switch (action.type) {
    case "frame":
      return foldFrame(state, action.frame);
    case "local.message":
      return addLocalMessage(state, action);
    case "local.discard":
      return withConversation(state, action.conversationId, (c) => dropItem(c, action.itemId));
    case "local.action":
      return markPending(state, action);
    case "local.answering":
      return withConversation(state, action.conversationId, (c) => ({
        ...c,
        answering: { ref: action.ref, prompt_id: action.promptId },
        chips: [],
      }));
    case "local.feedback":
      return withConversation(state, action.conversationId, (c) =>
        c.items[action.itemId]
          ? putItem(c, { ...c.items[action.itemId], feedback: action.rating })
          : c,
      );
    case "local.activate":
      return state.activeId === action.conversationId && !state.openingRef
        ? state
        : { ...state, activeId: action.conversationId, openingRef: null, preview: null };
    case "local.opening":
      return { ...state, openingRef: action.ref };
    case "local.renamed":
      return withConversation(state, action.conversationId, (c) => ({ ...c, title: action.title }));
    case "local.deleted":
      return removeConversation(state, action.conversationId);
    case "local.loading_older":
      return withConversation(state, action.conversationId, (c) => ({ ...c, isLoadingOlder: true }));
    case "local.preview_cleared":
      return state.preview ? { ...state, preview: null } : state;
    case "local.notice":
      return addNotice(state, action.notice);
    case "local.notice_closed":
      return { ...state, notices: state.notices.filter((notice) => notice.key !== action.key) };
    case "local.forget_cursors":
      return {
        ...state,
        me: { epoch: null, seq: null, gap: false },
        conversations: Object.fromEntries(
          Object.entries(state.conversations).map(([id, c]) => [id, { ...c, epoch: "", gap: false }]),
        ),
      };
    case "local.reset":
      return createState();
    default:
      return state;
  }
}

/** The cursors of `hello`: where this client stands in each stream that it has a state for. */
export function listCursors(state) {
  const cursors = Object.values(state.conversations)
    .filter((conversation) => conversation.seq !== null)
    .map(({ id, epoch, seq }) => ({ conversation_id: id, epoch: epoch ?? "", after_seq: seq }));
  if (state.me.seq !== null) {
    cursors.push({ conversation_id: ME, epoch: state.me.epoch ?? "", after_seq: state.me.seq });
  }
  return cursors;
}

export function hasGap(state) {
  return state.me.gap || Object.values(state.conversations).some((conversation) => conversation.gap);
}

export const isUnread = (conversation) => conversation.newsSeq > conversation.readSeq;

export function listConversations(state) {
  return Object.values(state.conversations).sort((left, right) =>
    String(right.updatedAt ?? "").localeCompare(String(left.updatedAt ?? "")),
  );
}

export function createStore() {
  let state = createState();
  const listeners = new Set();
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const before = state;
      state = reduce(state, action);
      if (state !== before) for (const listener of listeners) listener(state, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
