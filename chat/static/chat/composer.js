/** The input: words, files, and a look at what was understood before they are sent. */
import { nameCriterion } from "./cards/criteria.js";
import { h, hidden, replaceChildren } from "./dom.js";
import { CRITERIA, formatSize } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./icons.js";
import { namePath, nameValue } from "./pointers.js";

const PREVIEW_DELAY_MS = 500;
const PREVIEW_MIN = 3;
const MAX_TEXT = 8_000;
const MAX_FILES = 5;
const MAX_FILE_BYTES = 20 * 1024 * 1024;
const DRAFT_KEY = "jobassist.draft.";
const PREVIEW_KEY = "jobassist.preview";

function readStored(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function keepStored(storage, key, value) {
  try {
    if (value) storage.setItem(key, value);
    else storage.removeItem(key);
  } catch {
    // Without storage a draft lasts as long as the page.
  }
}

export class Composer {
  #root;
  #field;
  #sendButton;
  #stopButton;
  #previewBox;
  #previewToggle;
  #fileList;
  #fileInput;
  #commands;
  #conversationId = null;
  #files = [];
  #timer = null;
  #previewRef = null;
  #previewText = null;
  #isPreviewOn = readStored(localStorage, PREVIEW_KEY) !== "off";
  #drawnPreview = null;
  // What was heard is looked at before it is sent, whatever the toggle says.
  #isDictated = false;
  #turnId = null;

  constructor({ root, commands }) {
    this.#root = root;
    this.#commands = commands;
    const find = (role) => root.querySelector(`[data-role="${role}"]`);
    this.#field = find("text");
    this.#sendButton = find("send");
    this.#stopButton = find("stop");
    this.#previewBox = find("preview");
    this.#previewToggle = find("preview-toggle");
    this.#fileList = find("files");
    this.#fileInput = find("file-input");
    this.#field.maxLength = MAX_TEXT;
    this.#wire(find);
    this.#showToggle();
    this.#refresh();
  }

  focus() {
    this.#field.focus();
  }

  /** Put words into the input, as from a rejected message or a file's neighbour. */
  setText(text) {
    this.#field.value = text;
    this.#changed();
    this.focus();
  }

  /** Put dictated words behind what is there, and show how they are understood: they are a draft. */
  addDictated(text) {
    const before = this.#field.value.trimEnd();
    const joint = before && !/[\u3000-\u9fff\uff00-\uffef]$/.test(before) ? " " : "";
    this.#field.value = before + joint + text;
    this.#isDictated = true;
    this.#changed();
    this.#schedulePreview(0);
    this.focus();
  }

  render(state) {
    const conversation = state.conversations[state.activeId];
    if (state.activeId !== this.#conversationId) this.#switchTo(state.activeId);
    const turnId = conversation?.turn?.turn_id ?? null;
    if (turnId !== this.#turnId) {
      this.#turnId = turnId;
      this.#stopButton.hidden = !turnId;
    }
    const preview = state.preview?.ref && state.preview.ref === this.#previewRef ? state.preview : null;
    if (preview !== this.#drawnPreview) {
      this.#drawnPreview = preview;
      this.#drawPreview(preview);
    }
    this.#refresh();
  }

  addFiles(files) {
    for (const file of files) {
      if (this.#files.length >= MAX_FILES) {
        this.#commands.notify(fill(gettext("At most %(limit)s files at a time."), { limit: MAX_FILES }));
        break;
      }
      this.#addFile(file);
    }
  }

  #wire(find) {
    const field = this.#field;
    field.addEventListener("input", () => this.#changed());
    field.addEventListener("keydown", (event) => {
      // While an input method composes (Chinese, Japanese …), Enter chooses a word.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#send();
    });
    field.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.addFiles(files);
    });
    this.#root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#stopButton.addEventListener("click", () => {
      if (this.#turnId) this.#commands.cancelTurn({ conversationId: this.#conversationId, turnId: this.#turnId });
    });
    find("attach").addEventListener("click", () => this.#fileInput.click());
    this.#fileInput.addEventListener("change", () => {
      this.addFiles([...this.#fileInput.files]);
      this.#fileInput.value = "";
    });
    this.#previewToggle.addEventListener("click", () => {
      this.#isPreviewOn = !this.#isPreviewOn;
      keepStored(localStorage, PREVIEW_KEY, this.#isPreviewOn ? null : "off");
      this.#showToggle();
      if (this.#isPreviewOn) this.#schedulePreview(0);
      else this.#dropPreview();
    });
  }

  #showToggle() {
    this.#previewToggle.setAttribute("aria-pressed", String(this.#isPreviewOn));
  }

  #switchTo(id) {
    this.#conversationId = id;
    this.#field.value = id ? (readStored(sessionStorage, DRAFT_KEY + id) ?? "") : this.#field.value;
    this.#dropPreview();
    this.#grow();
    if (this.#field.value) this.#schedulePreview();
  }

  #changed() {
    keepStored(sessionStorage, DRAFT_KEY + this.#conversationId, this.#field.value);
    this.#grow();
    this.#refresh();
    this.#schedulePreview();
    if (this.#field.value) this.#commands.tellTyping(this.#conversationId);
  }

  #grow() {
    this.#field.style.height = "auto";
    if (!this.#field.value) return;
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, 168)}px`;
  }

  #refresh() {
    const isUploading = this.#files.some((file) => file.state === "sending");
    const hasFile = this.#files.some((file) => file.state === "done");
    const hasWords = this.#field.value.trim() !== "";
    this.#sendButton.disabled = !this.#conversationId || isUploading || !(hasWords || hasFile);
    this.#root.classList.toggle("has-words", hasWords || hasFile);
  }

  #send() {
    if (this.#sendButton.disabled) return;
    const text = this.#field.value.trim();
    const attachments = this.#files
      .filter((file) => file.state === "done")
      .map((file) => ({ attachment_id: file.attachmentId, filename: file.name, kind: "file" }));
    this.#commands.sendMessage({ conversationId: this.#conversationId, text, attachments });
    this.#field.value = "";
    this.#isDictated = false;
    this.#files = [];
    keepStored(sessionStorage, DRAFT_KEY + this.#conversationId, null);
    this.#dropPreview();
    this.#drawFiles();
    this.#grow();
    this.#refresh();
    this.#field.focus();
  }

  #schedulePreview(delay = PREVIEW_DELAY_MS) {
    clearTimeout(this.#timer);
    const text = this.#field.value.trim();
    if (!(this.#isPreviewOn || this.#isDictated) || Array.from(text).length < PREVIEW_MIN) {
      this.#dropPreview();
      return;
    }
    if (text === this.#previewText) return;
    this.#timer = setTimeout(() => {
      this.#previewText = text;
      this.#previewRef = this.#commands.previewDraft({ conversationId: this.#conversationId, text });
    }, delay);
  }

  #dropPreview() {
    clearTimeout(this.#timer);
    this.#previewRef = null;
    this.#previewText = null;
    this.#drawnPreview = null;
    this.#previewBox.hidden = true;
    this.#previewBox.textContent = "";
  }

  #drawPreview(preview) {
    if (!preview) {
      // The old look stays while a new one is on its way, but no longer than the draft itself.
      if (!this.#previewRef) this.#previewBox.hidden = true;
      return;
    }
    const corrections = preview.corrections ?? [];
    const facts = listUnderstood(preview);
    if (!preview.summary && !corrections.length && !facts.length) {
      this.#previewBox.hidden = true;
      return;
    }
    replaceChildren(this.#previewBox,
      h("div", { class: "preview-head" },
        icon("eye"),
        h("p", { class: "preview-summary" },
          h("span", { class: "muted", text: gettext("Understood:") }), " ",
          preview.summary || gettext("see below")),
        h("button", { type: "button", class: "icon-button tiny", "aria-label": gettext("Hide the preview"), on: { click: () => this.#previewToggle.click() } }, icon("close"))),
      facts.length > 0 && h("ul", { class: "tags" }, facts.map((fact) => h("li", { class: "tag" }, h("span", { class: "muted", text: `${fact.name} ` }), fact.value))),
      corrections.length > 0 && h("div", { class: "corrections", role: "group", "aria-label": gettext("Slips to put right") },
        corrections.map((correction) => h("button", {
          type: "button", class: "correction", title: correction.reason,
          on: { click: () => this.#applyCorrection(correction) },
        }, h("del", null, hidden(gettext("Replace ")), correction.before), icon("right"), h("ins", null, hidden(gettext("by ")), correction.after)))));
    this.#previewBox.hidden = false;
  }

  #applyCorrection({ before, after }) {
    const value = this.#field.value;
    const at = value.indexOf(before);
    if (at < 0) return;
    this.#field.value = value.slice(0, at) + after + value.slice(at + before.length);
    this.#previewText = null;
    this.#changed();
    this.#field.focus();
  }

  async #addFile(file) {
    const entry = { name: file.name, size: file.size, state: "sending", progress: 0, error: null, file };
    this.#files.push(entry);
    if (file.size > MAX_FILE_BYTES) {
      entry.state = "failed";
      entry.error = fill(gettext("This file is larger than %(limit)s."), { limit: formatSize(MAX_FILE_BYTES) });
      this.#drawFiles();
      return;
    }
    this.#drawFiles();
    this.#refresh();
    try {
      entry.upload = this.#commands.uploadFile(file, {
        onProgress: (fraction) => {
          entry.progress = fraction;
          this.#drawProgress(entry);
        },
      });
      const answer = await entry.upload;
      entry.state = "done";
      entry.attachmentId = answer.attachment_id;
    } catch (error) {
      entry.state = "failed";
      entry.error = error.detail || (error.isOffline ? gettext("The file did not get through. Check the connection.") : gettext("This file was not taken."));
    }
    if (!this.#files.includes(entry)) return;
    this.#drawFiles();
    this.#refresh();
  }

  #drawProgress(entry) {
    const bar = this.#fileList.children[this.#files.indexOf(entry)]?.querySelector("progress");
    if (bar) bar.value = entry.progress;
  }

  #drawFiles() {
    replaceChildren(this.#fileList, this.#files.map((entry) => h("li", { class: `file is-${entry.state}` },
      icon(entry.state === "failed" ? "warning" : "file"),
      h("div", { class: "file-words" },
        h("span", { class: "file-name", text: entry.name }),
        entry.state === "sending" && h("progress", { max: 1, value: entry.progress, "aria-label": gettext("Upload") }),
        entry.state === "done" && h("span", { class: "small muted", text: formatSize(entry.size) }),
        entry.state === "failed" && h("span", { class: "field-error small", role: "alert", text: entry.error })),
      entry.state === "failed" && entry.file.size <= MAX_FILE_BYTES && h("button", {
        type: "button", class: "icon-button tiny", "aria-label": gettext("Try again"),
        on: { click: () => { this.#drop(entry); this.#addFile(entry.file); } },
      }, icon("refresh")),
      h("button", {
        type: "button", class: "icon-button tiny", "aria-label": fill(gettext("Remove %(name)s"), { name: entry.name }),
        on: { click: () => { entry.upload?.abort?.(); this.#drop(entry); } },
      }, icon("close")))));
    this.#fileList.hidden = !this.#files.length;
  }

  #drop(entry) {
    this.#files = this.#files.filter((other) => other !== entry);
    this.#drawFiles();
    this.#refresh();
  }
}

/** What the draft would set, in words: criteria, then lines of the résumé. */
export function listUnderstood(preview) {
  const names = CRITERIA();
  const facts = [];
  const criteria = preview.criteria ?? {};
  for (const [field, value] of Object.entries(criteria)) {
    const isEmpty = value === null || value === "" || (Array.isArray(value) && !value.length);
    // Currency and period are told with the amount.
    if (isEmpty || !names[field] || field === "currency" || field === "salary_period") continue;
    const values = Array.isArray(value) ? value : [value];
    facts.push({ name: names[field], value: values.map((each) => nameCriterion(criteria, field, each)).join("、") });
  }
  for (const change of preview.resume_changes ?? []) {
    facts.push({ name: namePath(change.path), value: nameValue(change.after ?? change.value) || gettext("Removed") });
  }
  return facts.slice(0, 12);
}
