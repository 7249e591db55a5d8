/** Who the person is: signing in, what is remembered, their data and its end. */
import { buildFact } from "./cards/others.js";
import { createElementId, h, replaceChildren } from "./dom.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./icons.js";
import { askChoice, askConfirm, openSheet } from "./sheet.js";

const MIN_PASSWORD = 8;

function listFieldErrors(error) {
  const words = [];
  for (const each of error.errors ?? []) words.push(each.detail ?? each.message ?? String(each));
  return words.length ? words.join(" ") : error.detail;
}

/** Sign in or create an account; resolves to true if the person is now somebody. */
export function openSignIn({ api, mode = "login", note = null }) {
  return new Promise((resolve) => {
    let isDone = false;
    const box = h("div");
    const sheet = openSheet({ title: gettext("Your account"), body: box, onClose: () => resolve(isDone) });
    const draw = (current) => {
      const isNew = current === "register";
      const emailId = createElementId("email");
      const passwordId = createElementId("password");
      const error = h("p", { class: "field-error", role: "alert", hidden: true });
      const email = h("input", { id: emailId, class: "field", type: "email", autocomplete: "username", required: true, inputmode: "email", "data-autofocus": true });
      const password = h("input", { id: passwordId, class: "field", type: "password", required: true, minlength: isNew ? MIN_PASSWORD : null, autocomplete: isNew ? "new-password" : "current-password" });
      const submit = h("button", { type: "submit", class: "button primary wide", text: isNew ? gettext("Create account") : gettext("Sign in") });
      const tab = (name, label) => h("button", {
        type: "button", class: "tab", role: "tab", "aria-selected": String(name === current), text: label,
        on: { click: () => draw(name) },
      });
      const form = h("form", {
        class: "sheet-form", novalidate: true,
        on: {
          submit: async (event) => {
            event.preventDefault();
            error.hidden = true;
            if (!email.value.includes("@") || !password.value) {
              error.textContent = gettext("Please give your e-mail address and a password.");
              error.hidden = false;
              return;
            }
            submit.disabled = true;
            try {
              const told = { email: email.value.trim(), password: password.value };
              if (isNew) await api.register(told);
              else await api.login(told);
              isDone = true;
              sheet.close();
            } catch (failure) {
              error.textContent = listFieldErrors(failure)
                || (failure.isOffline ? gettext("The server cannot be reached just now.") : gettext("That did not work."));
              error.hidden = false;
            } finally {
              submit.disabled = false;
            }
          },
        },
      },
      h("label", { for: emailId, text: gettext("E-mail") }), email,
      h("label", { for: passwordId, text: gettext("Password") }), password,
      isNew && h("p", { class: "small muted", text: fill(gettext("At least %(count)s characters."), { count: MIN_PASSWORD }) }),
      error, submit);
      replaceChildren(box,
        note && h("p", { class: "sheet-text", text: note }),
        h("div", { class: "tabs", role: "tablist" }, tab("login", gettext("Sign in")), tab("register", gettext("Create account"))),
        h("p", { class: "small muted", text: isNew
          ? gettext("Everything you have said and written here stays yours.")
          : gettext("What you did as a guest comes with you.") }),
        form);
      email.focus();
    };
    draw(mode);
  });
}

/** What is remembered, live: the list redraws as facts change. */
export function openMemory({ store, commands }) {
  const box = h("div", { class: "memory-list" }, h("p", { class: "muted", text: gettext("Loading…") }));
  const draw = () => {
    const facts = store.state.memory;
    if (!facts) return;
    replaceChildren(box, facts.length
      ? h("ul", { class: "plain-list" }, facts.map((fact) => buildFact(fact, { onEdit: commands.editMemory, onForget: commands.forgetMemory })))
      : h("p", { class: "muted", text: gettext("Nothing yet. What you tell me about your wishes is kept here, and you can change or delete it.") }));
  };
  const stop = store.subscribe((state, before) => {
    if (state.memory !== before.memory) draw();
  });
  openSheet({ title: gettext("What I remember"), body: box, onClose: stop });
  draw();
  commands.listMemory();
}

/** The person's menu: account, memory, data, language. */
export async function openAccountMenu({ api, commands, languages, currentLanguage }) {
  const isGuest = api.isGuest;
  const other = languages.filter((language) => language.code !== currentLanguage);
  const chosen = await askChoice({
    title: isGuest ? gettext("You are a guest") : api.session.email,
    text: isGuest ? gettext("Create an account to come back from another device.") : null,
    choices: [
      isGuest && { id: "sign_in", label: gettext("Sign in or create an account"), icon: "user" },
      { id: "memory", label: gettext("What I remember"), icon: "memory", hint: gettext("See it, change it, delete it") },
      { id: "export", label: gettext("Download my data"), icon: "download", hint: gettext("Everything, as one file") },
      ...other.map((language) => ({ id: "language", code: language.code, label: language.name, icon: "globe" })),
      { id: "erase", label: gettext("Delete me and my data"), icon: "trash" },
      !isGuest && { id: "sign_out", label: gettext("Sign out"), icon: "leave" },
    ].filter(Boolean),
  });
  if (!chosen) return;
  if (chosen.id === "sign_in") commands.signIn();
  if (chosen.id === "memory") commands.showMemory();
  if (chosen.id === "export") commands.exportData();
  if (chosen.id === "language") commands.switchLanguage(chosen.code);
  if (chosen.id === "sign_out") commands.signOut();
  if (chosen.id === "erase") {
    const isSure = await askConfirm({
      title: gettext("Delete everything?"),
      text: gettext("Your conversations, résumés, memories and applications are erased for good. Download your data first if you want to keep it."),
      detail: h("p", { class: "small muted" }, icon("warning"), gettext("This cannot be undone.")),
      confirmLabel: gettext("Delete everything"),
      isDanger: true,
    });
    if (isSure) commands.eraseMe();
  }
}
