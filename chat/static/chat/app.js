/** The page: client, store and views wired together. Every order a person can give passes through `commands`. */
import { openAccountMenu, openMemory, openSignIn } from "./account.js";
import { Api, ApiError } from "./api.js";
import { ChatClient, createId, isUnread, listConversations } from "./client/index.js";
import { Composer } from "./composer.js";
import { h, replaceChildren } from "./dom.js";
import { Drawer } from "./drawer.js";
import { SCENES } from "./format.js";
import { fill, gettext, locale } from "./i18n.js";
import { MessageList } from "./render.js";
import { askChoice, askText } from "./sheet.js";
import { Stage } from "./stage.js";
import { createStore } from "./store.js";
import { Toasts } from "./toasts.js";
import { canRecord, VoiceNote } from "./voice.js";

const OUTBOX_KEY = "jobassist.outbox";
const ACTIVE_KEY = "jobassist.active";
const READ_DELAY_MS = 800;
const TYPING_EVERY_MS = 3_000;
const TYPING_SHOWN_MS = 6_000;

const config = JSON.parse(document.getElementById("page-config").textContent);
const find = (role) => document.querySelector(`[data-role="${role}"]`);

const store = createStore();
const api = new Api({ base: config.api, locale, onSession: () => startOver() });

function readSession(key, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

function keepSession(key, value) {
  try {
    if (value === null || value?.length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be full or switched off; then a reload forgets what was unsent.
  }
}

/** Unsent orders outlive a reload, but never pass from one person to the next. */
const keeper = {
  load() {
    const kept = readSession(OUTBOX_KEY, null);
    return kept && kept.userId === (api.session?.user_id ?? null) ? kept.frames : [];
  },
  save(frames) {
    keepSession(OUTBOX_KEY, frames.length ? { userId: api.session?.user_id ?? null, frames } : null);
  },
};

const client = new ChatClient({
  url: socketUrl(config.socket),
  getTicket: () => api.getTicket(),
  fallback: { api: config.api, getToken: () => api.getAccess(), getUserId: () => api.session?.user_id ?? null },
  locale,
  keeper,
});

client.on("change", ({ state }) => store.dispatch({ type: "chats", chats: state }));
client.on("frame", (frame) => hearFrame(frame));
client.on("status", (status) => showStatus(status));

function socketUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

let lastTypingAt = 0;

const commands = {
  sendMessage({ conversationId, text, postback = null, attachments = [] }) {
    const data = { text };
    if (postback) data.postback = postback;
    if (attachments.length) data.attachment_ids = attachments.map((file) => file.attachment_id);
    messages.pin();
    client.send("message.send", data, { conversationId, attachments });
  },
  sendAgain(conversationId, item) {
    client.discard(item.ref);
    commands.sendMessage({ conversationId, text: item.text, attachments: item.attachments ?? [] });
  },
  editUnsent(conversationId, item) {
    client.discard(item.ref);
    composer.setText(item.text);
  },
  discardUnsent(conversationId, item) {
    client.discard(item.ref);
  },
  previewDraft({ conversationId, text }) {
    return client.send("message.preview", { text }, { conversationId });
  },
  invokeAction({ conversationId, itemId, action, payload }) {
    messages.pin();
    client.send("action.invoke", { item_id: itemId, action, payload }, { conversationId });
  },
  answerPrompt({ conversationId, promptId, value }) {
    messages.pin();
    client.send("prompt.answer", { prompt_id: promptId, value }, { conversationId });
  },
  skipPrompt({ conversationId, promptId }) {
    messages.pin();
    client.send("prompt.skip", { prompt_id: promptId }, { conversationId });
  },
  cancelTurn({ conversationId, turnId }) {
    client.send("turn.cancel", { turn_id: turnId }, { conversationId });
  },
  switchScene(scene) {
    client.send("scene.switch", { scene }, { conversationId: store.state.activeId });
    messages.pin();
  },
  async rateItem({ conversationId, itemId, rating }) {
    let reason = null;
    if (rating === "down") {
      reason = await askText({ title: gettext("What was wrong?"), label: gettext("In your own words, if you like"), isLong: true, maxLength: 500, confirmLabel: gettext("Send") });
      if (reason === null) return;
    }
    client.send("item.feedback", { item_id: itemId, rating, ...(reason ? { reason } : {}) }, { conversationId });
  },
  openConversation({ conversationId = null, scene = null }) {
    if (conversationId) {
      store.dispatch({ type: "activate", conversationId });
      composer.focus();
      return;
    }
    const id = createId();
    store.dispatch({ type: "opening", ref: id });
    client.send("conversation.open", scene ? { scene } : {}, { id });
  },
  loadOlder: (conversationId) => client.loadOlder(conversationId),
  tellTyping(conversationId) {
    const isThread = store.state.conversations[conversationId]?.kind === "thread";
    if (!isThread || Date.now() - lastTypingAt < TYPING_EVERY_MS) return;
    lastTypingAt = Date.now();
    client.send("typing", {}, { conversationId });
  },
  renameConversation: (id, title) => attempt(() => api.request(`/conversations/${id}`, { method: "PATCH", body: { title } })),
  setRemembered: (id, isRemembered) =>
    attempt(() => api.request(`/conversations/${id}`, { method: "PATCH", body: { is_remembered: isRemembered } })),
  deleteConversation: (id) => attempt(() => api.request(`/conversations/${id}`, { method: "DELETE" })),
  uploadFile: (file, options) => api.upload(file, options),
  downloadResume: (id, lang) => attempt(() => api.download(`/resumes/${id}.pdf?lang=${lang}`, `resume-${lang}.pdf`)),
  downloadInterview: (slotId) => attempt(() => api.download(`/me/interviews/${slotId}.ics`, "interview.ics")),
  downloadThreadFile: (conversationId, file) =>
    attempt(() => api.download(`/threads/${conversationId}/files/${file.attachment_id}`, file.filename)),
  listMemory: () => client.send("memory.list", {}),
  editMemory: (memoryId, value) => client.send("memory.edit", { memory_id: memoryId, value }),
  forgetMemory: (memoryId) => client.send("memory.forget", { memory_id: memoryId }),
  showMemory: () => openMemory({ store, commands }),
  exportData: () => attempt(() => api.download("/me/export", "jobassist-my-data.json")),
  async signIn(options = {}) {
    const before = api.session?.user_id;
    // A change of person starts over by itself; the same person only needs a socket of the new sign-in.
    if ((await openSignIn({ api, ...options })) && api.session?.user_id === before) client.restart();
    client.start();
  },
  async signOut() {
    // The server ends the socket of a sign-in that is over; that is no news to who ended it.
    client.stop();
    await attempt(() => api.logout());
  },
  async eraseMe() {
    client.stop();
    const isDone = await attempt(async () => {
      await api.request("/me?confirm=erase", { method: "DELETE" });
      return true;
    });
    if (!isDone) {
      client.start();
      return;
    }
    try {
      sessionStorage.clear();
    } catch {
      // Nothing was stored then.
    }
    api.forget();
  },
  switchLanguage(code) {
    document.cookie = `${config.languageCookie}=${encodeURIComponent(code)}; path=/; max-age=31536000; SameSite=Lax`;
    location.reload();
  },
  notify: (text, level = "warning") => store.dispatch({ type: "notice", notice: { level, text } }),
};

/** Do something over REST; what goes wrong is said in words. */
async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const words = error.isOffline ? gettext("The server cannot be reached just now.") : error.detail;
    store.dispatch({ type: "notice", notice: { level: "error", text: words, code: error.code } });
    return null;
  }
}

