/** Line icons on a 24 grid, drawn for this page. */

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h10",
  plus: "M12 5v14M5 12h14",
  send: "M12 19V5M6 11l6-6 6 6",
  pause: "M9 6v12M15 6v12",
  stop: "M8 8h8v8H8z",
  clip: "M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3 3 0 0 1 4.3 4.3l-7.4 7.4a1.5 1.5 0 0 1-2.1-2.1l6.6-6.6",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  half: "M5 12h9",
  cross: "M7 7l10 10M17 7L7 17",
  question: "M9 9.2a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2.1M12 17.6v.1",
  up: "M7 11v9H4v-9zM7 11l4-8c1.6 0 2.6 1.2 2.3 2.8L12.8 9H18a2 2 0 0 1 2 2.3l-1.1 7A2 2 0 0 1 17 20H7",
  down: "M7 13V4H4v9zM7 13l4 8c1.6 0 2.6-1.2 2.3-2.8L12.8 15H18a2 2 0 0 0 2-2.3l-1.1-7A2 2 0 0 0 17 4H7",
  pin: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  briefcase: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.2 2",
  bookmark: "M6.5 4h11v16.5L12 16.6 6.5 20.5z",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  edit: "M4 20l1-4.5L15.5 5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  undo: "M9 14L4 9l5-5M4 9h9a6.5 6.5 0 0 1 0 13h-2",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  download: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.6-4.3 3.8-6.5 8-6.5s7.4 2.2 8 6.5",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3.5 9.5h17M3.5 14.5h17M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18z",
  memory: "M12 3.5l2 5.2 5.5 2-5.5 2-2 5.3-2-5.3-5.5-2 5.5-2zM19 16.5v4M17 18.5h4",
  mic: "M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5.4a2.8 2.8 0 0 1-5.6 0V6.3A2.8 2.8 0 0 1 12 3.5zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.2 16.2L21 21",
  file: "M6 3h8l4 4.5V21H6zM14 3v5h4M9 13h6M9 17h4",
  chat: "M4 5h16v11H11l-5 4v-4H4z",
  meter: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  chevron: "M6 9l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  refresh: "M20 6v5h-5M4 18v-5h5M19 11a7.3 7.3 0 0 0-13.3-3M5 13a7.3 7.3 0 0 0 13.3 3",
  offline: "M3 3l18 18M5 12.5a10 10 0 0 1 4-2.6M19 12.5a10 10 0 0 0-5-2.8M8.5 16a5 5 0 0 1 7 0M12 20h.01M2 9a15 15 0 0 1 4-2.7M22 9a15 15 0 0 0-11-3.9",
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17.5v.1",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.7v.1",
  quote: "M9 7c-3 1-4 3-4 5v5h5v-5H7c0-2 1-3 2-3.5zM19 7c-3 1-4 3-4 5v5h5v-5h-3c0-2 1-3 2-3.5z",
  target: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h.01",
  building: "M5 21V4h9v17M14 9h5v12M8 8h3M8 12h3M8 16h3M3 21h18",
  book: "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10M9 8h5",
  leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  spark: "M12 4v4M12 16v4M4 12h4M16 12h4M6.5 6.5l2.6 2.6M14.9 14.9l2.6 2.6M17.5 6.5l-2.6 2.6M9.1 14.9l-2.6 2.6",
};

const SVG = "http://www.w3.org/2000/svg";

/** Return an icon; without a label it is decoration and hidden from assistive technology. */
export function icon(name, { label = null } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.info);
  svg.append(path);
  return svg;
}

const MOUTHS = {
  neutral: "M19 31h10",
  calm: "M18.5 30.5q5.5 3 11 0",
  happy: "M17 29q7 7.5 14 0",
  proud: "M17 29q7 7.5 14 0",
  thinking: "M20 31.5q4-2 7.5-.5",
  sorry: "M19 32.5q5-3.5 10 0",
};
const MOODS = {
  neutral: "calm",
  friendly: "happy",
  cheerful: "happy",
  warm: "happy",
  encouraging: "happy",
  celebrating: "proud",
  focused: "neutral",
  serious: "neutral",
  strict: "neutral",
  curious: "thinking",
  concerned: "sorry",
  apologetic: "sorry",
};
export const AVATAR_LOOKS = 6;

/** Draw the persona: one of six colourings by its key, with a face that follows its mood. */
export function drawAvatar({ avatar = "", mood = "calm" } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("aria-hidden", "true");
  let look = 0;
  for (const letter of String(avatar)) look = (look * 31 + letter.codePointAt(0)) % 997;
  svg.setAttribute("class", `avatar avatar-${look % AVATAR_LOOKS}`);
  const shape = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    svg.append(node);
  };
  const face = MOODS[mood] ?? (MOUTHS[mood] ? mood : "calm");
  shape("circle", { cx: 24, cy: 24, r: 24, class: "avatar-ground" });
  shape("path", { d: "M6 43c3-8 10-11 18-11s15 3 18 11a24 24 0 0 1-36 0z", class: "avatar-body" });
  shape("circle", { cx: 24, cy: 23, r: 13, class: "avatar-head" });
  shape("path", { d: "M10.5 22C11 13 16.5 8.5 24 8.5S37 13 37.5 22c-3-1.5-5-4-6-6.5-4 3.5-13 5-21 6.5z", class: "avatar-hair" });
  const isThinking = face === "thinking";
  shape("circle", { cx: isThinking ? 20 : 19.5, cy: isThinking ? 23.5 : 24.5, r: 1.7, class: "avatar-ink" });
  shape("circle", { cx: isThinking ? 29 : 28.5, cy: isThinking ? 23.5 : 24.5, r: 1.7, class: "avatar-ink" });
  shape("path", { d: MOUTHS[face], class: "avatar-mouth" });
  return svg;
}
