/** A voice note: recorded here, written down by the server, put into the input to be checked. Nothing is sent by it. */
import { h, replaceChildren } from "./dom.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./icons.js";

const MAX_SECONDS = 120;
// Shorter is a tap by mistake.
const MIN_MS = 400;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export function canRecord() {
  return Boolean(globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia);
}

export class VoiceNote {
  #button;
  #box;
  #transcribe;
  #onText;
  #notify;
  #recorder = null;
  #startedAt = 0;
  #ticker = null;
  #isCancelled = false;
  #isBusy = false;

  constructor({ button, box, transcribe, onText, notify }) {
    this.#button = button;
    this.#box = box;
    this.#transcribe = transcribe;
    this.#onText = onText;
    this.#notify = notify;
    button.hidden = false;
    button.addEventListener("click", () => (this.#recorder ? this.#stop() : this.#start()));
    // Nobody is listened to behind their back.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#cancel();
    });
  }

  async #start() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.#notify(gettext("The microphone cannot be used. Allow it in the browser’s settings, or type."));
      return;
    } finally {
      this.#isBusy = false;
    }
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
    const pieces = [];
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      this.#end(new Blob(pieces, { type: recorder.mimeType }));
    });
    this.#recorder = recorder;
    this.#isCancelled = false;
    this.#startedAt = performance.now();
    recorder.start();
    this.#ticker = setInterval(() => this.#tick(), 250);
    this.#draw();
  }

  #stop() {
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  #cancel() {
    this.#isCancelled = true;
    this.#stop();
  }

  #tick() {
    if (performance.now() - this.#startedAt >= MAX_SECONDS * 1000) this.#stop();
    else this.#tellTime();
  }

  async #end(recording) {
    const isTooShort = performance.now() - this.#startedAt < MIN_MS;
    this.#recorder = null;
    clearInterval(this.#ticker);
    if (this.#isCancelled || isTooShort || !recording.size) {
      this.#draw();
      return;
    }
    this.#isBusy = true;
    this.#draw();
    try {
      const { text } = await this.#transcribe(recording);
      this.#onText(text);
    } catch (error) {
      this.#notify(error.isOffline || !error.detail ? gettext("Your words did not get through. Check the connection and try again.") : error.detail);
    } finally {
      this.#isBusy = false;
      this.#draw();
    }
  }

  #tellTime() {
    const seconds = Math.floor((performance.now() - this.#startedAt) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const node = this.#box.querySelector(".voice-time");
    if (node) node.textContent = time;
  }

  #draw() {
    const isOn = this.#recorder !== null;
    this.#button.setAttribute("aria-pressed", String(isOn));
    this.#button.setAttribute("aria-label", isOn ? gettext("Stop recording") : gettext("Speak"));
    this.#button.title = this.#button.getAttribute("aria-label");
    this.#button.disabled = this.#isBusy;
    this.#button.setAttribute("aria-busy", String(this.#isBusy));
    this.#box.hidden = !isOn && !this.#isBusy;
    if (this.#isBusy) {
      replaceChildren(this.#box, icon("mic"), h("span", { text: gettext("Writing down what you said …") }));
    } else if (isOn) {
      replaceChildren(this.#box,
        h("span", { class: "voice-dot", "aria-hidden": "true" }),
        h("span", { text: fill(gettext("I am listening; at most %(limit)s minutes."), { limit: MAX_SECONDS / 60 }) }),
        h("span", { class: "voice-time", "aria-hidden": "true", text: "0:00" }),
        h("button", { type: "button", class: "icon-button tiny", "aria-label": gettext("Drop the recording"), on: { click: () => this.#cancel() } }, icon("close")));
    }
  }
}
