/** Draws the card that the page around hands over, and says how high it is. */
import { buildCard } from "./cards/index.js";
import { replaceChildren } from "./dom.js";

const place = document.querySelector("[data-role=card]");
const context = { isLocked: true, isPending: () => false, invoke() {}, send() {}, handlers: {} };
const tell = (message) => window.parent.postMessage(message, window.location.origin);

window.addEventListener("message", (event) => {
  if (event.origin !== window.location.origin || event.source !== window.parent || !event.data?.card) return;
  replaceChildren(place, buildCard(event.data.card, context));
});
new ResizeObserver(() => tell({ height: Math.ceil(place.getBoundingClientRect().height) + 6 })).observe(place);
tell({ isReady: true });