function hearFrame(frame) {
  store.dispatch({ type: "frame", frame });
  if (frame.type === "welcome" || frame.type === "conversation.deleted") chooseConversation();
  // A new fact, or a new version of a note, comes whole only in a page.
  if (frame.type === "memory.updated" && store.state.memory) commands.listMemory();
  if (frame.type === "typing") showTyping(frame.conversation_id);
}

/** Typing is told while it goes on, and never that it ended. */
function showTyping(conversationId) {
  store.dispatch({ type: "typing", conversationId, until: Date.now() + TYPING_SHOWN_MS });
  setTimeout(() => draw(), TYPING_SHOWN_MS + 100);
}

/** The page shows the conversation it showed before, else the newest. */
function chooseConversation() {
  const { state } = store;
  if (state.openingRef) return;
  const wanted = state.activeId ?? readSession(ACTIVE_KEY, null);
  const id = state.conversations[wanted]
    ? wanted
    : (listConversations(state).find((each) => each.kind === "assistant") ?? listConversations(state)[0])?.id;
  if (!id) {
    if (client.isOpen) commands.openConversation({});
    return;
  }
  store.dispatch({ type: "activate", conversationId: id });
}

function showStatus(status) {
  stage?.showStatus(status);
  if (status.name === "refused" && status.error) commands.signIn({ note: gettext("Please sign in again to go on. Your draft is still here.") });
}

/** Another person is at the page now: nothing of the one before may remain. */
function startOver() {
  client.stop({ forget: true });
  keepSession(ACTIVE_KEY, null);
  store.dispatch({ type: "reset" });
  client.start();
}

