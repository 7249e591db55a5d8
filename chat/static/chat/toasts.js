/** Notices and errors, in words, above the input; each can be closed and goes by itself. */
import { h } from "./dom.js";
import { gettext } from "./i18n.js";
import { icon } from "./icons.js";

const SHOWN_MS = { info: 6_000, warning: 9_000, error: 12_000 };

/** Words for codes that came without any. */
function nameCode(code) {
  const words = {
    rate_limited: gettext("A little slower, please: too much at once."),
    too_large: gettext("That is too long to send."),
    too_many: gettext("Too much is waiting to be sent. The oldest was dropped."),
    not_confirmed: gettext("The server did not confirm this. Please try again."),
    not_available: gettext("This is not available yet."),
  };
  return words[code] ?? gettext("That did not work. Nothing you typed is lost.");
}

export class Toasts {
  #root;
  #close;
  #nodes = new Map();

  constructor({ root, close }) {
    this.#root = root;
    this.#close = close;
  }

  render(notices) {
    const live = new Set(notices.map((notice) => notice.key));
    for (const [key, node] of this.#nodes) {
      if (live.has(key)) continue;
      node.remove();
      this.#nodes.delete(key);
    }
    for (const notice of notices) {
      if (this.#nodes.has(notice.key)) continue;
      const level = SHOWN_MS[notice.level] ? notice.level : "info";
      const node = h("div", { class: `toast toast-${level}`, role: level === "info" ? "status" : "alert" },
        icon(level === "info" ? "info" : "warning"),
        h("p", { text: notice.text || nameCode(notice.code) }),
        h("button", { type: "button", class: "icon-button tiny", "aria-label": gettext("Close"), on: { click: () => this.#close(notice.key) } }, icon("close")));
      this.#nodes.set(notice.key, node);
      this.#root.append(node);
      setTimeout(() => this.#close(notice.key), SHOWN_MS[level]);
    }
  }
}
