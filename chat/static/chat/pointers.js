/** JSON Pointers and dotted paths into a résumé, in words: "/work/0/endDate" is "Work 1 · End". */
import { gettext } from "./i18n.js";

const NAMES = () => ({
  basics: gettext("About you"),
  name: gettext("Name"),
  label: gettext("Headline"),
  email: gettext("E-mail"),
  phone: gettext("Phone"),
  url: gettext("Link"),
  summary: gettext("Summary"),
  location: gettext("Place"),
  address: gettext("Address"),
  city: gettext("City"),
  region: gettext("Region"),
  countryCode: gettext("Country"),
  postalCode: gettext("Postcode"),
  profiles: gettext("Profile"),
  work: gettext("Work"),
  volunteer: gettext("Volunteering"),
  position: gettext("Position"),
  startDate: gettext("Start"),
  endDate: gettext("End"),
  date: gettext("Date"),
  releaseDate: gettext("Date"),
  highlights: gettext("Achievement"),
  description: gettext("Description"),
  education: gettext("Education"),
  institution: gettext("School"),
  area: gettext("Subject"),
  studyType: gettext("Degree"),
  score: gettext("Grade"),
  courses: gettext("Course"),
  skills: gettext("Skill"),
  level: gettext("Level"),
  keywords: gettext("Keyword"),
  languages: gettext("Language"),
  language: gettext("Language"),
  fluency: gettext("Fluency"),
  certificates: gettext("Certificate"),
  issuer: gettext("Issued by"),
  projects: gettext("Project"),
  awards: gettext("Award"),
  title: gettext("Title"),
  awarder: gettext("Awarded by"),
  publications: gettext("Publication"),
  publisher: gettext("Publisher"),
  interests: gettext("Interest"),
  references: gettext("Reference"),
});

/** Sections whose entries are called by what they are: "Skill 2", not "Skill 2 · Name". */
const CALLED_BY_SECTION = new Set(["skills", "languages", "certificates", "projects", "awards", "publications", "interests", "references"]);

export function namePath(path) {
  const names = NAMES();
  const parts = String(path ?? "")
    .replace(/^resume\./, "")
    .replace(/\[(\d+)\]/g, "/$1")
    .split(/[/.]/)
    .filter(Boolean);
  const words = [];
  for (const part of parts) {
    if (part === "name" && CALLED_BY_SECTION.has(parts[0])) continue;
    if ((part === "name" && parts[0] === "work") || part === "organization") words.push(gettext("Employer"));
    else if (/^\d+$/.test(part) && words.length) words[words.length - 1] += ` ${Number(part) + 1}`;
    else if (part !== "-") words.push(names[part] ?? part);
  }
  // "About you · Phone" says no more than "Phone".
  return (parts[0] === "basics" && words.length > 1 ? words.slice(1) : words).join(" · ");
}

/** A résumé's value as a line: an entry becomes its telling fields. */
export function nameValue(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(nameValue).filter(Boolean).join("、");
  if (typeof value === "object") {
    const period = [value.startDate, value.endDate].filter(Boolean).join(" – ");
    const told = [value.position, value.studyType, value.area, value.name, value.institution, value.title, value.language, value.fluency, period, value.city, value.region, nameValue(value.keywords), value.summary, nameValue(value.highlights)];
    const words = told.filter(Boolean);
    return (words.length ? words : Object.values(value).map(nameValue).filter(Boolean)).join(" · ");
  }
  return String(value);
}
