/** The list of conversations: beside the chat on a wide screen, over it on a phone. */
import { isUnread, listConversations } from "./client/index.js";
import { h, replaceChildren } from "./dom.js";
import { formatAgo, nameScene, SCENES } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./icons.js";
import { askChoice, askConfirm, askText } from "./sheet.js";

const WIDE = "(min-width: 900px)";

export class Drawer {
  #root;
  #main;
  #list;
  #scrim;
  #toggle;
  #commands;
  #drawn = [];

  constructor({ root, main, scrim, toggle, commands }) {
    this.#root = root;
    this.#main = main;
    this.#scrim = scrim;
    this.#toggle = toggle;
    this.#list = root.querySelector('[data-role="conversations"]');
    this.#commands = commands;
    toggle.addEventListener("click", () => this.open());
    scrim.addEventListener("click", () => this.close());
    root.querySelector('[data-role="close-drawer"]').addEventListener("click", () => this.close());
    root.querySelector('[data-role="new"]').addEventListener("click", () => {
      this.close();
      commands.openConversation({});
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#root.classList.contains("open")) this.close();
    });
    matchMedia(WIDE).addEventListener("change", () => this.#settle());
    this.#settle();
  }

  open() {
    if (matchMedia(WIDE).matches) return;
    this.#root.classList.add("open");
    this.#settle();
    this.#root.querySelector('[data-role="close-drawer"]').focus();
  }

  close() {
    if (!this.#root.classList.contains("open")) return;
    this.#root.classList.remove("open");
    this.#settle();
    this.#toggle.focus();
  }

  #settle() {
    const isWide = matchMedia(WIDE).matches;
    const isOpen = this.#root.classList.contains("open");
    this.#root.inert = !isWide && !isOpen;
    this.#main.inert = !isWide && isOpen;
    this.#scrim.hidden = isWide || !isOpen;
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
  }

  render(state) {
    const facts = listConversations(state).map((conversation) => [
      conversation.id, conversation.title, conversation.scene, conversation.updatedAt, conversation.isRemembered,
      conversation.id === state.activeId, this.#isUnread(conversation, state), conversation.kind,
    ]);
    if (JSON.stringify(facts) === this.#drawn) return;
    this.#drawn = JSON.stringify(facts);
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.conversation : null;
    replaceChildren(this.#list, listConversations(state).map((conversation) => this.#row(conversation, state)));
    if (focused) this.#list.querySelector(`[data-conversation="${CSS.escape(focused)}"]`)?.focus();
  }

  #isUnread(conversation, state) {
    return conversation.id !== state.activeId && isUnread(conversation);
  }

  #row(conversation, state) {
    const isActive = conversation.id === state.activeId;
    const isUnread = this.#isUnread(conversation, state);
    const title = conversation.title || nameScene(conversation.scene) || gettext("Conversation");
    return h("li", { class: `conversation ${isActive ? "is-active" : ""}` },
      h("button", {
        type: "button", class: "conversation-open", "aria-current": isActive ? "true" : null,
        data: { conversation: conversation.id },
        on: { click: () => { this.close(); this.#commands.openConversation({ conversationId: conversation.id }); } },
      },
      icon(conversation.kind === "thread" ? "user" : (SCENES()[conversation.scene]?.icon ?? "chat")),
      h("span", { class: "conversation-words" },
        h("span", { class: "conversation-title", text: title }),
        h("span", { class: "small muted", text: formatAgo(conversation.updatedAt) ?? "" })),
      isUnread && h("span", { class: "unread", role: "img", "aria-label": gettext("New messages") })),
      h("button", {
        type: "button", class: "icon-button small", "aria-label": fill(gettext("More: %(name)s"), { name: title }),
        on: { click: () => this.#openMenu(conversation, title) },
      }, icon("more")));
  }

  async #openMenu(conversation, title) {
    const chosen = await askChoice({
      title,
      choices: [
        { id: "rename", label: gettext("Rename"), icon: "edit" },
        conversation.kind === "assistant" && {
          id: "remember",
          icon: "memory",
          label: conversation.isRemembered ? gettext("Do not remember this one") : gettext("Remember this one again"),
          hint: gettext("What is said here becomes a memory, or does not."),
        },
        { id: "delete", label: gettext("Delete"), icon: "trash" },
      ].filter(Boolean),
    });
    if (chosen?.id === "rename") {
      const name = await askText({ title: gettext("Rename"), label: gettext("Name"), value: conversation.title, maxLength: 200 });
      if (name) this.#commands.renameConversation(conversation.id, name);
    } else if (chosen?.id === "remember") {
      this.#commands.setRemembered(conversation.id, !conversation.isRemembered);
    } else if (chosen?.id === "delete") {
      const isSure = await askConfirm({
        title: gettext("Delete this conversation?"),
        text: gettext("Its messages are erased on every device. This cannot be undone."),
        confirmLabel: gettext("Delete"),
        isDanger: true,
      });
      if (isSure) this.#commands.deleteConversation(conversation.id);
    }
  }
}