const stage = new Stage({
  root: document,
  retryNow(status) {
    if (status.error && status.name === "refused") commands.signIn();
    else if (client.status.name === "waiting") client.restart();
    else client.start();
  },
});
const messages = new MessageList({
  scroller: find("scroller"), list: find("messages"), tail: find("tail"), jump: find("jump"), live: find("live"), commands,
});
const composer = new Composer({ root: find("composer"), commands });
if (config.voice && canRecord()) {
  new VoiceNote({
    button: find("mic"),
    box: find("voice"),
    transcribe: (recording) => api.transcribe(recording),
    onText: (text) => composer.addDictated(text),
    notify: commands.notify,
  });
}
const drawer = new Drawer({ root: find("drawer"), main: find("main"), scrim: find("scrim"), toggle: find("open-drawer"), commands });
const toasts = new Toasts({
  root: find("toasts"),
  close: (key) => store.dispatch({ type: "notice_closed", key }),
});

let drawnChips = null;

function drawChips(conversation) {
  const chips = conversation?.chips ?? [];
  if (drawnChips === chips) return;
  drawnChips = chips;
  const box = find("chips");
  box.hidden = !chips.length;
  replaceChildren(box, chips.map((chip) => h("li", null, h("button", {
    type: "button", class: "chip", text: chip.label, data: { chip: chip.id },
    on: { click: () => commands.sendMessage({ conversationId: conversation.id, text: chip.label, postback: chip.postback }) },
  }))));
  box.scrollLeft = 0;
}

function draw() {
  const { state } = store;
  const conversation = state.conversations[state.activeId] ?? null;
  stage.render(state);
  const isTyping = state.typing.conversationId === state.activeId && Date.now() < state.typing.until;
  messages.render(conversation, { persona: conversation?.persona ?? state.persona, isTyping });
  drawChips(conversation);
  composer.render(state);
  drawer.render(state);
  toasts.render(state.notices);
  scheduleRead(conversation);
}

let readTimer = null;

function scheduleRead(conversation) {
  clearTimeout(readTimer);
  if (!conversation || document.hidden || conversation.seq === null || !isUnread(conversation)) return;
  readTimer = setTimeout(() => {
    if (!client.isOpen) return;
    client.send("read.mark", { seq: conversation.newsSeq }, { conversationId: conversation.id });
  }, READ_DELAY_MS);
}

let isDrawing = false;

store.subscribe((state, before) => {
  if (state.activeId !== before.activeId) {
    if (state.activeId) {
      keepSession(ACTIVE_KEY, state.activeId);
      client.open(state.activeId);
    }
  }
  if (isDrawing) return;
  isDrawing = true;
  // A hidden page gets no frames to draw in, but what arrives must still be read out and counted.
  const later = document.hidden ? (run) => setTimeout(run, 50) : requestAnimationFrame;
  later(() => {
    isDrawing = false;
    draw();
  });
});

/** The doors that the server has shown; one that leads nowhere yet is not offered here either. */
function listScenes() {
  const { conversations, activeId } = store.state;
  const all = [conversations[activeId], ...listConversations(store.state)];
  for (const conversation of all) {
    const menu = conversation?.order.map((id) => conversation.items[id].card).findLast((card) => card?.kind === "scene_menu");
    if (menu?.data?.scenes?.length) return menu.data.scenes.map((entry) => entry.scene);
  }
  return Object.keys(SCENES());
}

find("scene").addEventListener("click", async () => {
  const current = store.state.conversations[store.state.activeId]?.scene;
  const known = SCENES();
  const chosen = await askChoice({
    title: gettext("Where to?"),
    choices: listScenes().filter((scene) => known[scene]).map((scene) => ({ scene, ...known[scene], isCurrent: scene === current })),
  });
  if (chosen && chosen.scene !== current) commands.switchScene(chosen.scene);
});
find("account").addEventListener("click", () =>
  openAccountMenu({ api, commands, languages: config.languages, currentLanguage: config.language }));

const dropZone = find("main");
for (const name of ["dragover", "drop"]) {
  dropZone.addEventListener(name, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    if (name === "drop") composer.addFiles([...event.dataTransfer.files]);
  });
}

window.addEventListener("online", () => client.restart());
window.addEventListener("offline", () => {
  if (client.isOpen) client.probe();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  client.probe();
  draw();
});

// On a phone the keyboard covers the page's foot unless the page follows the visible part.
if (window.visualViewport) {
  const follow = () => document.documentElement.style.setProperty("--visible-height", `${window.visualViewport.height}px`);
  window.visualViewport.addEventListener("resize", follow);
  follow();
}

draw();
client.start();
