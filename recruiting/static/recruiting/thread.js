/** Keeps a conversation's page live. Everything on it works without this, by the form. */
const PING_MS = 25_000;
const TYPING_MS = 3_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

const root = document.getElementById("thread");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const words = (name) => root.dataset[`words${name}`];
const threadId = root.dataset.thread;
const form = part("form");
const textField = form.querySelector("textarea");
const numberField = form.querySelector('input[name="frame_id"]');

let socket = null;
let headSeq = Number(root.dataset.head);
let readSeq = Number(root.dataset.read);
let markedSeq = headSeq;
let attempt = 0;
let isOver = false;
let pingTimer = null;
let typingTimer = null;
let typedAt = 0;
// A message on its way: the words come back when it is refused.
const underWay = new Map();

function connect() {
  if (isOver) return;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws/v1/recruiting`, "jobassist.recruiting.v1");
  socket.addEventListener("open", () => {
    attempt = 0;
    part("line").textContent = `· ${words("Live")}`;
    send({ type: "watch", thread_id: threadId, after_seq: headSeq });
    pingTimer = setInterval(() => send({ type: "ping" }), PING_MS);
    for (const order of underWay.values()) send(order);
  });
  socket.addEventListener("message", (event) => take(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    clearInterval(pingTimer);
    socket = null;
    part("line").textContent = `· ${words("Lost")}`;
    // 4401: signed out. Nothing is gained by asking again.
    if (event.code === 4401) return;
    setTimeout(connect, RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)] * (0.7 + Math.random() * 0.6));
  });
}

function send(order) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(order));
  return true;
}

function take(frame) {
  switch (frame.type) {
    case "thread.news":
      for (const event of frame.events) show(event);
      headSeq = Math.max(headSeq, frame.head_seq);
      readSeq = Math.max(readSeq, frame.seeker_read_seq);
      if (frame.is_withheld) withhold();
      showTicks();
      showNotice(frame.notice);
      markRead();
      break;
    case "typing":
      showTyping();
      break;
    case "ack":
      underWay.delete(frame.ref);
      break;
    case "error":
      refuse(frame);
      break;
    case "thread.gone":
      isOver = true;
      part("items").replaceChildren();
      showNotice(words("Gone"));
      socket?.close();
      break;
  }
}

function show(event) {
  const data = event.data ?? {};
  const known = part("items").querySelector(`[data-item="${CSS.escape(data.item_id ?? "")}"]`);
  if (data.erased) {
    known?.remove();
    return;
  }
  if (known || event.type !== "item.done") return;
  const item = document.createElement("li");
  item.className = "thread-item";
  if (data.role === "recruiter") item.classList.add("is-ours");
  if (data.role === "system" || data.role === "assistant") item.classList.add("is-house");
  Object.assign(item.dataset, { seq: event.seq, item: data.item_id, role: data.role });
  const text = document.createElement("p");
  text.className = "thread-text";
  text.textContent = data.withheld ? words("Withheld") : (data.text ?? "");
  item.append(text);
  for (const file of data.attachments ?? []) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.className = "text-primary-600";
    link.href = root.dataset.files + encodeURIComponent(file.attachment_id);
    link.textContent = file.filename;
    line.append(link);
    item.append(line);
  }
  const meta = document.createElement("p");
  meta.className = "thread-meta text-subtle";
  const time = document.createElement("time");
  time.dateTime = event.at;
  time.textContent = new Date(event.at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "short", timeStyle: "short" });
  const tick = document.createElement("span");
  tick.dataset.part = "tick";
  meta.append(time, " ", tick);
  item.append(meta);
  part("items").append(item);
  if (data.role === "user") part("typing").hidden = true;
  item.scrollIntoView({ block: "nearest" });
}

/** The seeker took their words back: they leave the page, too. */
function withhold() {
  for (const item of part("items").querySelectorAll('[data-role="user"]')) {
    item.querySelector(".thread-text").textContent = words("Withheld");
    for (const link of item.querySelectorAll("a")) link.parentElement.remove();
  }
}

function showTicks() {
  for (const item of part("items").querySelectorAll(".is-ours")) {
    const tick = item.querySelector('[data-part="tick"]');
    if (tick) tick.textContent = Number(item.dataset.seq) <= readSeq ? words("Read") : "";
  }
}

function showNotice(text) {
  const notice = part("notice");
  notice.textContent = text;
  notice.hidden = !text;
  form.hidden = Boolean(text);
}

function showTyping() {
  const line = part("typing");
  line.textContent = `${part("name").textContent} ${words("Typing")}`;
  line.hidden = false;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { line.hidden = true; }, TYPING_MS + 2_000);
}

function markRead() {
  if (document.visibilityState !== "visible" || headSeq <= markedSeq) return;
  if (send({ type: "read", thread_id: threadId, seq: headSeq })) markedSeq = headSeq;
}

function refuse(frame) {
  const order = underWay.get(frame.ref);
  if (order) {
    underWay.delete(frame.ref);
    if (!textField.value) textField.value = order.text;
  }
  if (frame.message) showRefusal(frame.message);
}

function showRefusal(message) {
  const line = document.createElement("p");
  line.className = "thread-notice";
  line.setAttribute("role", "alert");
  line.textContent = message;
  form.before(line);
  setTimeout(() => line.remove(), 10_000);
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  const file = form.querySelector('input[type="file"]');
  // A file, a draft and a translation go by the form.
  if ((button && button.value !== "send") || file.files.length || socket?.readyState !== WebSocket.OPEN) return;
  event.preventDefault();
  const text = textField.value.trim();
  if (!text) return;
  const order = { type: "send", id: numberField.value, thread_id: threadId, text };
  underWay.set(order.id, order);
  send(order);
  textField.value = "";
  numberField.value = crypto.randomUUID();
});

textField.addEventListener("input", () => {
  if (Date.now() - typedAt < TYPING_MS) return;
  typedAt = Date.now();
  send({ type: "typing", thread_id: threadId });
});
document.addEventListener("visibilitychange", markRead);
part("items").lastElementChild?.scrollIntoView({ block: "nearest" });
connect();
