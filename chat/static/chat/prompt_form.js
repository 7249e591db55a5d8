/**
 * The input that a question asks for, from the JSON Schema of its answer: a tap where there are
 * choices, the right keyboard where there are not. What was typed is kept by prompt, so that a
 * redrawn card loses nothing.
 */
import { createElementId, h } from "./dom.js";
import { nameEducation, nameEmploymentType, namePeriod } from "./format.js";
import { fill, gettext } from "./i18n.js";
import { icon } from "./icons.js";

const drafts = new Map();

/** The wire's codes in words; what is no code is its own word. */
function nameCode(value) {
  for (const name of [nameEmploymentType, nameEducation, namePeriod]) {
    if (name(value) !== value) return name(value);
  }
  return String(value);
}

/** Return the schema's choices as `[{value, label}]`, or null if it does not list them. */
export function listChoices(schema, labels = {}) {
  if (!schema) return null;
  const fromAlternatives = schema.oneOf ?? schema.anyOf;
  if (fromAlternatives?.every((option) => "const" in option)) {
    return fromAlternatives.map((option) => ({ value: option.const, label: option.title ?? labels[option.const] ?? String(option.const) }));
  }
  if (Array.isArray(schema.enum)) {
    return schema.enum.map((value) => ({ value, label: labels[value] ?? nameCode(value) }));
  }
  if (schema.type === "boolean") {
    return [{ value: true, label: labels.true ?? gettext("Yes") }, { value: false, label: labels.false ?? gettext("No") }];
  }
  return null;
}

/** "string or null" and the like: the part that a person can type. */
export function narrowSchema(schema) {
  const alternatives = schema?.anyOf ?? schema?.oneOf;
  if (alternatives && !alternatives.every((option) => "const" in option)) {
    const real = alternatives.filter((option) => option.type !== "null");
    if (real.length >= 1) return { ...schema, anyOf: undefined, oneOf: undefined, ...real[0] };
  }
  if (Array.isArray(schema?.type)) {
    // Where words will do ("25k"), words are what people give.
    const type = schema.type.includes("string") ? "string" : schema.type.find((each) => each !== "null");
    return { ...schema, type };
  }
  return schema ?? { type: "string" };
}

const MONTH = /^\^?[^-]*\\d\{4\}\)?-[^-]*$|year-month|month/i;

/** What kind of control fits: `choice|multi|list|number|date|month|email|tel|url|long|text`. */
export function pickInput(schema, hint = null) {
  if (listChoices(schema)) return "choice";
  if (schema.type === "array") return listChoices(schema.items) ? "multi" : "list";
  if (schema.type === "number" || schema.type === "integer") return "number";
  if (schema.format === "date") return "date";
  if (schema.format === "partial-date") return "text";
  if (schema.format === "email") return "email";
  if (schema.format === "uri" || schema.format === "url") return "url";
  if (schema.format === "phone" || schema.format === "tel") return "tel";
  if (["month", "year-month"].includes(schema.format)) return "month";
  if (typeof schema.pattern === "string" && schema.pattern.length < 80 && MONTH.test(schema.pattern)) return "month";
  // A day is asked for with the phone's calendar only where a bare year or month is no answer.
  if (hint === "date" && !schema.pattern) return "date";
  if ((schema.maxLength ?? 0) > 300) return "long";
  return "text";
}

const splitList = (text) => text.split(/[,，、;；\n]+/).map((part) => part.trim()).filter(Boolean);

/** Return `{value}` if the typed text is an answer the schema admits, else `{error}` in words. */
export function readAnswer(schema, text) {
  const trimmed = text.trim();
  if (schema.type === "number" || schema.type === "integer") {
    const value = Number(trimmed.replace(/[,，\s]/g, ""));
    if (trimmed === "" || !Number.isFinite(value)) return { error: gettext("Please give a number.") };
    if (schema.type === "integer" && !Number.isInteger(value)) return { error: gettext("Please give a whole number.") };
    if (schema.minimum !== undefined && value < schema.minimum) return { error: fill(gettext("Please give %(limit)s or more."), { limit: schema.minimum }) };
    if (schema.maximum !== undefined && value > schema.maximum) return { error: fill(gettext("Please give %(limit)s or less."), { limit: schema.maximum }) };
    return { value };
  }
  if (schema.type === "array") {
    const value = splitList(trimmed);
    if (value.length < (schema.minItems ?? 1)) return { error: gettext("Please give at least one.") };
    if (schema.maxItems && value.length > schema.maxItems) return { error: fill(gettext("At most %(limit)s, please."), { limit: schema.maxItems }) };
    return { value };
  }
  const length = Array.from(trimmed).length;
  if (length < (schema.minLength ?? 1)) return { error: gettext("Please write something first.") };
  if (schema.maxLength && length > schema.maxLength) return { error: fill(gettext("At most %(limit)s characters, please."), { limit: schema.maxLength }) };
  if (schema.pattern && schema.pattern.length < 200) {
    try {
      // The server checks again; a pattern this browser cannot read is left to it.
      if (!new RegExp(schema.pattern, "u").test(trimmed)) return { error: gettext("That does not have the right form.") };
    } catch {
      return { value: trimmed };
    }
  }
  return { value: trimmed };
}

