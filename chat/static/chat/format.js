/** Figures, dates and names of codes in words, in the page's language. Nothing here rounds a fact away. */
import { fill, gettext, locale, ngettext } from "./i18n.js";

const PERIODS = () => ({
  hour: gettext("an hour"),
  day: gettext("a day"),
  week: gettext("a week"),
  month: gettext("a month"),
  year: gettext("a year"),
});

const EMPLOYMENT_TYPES = () => ({
  full_time: gettext("Full-time"),
  part_time: gettext("Part-time"),
  contract: gettext("Contract"),
  internship: gettext("Internship"),
  temporary: gettext("Temporary"),
});

export const SCENES = () => ({
  find: { label: gettext("Find a job"), hint: gettext("Search, compare, and say what does not fit"), icon: "search" },
  resume: { label: gettext("My résumé"), hint: gettext("Write it, check it, keep it true"), icon: "file" },
  interview: { label: gettext("Interview practice"), hint: gettext("Answer questions for one posting"), icon: "target" },
  applications: { label: gettext("Applications"), hint: gettext("Who was contacted, and what they said"), icon: "briefcase" },
  alerts: { label: gettext("Alerts"), hint: gettext("New jobs that come by themselves"), icon: "bell" },
  ask: { label: gettext("Ask about a job"), hint: gettext("What the posting says, and what it does not"), icon: "book" },
});

export const CRITERIA = () => ({
  titles: gettext("Role"),
  skills: gettext("Skills"),
  cities: gettext("Place"),
  remote: gettext("Remote"),
  salary_min: gettext("Pay from"),
  salary_max: gettext("Pay up to"),
  currency: gettext("Currency"),
  salary_period: gettext("Pay per"),
  employment_type: gettext("Kind of work"),
  experience_years: gettext("Experience"),
  education: gettext("Education"),
  exclude: gettext("Not"),
  conditions: gettext("Perks and hours"),
  employers: gettext("Employer"),
  within_km: gettext("Within"),
  remote_or_city: gettext("Remote or there"),
  pay_stated: gettext("Pay stated"),
});

const EDUCATION = () => ({
  none: gettext("No degree needed"),
  primary: gettext("Primary school"),
  high_school: gettext("High school"),
  secondary: gettext("High school"),
  vocational: gettext("Vocational school"),
  associate: gettext("Junior college"),
  college: gettext("Junior college"),
  bachelor: gettext("Bachelor’s degree"),
  master: gettext("Master’s degree"),
  doctorate: gettext("Doctorate"),
  doctor: gettext("Doctorate"),
  phd: gettext("Doctorate"),
});

export const nameEmploymentType = (code) => EMPLOYMENT_TYPES()[code] ?? code;
export const nameEducation = (code) => EDUCATION()[code] ?? code;
export const namePeriod = (code) => PERIODS()[code] ?? code;
export const nameScene = (code) => SCENES()[code]?.label ?? code ?? "";

/** True if shortening to thousands (or 万) keeps the figure exactly. */
function isExactlyShort(amount, language) {
  if (!Number.isFinite(amount)) return false;
  if (language.toLowerCase().startsWith("zh")) return amount >= 10_000 && amount % 100 === 0;
  return amount >= 1_000 && amount < 1_000_000 && amount % 100 === 0;
}

export function formatAmount(amount, { currency = null, language = locale, short = true } = {}) {
  const options = { maximumFractionDigits: 2 };
  if (short && isExactlyShort(amount, language)) options.notation = "compact";
  if (currency) Object.assign(options, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  // "£19.50", never "£19.5"; and no ".00".
  options.minimumFractionDigits = options.notation || Number.isInteger(amount) ? 0 : 2;
  try {
    return new Intl.NumberFormat(language, options).format(amount);
  } catch {
    return `${amount}${currency ? ` ${currency}` : ""}`;
  }
}

/** Return pay in words: "¥15K–25K a month, 14 months a year"; the source's own string if there are no figures. */
export function formatSalary(salary, { language = locale } = {}) {
  if (!salary) return null;
  const { min, max, currency, period, months, raw } = salary;
  const low = min ?? null;
  const high = max ?? null;
  if (low === null && high === null) return raw || null;
  const short = [low, high].every((amount) => amount === null || isExactlyShort(Number(amount), language));
  const amount = (value) => formatAmount(Number(value), { currency, language, short });
  let range;
  // The currency is said once: "¥25,000–40,000".
  if (low !== null && high !== null && Number(low) !== Number(high)) range = `${amount(low)}–${formatAmount(Number(high), { language, short })}`;
  else if (low !== null && high === null) range = fill(gettext("from %(amount)s"), { amount: amount(low) });
  else if (low === null) range = fill(gettext("up to %(amount)s"), { amount: amount(high) });
  else range = amount(low);
  let text = period
    ? fill(gettext("%(amount)s %(period)s"), { amount: range, period: namePeriod(period) })
    : range;
  if (months && Number(months) !== 12) {
    text = fill(gettext("%(pay)s × %(months)s months"), { pay: text, months });
  }
  return text;
}

/** A date without a time stays that day, wherever the reader is. */
function parseDate(value) {
  if (!value) return null;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const date = new Date(isDay ? `${value}T00:00:00Z` : value);
  return Number.isNaN(date.getTime()) ? null : { date, isDay };
}

export function formatDay(value, { language = locale } = {}) {
  const parsed = parseDate(value);
  if (!parsed) return value ? String(value) : null;
  const options = { year: "numeric", month: "short", day: "numeric" };
  if (parsed.isDay) options.timeZone = "UTC";
  return new Intl.DateTimeFormat(language, options).format(parsed.date);
}

export function formatMoment(value, { language = locale } = {}) {
  const parsed = parseDate(value);
  if (!parsed) return value ? String(value) : null;
  return new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(parsed.date);
}

const STEPS = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export function formatAgo(value, { now = Date.now(), language = locale } = {}) {
  const parsed = parseDate(value);
  if (!parsed) return null;
  const seconds = Math.round((parsed.date.getTime() - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (parsed.isDay && size < 86_400) return relative.format(0, "day");
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return gettext("just now");
}

/** "Shanghai · Xuhui" without repeating a place that is both city and region. */
export function formatPlace(place) {
  if (!place) return null;
  if (typeof place === "string") return place;
  if (Array.isArray(place)) return place.map(formatPlace).filter(Boolean).join(" / ") || null;
  const parts = [place.city, place.district, place.region, place.country].filter(Boolean);
  const seen = [...new Set(parts)];
  // A city is enough; the region or country is named where there is no city.
  return (place.city ? [place.city, place.district].filter(Boolean) : seen.slice(0, 2)).join(" · ") || null;
}

export function formatYears(years) {
  const count = Number(years);
  if (!Number.isFinite(count)) return String(years);
  return fill(ngettext("%(count)s year", "%(count)s years", count), { count });
}

export function formatSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
