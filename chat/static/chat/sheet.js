/** Sheets that rise from the bottom on a phone and stand in the middle on a wide screen. */
import { createElementId, h } from "./dom.js";
import { gettext } from "./i18n.js";
import { icon } from "./icons.js";

/**
 * Open a modal sheet over the page. The browser's own dialog keeps the focus inside, gives it
 * back, and closes on Escape.
 */
export function openSheet({ title, body, onClose = () => {}, className = "" }) {
  const titleId = createElementId("sheet");
  const dialog = h("dialog", { class: `sheet ${className}`, "aria-labelledby": titleId });
  const close = () => dialog.close();
  dialog.append(
    h("div", { class: "sheet-panel" },
      h("header", { class: "sheet-head" },
        h("h2", { id: titleId, text: title }),
        h("button", { type: "button", class: "icon-button", "aria-label": gettext("Close"), on: { click: close } }, icon("close")),
      ),
      h("div", { class: "sheet-body" }, typeof body === "function" ? body({ close }) : body),
    ),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  const first = dialog.querySelector("[data-autofocus]");
  first?.focus();
  return { close, dialog };
}

/** Ask yes or no; resolves to true only for a plain yes. */
export function askConfirm({ title, text, confirmLabel, isDanger = false, detail = null }) {
  return new Promise((resolve) => {
    let answer = false;
    openSheet({
      title,
      onClose: () => resolve(answer),
      body: ({ close }) => [
        h("p", { class: "sheet-text", text }),
        detail,
        h("div", { class: "sheet-actions" },
          h("button", { type: "button", class: "button", text: gettext("Cancel"), on: { click: close } }),
          h("button", {
            type: "button",
            class: `button ${isDanger ? "danger" : "primary"}`,
            text: confirmLabel,
            on: { click: () => { answer = true; close(); } },
          }),
        ),
      ],
    });
  });
}

/** Ask for a line or a text; resolves to it, or to null when left. */
export function askText({ title, label, value = "", isLong = false, confirmLabel = gettext("Save"), maxLength = null, hint = null }) {
  return new Promise((resolve) => {
    let answer = null;
    const id = createElementId("field");
    const field = h(isLong ? "textarea" : "input", {
      id, class: "field", value, maxlength: maxLength, "data-autofocus": true, rows: isLong ? 8 : null,
    });
    openSheet({
      title,
      onClose: () => resolve(answer),
      body: ({ close }) =>
        h("form", {
          class: "sheet-form", method: "dialog",
          on: {
            submit: (event) => {
              event.preventDefault();
              answer = field.value.trim();
              close();
            },
          },
        },
        h("label", { for: id, text: label }),
        field,
        hint && h("p", { class: "muted small", text: hint }),
        h("div", { class: "sheet-actions" },
          h("button", { type: "button", class: "button", text: gettext("Cancel"), on: { click: close } }),
          h("button", { type: "submit", class: "button primary", text: confirmLabel }),
        )),
    });
  });
}

/** Offer a list to tap; resolves to the chosen entry, or to null when left. */
export function askChoice({ title, text = null, choices }) {
  return new Promise((resolve) => {
    let answer = null;
    openSheet({
      title,
      onClose: () => resolve(answer),
      body: ({ close }) => [
        text && h("p", { class: "sheet-text", text }),
        h("ul", { class: "choice-list" }, choices.map((choice) =>
          h("li", null,
            h("button", {
              type: "button", class: "choice", "aria-current": choice.isCurrent ? "true" : null,
              on: { click: () => { answer = choice; close(); } },
            },
            choice.icon && icon(choice.icon),
            h("span", { class: "choice-words" },
              h("span", { class: "choice-label", text: choice.label }),
              choice.hint && h("span", { class: "choice-hint", text: choice.hint }),
            ),
            choice.isCurrent && icon("check"),
            ),
          ),
        )),
      ],
    });
  });
}
