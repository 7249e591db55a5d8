/**
 * Elements without markup strings. Text from the wire only ever becomes a text node, and no
 * address reaches an attribute before `safeUrl`, so that the page can hold a policy with neither
 * inline code nor trusted HTML.
 */

/** Return the address if it is http(s) or a same-origin path, else null. */
export function safeUrl(address) {
  if (typeof address !== "string") return null;
  try {
    const url = new URL(address, globalThis.location?.href ?? "https://localhost/");
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Build an element. `props`: `class`, `text`, `data` (dataset), `on` (listeners), properties that
 * must be set as such (`value`, `checked`, `disabled`, …), and attributes. Children may be nodes,
 * strings, lists, or empty.
 */
export function h(tag, props = null, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "inert", "selected", "multiple", "required"]);

export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

export function replaceChildren(parent, ...children) {
  parent.textContent = "";
  return append(parent, children);
}

/** A link out of the house: shown only if the address is one a browser may open, and tells nobody whence. */
export function externalLink(address, props, ...children) {
  const href = safeUrl(address);
  if (!href) return null;
  return h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}

let nextId = 0;
export function createElementId(prefix = "el") {
  nextId += 1;
  return `${prefix}-${nextId}`;
}

/** Text for assistive technology only. */
export function hidden(text) {
  return h("span", { class: "visually-hidden", text });
}
