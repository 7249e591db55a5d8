/**
 * What the page shows: what the client knows of the chats, and beside it what is only this page's:
 * which chat is in view, words to the person, the draft as understood. `reduce` is pure, and what
 * did not change keeps its identity, so that the view redraws only what did.
 */
import { createState, ME } from "./client/index.js";

const MAX_NOTICES = 4;

export function createPage() {
  return {
    ...createState(),
    activeId: null,
    // The `conversation.open` without an id that the page waits for: its answer becomes active.
    openingRef: null,
    notices: [],
    preview: null,
    // The chat in which somebody else was last heard typing, and how long that is news.
    typing: { conversationId: null, until: 0 },
  };
}

function addNotice(state, notice) {
  const key = (state.notices.at(-1)?.key ?? 0) + 1;
  // A server that repeats itself must not fill the screen.
  return { ...state, notices: [...state.notices, { ...notice, key }].slice(-MAX_NOTICES) };
}

/** A conversation the person asked for becomes the one in view; one opened elsewhere does not. */
function activateOpened(state, id, ref) {
  if (!state.openingRef || !id || ref !== state.openingRef) return state;
  return { ...state, activeId: id, openingRef: null };
}

function noteAck(state, data) {
  if (data.status !== "rejected") return activateOpened(state, data.conversation_id, data.ref);
  const next = state.openingRef === data.ref ? { ...state, openingRef: null } : state;
  // A message says at its own place that it was not taken.
  const isShown = Object.values(next.conversations).some((each) => each.items[`local:${data.ref}`]);
  if (isShown) return next;
  return addNotice(next, { level: "error", code: data.code ?? "rejected", text: data.message ?? null, ref: data.ref });
}

function noteFrame(state, frame) {
  const { data } = frame;
  switch (frame.type) {
    case "ack":
      return noteAck(state, data);
    case "notice":
      return addNotice(state, { level: data.level ?? "info", text: data.text });
    case "error":
      // An order that may be tried again stays in the outbox; its last word is an ack.
      if (data.retryable && data.ref) return state;
      return data.ref ? noteAck(state, { ...data, status: "rejected" }) : addNotice(state, { level: "error", code: data.code, text: data.message });
    case "preview.result":
      return { ...state, preview: data };
    case "conversation.opened":
      return frame.conversation_id === ME ? state : activateOpened(state, frame.conversation_id, data.ref);
    default:
      return state;
  }
}

/** Take over what the client knows now; what is in view may be gone with it. */
function takeChats(state, chats) {
  const isGone = state.conversations[state.activeId] && !chats.conversations[state.activeId];
  return { ...state, ...chats, activeId: isGone ? null : state.activeId };
}

export function reduce(state, action) {
  switch (action.type) {
    case "chats":
      return takeChats(state, action.chats);
    case "frame":
      return noteFrame(state, action.frame);
    case "activate":
      return state.activeId === action.conversationId && !state.openingRef
        ? state
        : { ...state, activeId: action.conversationId, openingRef: null, preview: null };
    case "typing":
      return { ...state, typing: { conversationId: action.conversationId, until: action.until } };
    case "opening":
      return { ...state, openingRef: action.ref };
    case "notice":
      return addNotice(state, action.notice);
    case "notice_closed":
      return { ...state, notices: state.notices.filter((notice) => notice.key !== action.key) };
    case "reset":
      return createPage();
    default:
      return state;
  }
}

export function createStore() {
  let state = createPage();
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
