/** The background layer: who speaks, in which mood and scene, and whether the line is up. */
import { h, replaceChildren } from "./dom.js";
import { nameScene, SCENES } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { drawAvatar, icon } from "./icons.js";

const QUIET_MS = 1_500;

export class Stage {
  #find;
  #drawn = {};
  #downSince = null;
  #statusTimer = null;
  #countTimer = null;
  #retryNow;

  constructor({ root, retryNow }) {
    this.#find = (role) => root.querySelector(`[data-role="${role}"]`);
    this.#retryNow = retryNow;
  }

  render(state) {
    const conversation = state.conversations[state.activeId];
    const persona = conversation?.persona ?? state.persona;
    const scene = conversation?.scene ?? persona?.scene ?? "find";
    const isThread = conversation?.kind === "thread";
    const isBusy = Boolean(conversation?.turn);
    const facts = [persona, scene, isThread, conversation?.title, isBusy];
    if (this.#drawn.facts?.every((fact, i) => fact === facts[i])) return;
    this.#drawn.facts = facts;
    document.body.dataset.scene = SCENES()[scene] ? scene : "find";
    document.body.dataset.mood = persona?.mood ?? "calm";
    replaceChildren(this.#find("avatar"), isThread ? h("span", { class: "avatar avatar-person" }, icon("user")) : drawAvatar({ avatar: persona?.avatar, mood: isBusy ? "thinking" : persona?.mood }));
    this.#find("name").textContent = isThread ? conversation.title || gettext("Recruiter") : (persona?.name ?? gettext("Assistant"));
    // People are told that they talk to software, on every screen.
    this.#find("kind").textContent = gettext("Software assistant");
    this.#find("kind").hidden = isThread;
    this.#find("scene").hidden = isThread;
    replaceChildren(this.#find("subtitle"), h("span", { class: "scene-name", text: isThread ? gettext("Conversation with a recruiter") : nameScene(scene) }));
    document.title = fill(gettext("%(name)s · JobAssist"), { name: nameScene(scene) });
  }

  /** Short breaks stay unseen; a longer one is said in words, with a way to try at once. */
  showStatus(status) {
    clearTimeout(this.#statusTimer);
    clearInterval(this.#countTimer);
    const banner = this.#find("banner");
    document.body.dataset.line = status.name;
    if (status.name === "open" || status.name === "stopped") {
      this.#downSince = null;
      banner.hidden = true;
      return;
    }
    this.#downSince ??= Date.now();
    const show = () => {
      const draw = () => {
        const { words, offer } = nameTrouble(status);
        const text = banner.querySelector("p");
        if (text?.textContent === words) return;
        replaceChildren(banner,
          icon("offline"),
          h("p", { text: words }),
          offer && h("button", { type: "button", class: "link-button", text: offer, on: { click: () => this.#retryNow(status) } }));
      };
      draw();
      banner.hidden = false;
      if (status.name === "waiting") this.#countTimer = setInterval(draw, 1_000);
    };
    const wait = status.name === "refused" ? 0 : this.#downSince + QUIET_MS - Date.now();
    if (wait > 0) this.#statusTimer = setTimeout(show, wait);
    else show();
  }
}

/** What is said of a line that is not up, and what a tap can do about it. */
function nameTrouble(status) {
  if (status.name === "refused") {
    return status.error
      ? { words: gettext("Your sign-in has ended."), offer: gettext("Sign in") }
      : { words: gettext("The server does not let this page in."), offer: gettext("Try now") };
  }
  if (status.name === "replaced") {
    return { words: gettext("You are connected on several other devices; this page is waiting."), offer: gettext("Go on here") };
  }
  const offer = status.name === "connecting" ? null : gettext("Try now");
  if (navigator.onLine === false) return { words: gettext("You are offline. What you write is kept and sent later."), offer };
  const seconds = Math.max(0, Math.ceil(((status.retryAt ?? 0) - Date.now()) / 1000));
  if (status.name !== "waiting" || seconds === 0) return { words: gettext("Connecting…"), offer };
  return { words: fill(gettext("Connection lost. Trying again in %(seconds)s s."), { seconds }), offer };
}
