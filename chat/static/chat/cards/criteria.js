/** `criteria_card`: what is being searched for, every value of it a tap from being put right. */
import { h } from "../dom.js";
import { CRITERIA, formatAmount, formatYears, nameEducation, nameEmploymentType, namePeriod } from "../format.js";
import { fill, gettext } from "../i18n.js";
import { icon } from "../icons.js";
import { buildAnswerForm } from "../prompt_form.js";
import { openSheet } from "../sheet.js";
import { buildActions, buildFrame } from "./parts.js";

const LISTS = ["titles", "skills", "cities", "exclude", "conditions", "employers"];
const EMPLOYMENT_TYPES = ["full_time", "part_time", "contract", "internship", "temporary"];
const EDUCATION_LEVELS = ["none", "high_school", "associate", "bachelor", "master", "doctor"];
const PERIODS = ["hour", "day", "month", "year"];

const asChoices = (codes, name) => ({ oneOf: codes.map((code) => ({ const: code, title: name(code) })) });

/** The input for each criterion, as a question's schema would ask for it. */
export function describeField(field) {
  switch (field) {
    case "remote":
    case "remote_or_city":
    case "pay_stated":
      return { type: "boolean" };
    case "within_km":
      return { type: "number", minimum: 1, maximum: 500 };
    case "salary_min":
    case "salary_max":
      return { type: "number", minimum: 0 };
    case "experience_years":
      return { type: "number", minimum: 0, maximum: 70 };
    case "employment_type":
      return asChoices(EMPLOYMENT_TYPES, nameEmploymentType);
    case "education":
      return asChoices(EDUCATION_LEVELS, nameEducation);
    case "salary_period":
      return asChoices(PERIODS, namePeriod);
    default:
      return { type: "array", items: { type: "string" }, maxItems: 20 };
  }
}

export function nameCriterion(data, field, value) {
  switch (field) {
    case "remote":
      return value ? gettext("Remote") : gettext("On site");
    case "salary_min":
    case "salary_max": {
      const amount = formatAmount(value, { currency: data.currency });
      return data.salary_period
        ? fill(gettext("%(amount)s %(period)s"), { amount, period: namePeriod(data.salary_period) })
        : amount;
    }
    case "remote_or_city":
      return value ? gettext("One or the other") : gettext("Both");
    case "pay_stated":
      return value ? gettext("Yes") : gettext("No");
    case "within_km":
      return fill(gettext("%(km)s km"), { km: value });
    case "experience_years":
      return formatYears(value);
    case "employment_type":
      return nameEmploymentType(value);
    case "education":
      return nameEducation(value);
    default:
      return String(value);
  }
}

const isSaid = (value) => value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && !value.length);

/** Currency and period are told with the amount; alone they would say nothing. */
const SHOWN = [
  "titles", "employers", "cities", "within_km", "salary_min", "salary_max", "pay_stated", "employment_type", "remote", "remote_or_city",
  "conditions", "skills", "experience_years", "education", "exclude",
];
/** Shown where said; nobody is asked to add them. */
const UNASKED = ["within_km", "remote_or_city", "pay_stated"];

export function buildCriteriaCard(card, context) {
  const data = card.data ?? {};
  const names = CRITERIA();
  const change = (field, value) => {
    const isNothing = value === null || (Array.isArray(value) && !value.length);
    context.invoke("edit", isNothing ? { clear: [field] } : { set: { [field]: value } });
  };

  const editField = (field) => {
    openSheet({
      title: names[field],
      body: ({ close }) => [
        buildAnswerForm({
          key: `criteria:${context.itemId}:${field}`,
          question: names[field],
          schema: describeField(field),
          value: isSaid(data[field]) ? data[field] : "",
          submitLabel: gettext("Save"),
          onAnswer: (value) => {
            close();
            change(field, value);
          },
        }),
        isSaid(data[field]) && h("div", { class: "sheet-actions" },
          h("button", {
            type: "button", class: "button danger-quiet", text: gettext("Does not matter"),
            on: { click: () => { close(); change(field, Array.isArray(data[field]) ? [] : null); } },
          })),
      ],
    });
  };

  const buildValue = (field, value, next) => {
    const label = nameCriterion(data, field, value);
    return h("li", { class: `criterion ${field === "exclude" ? "is-excluded" : ""}` },
      h("button", {
        type: "button", class: "criterion-value", text: label, disabled: context.isLocked,
        "aria-label": fill(gettext("Change %(what)s: %(value)s"), { what: names[field], value: label }),
        on: { click: () => editField(field) },
      }),
      h("button", {
        type: "button", class: "criterion-remove", disabled: context.isLocked,
        "aria-label": fill(gettext("Remove %(what)s: %(value)s"), { what: names[field], value: label }),
        on: { click: () => change(field, next) },
      }, icon("close")));
  };

  const said = SHOWN.filter((field) => isSaid(data[field]));
  const unsaid = SHOWN.filter((field) => !isSaid(data[field]) && !UNASKED.includes(field));
  return buildFrame(card, context, { heading: card.title || gettext("What I am looking for") },
    h("dl", { class: "criteria" }, said.map((field) => h("div", { class: "criteria-row" },
      h("dt", { text: names[field] }),
      h("dd", null, h("ul", { class: "criterion-list" },
        LISTS.includes(field)
          ? data[field].map((value, i) => buildValue(field, value, data[field].filter((_, other) => other !== i)))
          : buildValue(field, data[field], null)))))),
    unsaid.length > 0 && h("div", { class: "criteria-add" },
      h("span", { class: "small muted", text: gettext("Add:") }),
      unsaid.map((field) => h("button", {
        type: "button", class: "add-chip", disabled: context.isLocked,
        on: { click: () => editField(field) },
      }, icon("plus"), names[field]))),
    buildActions(card.actions.filter((action) => action.id !== "edit"), context));
}
