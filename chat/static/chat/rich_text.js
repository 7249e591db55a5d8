/**
 * Text of a posting, as elements. The server has cleaned the HTML already; here it is read again
 * by a small tokenizer that knows eleven tags and no attribute at all, so that a miss on the
 * other side still cannot become markup. No HTML parser of the browser is ever called.
 */
import { h } from "./dom.js";

const TAGS = {
  p: "p", div: "p", ul: "ul", ol: "ol", li: "li", br: "br",
  b: "strong", strong: "strong", i: "em", em: "em",
  h1: "h4", h2: "h4", h3: "h4", h4: "h4", h5: "h4", h6: "h4",
};
const SKIPPED = new Set(["script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title", "textarea"]);
const ENTITIES = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", ndash: "–", mdash: "—",
  hellip: "…", bull: "•", middot: "·", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”",
  pound: "£", euro: "€", yen: "¥", copy: "©", reg: "®", trade: "™", times: "×",
};
const MAX_LENGTH = 60_000;
const MAX_DEPTH = 24;

export function decodeEntities(text) {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name) => {
    if (name[0] !== "#") return ENTITIES[name.toLowerCase()] ?? whole;
    const code = name[1].toLowerCase() === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

const looksLikeHtml = (text) => /<\/?[a-z][a-z0-9]*(\s[^<>]*)?\/?>/i.test(text);

/** Return a fragment for text that may be plain or HTML. */
export function buildRichText(source) {
  const text = String(source ?? "").slice(0, MAX_LENGTH);
  const root = document.createDocumentFragment();
  if (!looksLikeHtml(text)) {
    for (const paragraph of text.split(/\n{2,}/)) {
      if (paragraph.trim()) root.append(h("p", { class: "pre", text: paragraph.trim() }));
    }
    return root;
  }
  const stack = [{ tag: null, node: root }];
  const top = () => stack[stack.length - 1];
  let skipUntil = null;
  for (const [token] of text.matchAll(/<!--[\s\S]*?(?:-->|$)|<[^<>]*>|[^<]+|</g)) {
    const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(token);
    if (!tag) {
      if (skipUntil || token.startsWith("<!")) continue;
      const words = decodeEntities(token).replace(/\s+/g, " ");
      if (words.trim() || (words && top().node.childNodes.length)) top().node.append(words);
      continue;
    }
    const name = tag[2].toLowerCase();
    const isEnd = tag[1] === "/";
    if (skipUntil) {
      if (isEnd && name === skipUntil) skipUntil = null;
      continue;
    }
    if (SKIPPED.has(name)) {
      if (!isEnd && !token.endsWith("/>")) skipUntil = name;
      continue;
    }
    const kept = TAGS[name];
    if (!kept) continue;
    if (kept === "br") {
      if (!isEnd) top().node.append(h("br"));
    } else if (isEnd) {
      const at = stack.findLastIndex((entry) => entry.tag === kept);
      if (at > 0) stack.length = at;
    } else {
      // A block ends the paragraph before it, as a browser's own parser would.
      if (["p", "ul", "ol", "h4"].includes(kept) && top().tag === "p") stack.pop();
      if (kept === "li" && top().tag === "li") stack.pop();
      if (stack.length > MAX_DEPTH) continue;
      const node = h(kept);
      top().node.append(node);
      stack.push({ tag: kept, node });
    }
  }
  return root;
}