/**
 * Build the form. `onAnswer(value)` and `onSkip()` are called once each at most; `key` names the
 * draft; `isBusy` draws it waiting for the server.
 */
export function buildAnswerForm({ key, question = null, schema: given, hint = null, labels = {}, examples = [], isSkippable = false, isBusy = false, value = "", submitLabel = gettext("Answer"), onAnswer, onSkip }) {
  const schema = narrowSchema(given);
  const kind = pickInput(schema, hint);
  const form = h("form", { class: `answer answer-${kind}`, novalidate: true, "aria-busy": isBusy ? "true" : null });
  const errorId = createElementId("error");
  const error = h("p", { class: "field-error", id: errorId, role: "alert", hidden: true });
  const fail = (text) => {
    error.textContent = text;
    error.hidden = false;
  };
  const skip = isSkippable && onSkip
    ? h("button", { type: "button", class: "button quiet", text: gettext("Skip"), disabled: isBusy, on: { click: () => onSkip() } })
    : null;

  if (kind === "choice") {
    const choices = listChoices(schema, labels);
    const group = h("div", { class: "option-row", role: "group", "aria-label": question },
      choices.map((choice) => h("button", {
        type: "button", class: "option", text: choice.label, disabled: isBusy,
        on: { click: () => onAnswer(choice.value) },
      })));
    form.append(group);
    if (skip) form.append(h("div", { class: "answer-actions" }, skip));
    return form;
  }

  if (kind === "multi") {
    const choices = listChoices(schema.items, labels);
    const chosen = new Set(drafts.get(key) ?? (Array.isArray(value) ? value : []));
    const done = h("button", { type: "submit", class: "button primary", text: gettext("Done"), disabled: isBusy });
    form.append(
      h("div", { class: "option-row", role: "group", "aria-label": question }, choices.map((choice) => {
        const button = h("button", {
          type: "button", class: "option", disabled: isBusy,
          "aria-pressed": String(chosen.has(choice.value)),
          on: {
            click: () => {
              if (!chosen.delete(choice.value)) chosen.add(choice.value);
              button.setAttribute("aria-pressed", String(chosen.has(choice.value)));
              drafts.set(key, [...chosen]);
            },
          },
        }, icon("check"), choice.label);
        return button;
      })),
      error,
      h("div", { class: "answer-actions" }, skip, done),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (chosen.size < (schema.minItems ?? 1)) {
        fail(gettext("Please give at least one."));
        return;
      }
      drafts.delete(key);
      onAnswer(choices.map((choice) => choice.value).filter((choice) => chosen.has(choice)));
    });
    return form;
  }

  const shown = drafts.get(key) ?? (Array.isArray(value) ? value.join("，") : (value ?? ""));
  const fieldId = createElementId("answer");
  const attributes = {
    id: fieldId, class: "field", value: String(shown), disabled: isBusy, "aria-describedby": errorId,
    "aria-label": question ?? gettext("Your answer"), autocomplete: "off",
    maxlength: schema.maxLength ?? null,
  };
  const field = kind === "long"
    ? h("textarea", { ...attributes, rows: 4 })
    : h("input", {
      ...attributes,
      type: { date: "date", month: "month", email: "email", tel: "tel", url: "url" }[kind] ?? "text",
      inputmode: kind === "number" ? (schema.type === "integer" ? "numeric" : "decimal") : null,
      placeholder: kind === "month" ? gettext("YYYY-MM") : kind === "list" ? gettext("separated by commas") : null,
      min: schema.formatMinimum ?? null, max: schema.formatMaximum ?? null,
    });
  field.addEventListener("input", () => {
    drafts.set(key, field.value);
    error.hidden = true;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = readAnswer(schema, field.value);
    if (answer.error) {
      fail(answer.error);
      field.setAttribute("aria-invalid", "true");
      field.focus();
      return;
    }
    drafts.delete(key);
    onAnswer(answer.value);
  });
  const phrasings = examples.filter((example) => typeof example === "string" || example?.text);
  form.append(
    h("div", { class: "answer-line" },
      field,
      h("button", { type: "submit", class: "button primary", disabled: isBusy }, submitLabel),
    ),
    error,
  );
  if (phrasings.length) {
    form.append(h("div", { class: "examples" },
      h("p", { class: "muted small", text: gettext("For example, tap to use and change:") }),
      h("div", { class: "example-list" }, phrasings.slice(0, 6).map((example) => {
        const text = example.text ?? example;
        return h("button", {
          type: "button", class: "example", text, disabled: isBusy,
          on: {
            click: () => {
              const given = kind === "list" ? splitList(field.value) : [];
              field.value = [...given.filter((each) => each !== text), text].join("、");
              drafts.set(key, field.value);
              error.hidden = true;
              field.focus();
            },
          },
        });
      })),
    ));
  }
  if (skip) form.append(h("div", { class: "answer-actions" }, skip));
  return form;
}

