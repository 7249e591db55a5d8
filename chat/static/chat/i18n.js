/**
 * The page's words, from Django's JavaScript catalogue (a classic script loaded before this one).
 * The literals given to `gettext` and `ngettext` are what `pybabel extract` collects.
 */

const catalogue = globalThis.django ?? {};

export const gettext = (text) => (catalogue.gettext ? catalogue.gettext(text) : text);

export const ngettext = (one, many, count) => {
  if (catalogue.ngettext) return catalogue.ngettext(one, many, count);
  return count === 1 ? one : many;
};

/** Fill `%(name)s` places; a place with no value is left as it stands. */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (place, name) =>
    values[name] === undefined || values[name] === null ? place : String(values[name]),
  );
}

export const pageLanguage = globalThis.document?.documentElement.lang || "en";

/** The wire's locale: the person's own regional form of the language that the page is shown in. */
export function pickLocale(language = pageLanguage, preferred = globalThis.navigator?.languages ?? []) {
  const base = (tag) => tag.toLowerCase().split("-")[0];
  const match = preferred.find((tag) => base(tag) === base(language) && tag.includes("-"));
  return match ?? language;
}

export const locale = pickLocale();
