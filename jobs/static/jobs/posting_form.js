/**
 * Notes on a posting while it is typed: the form goes to the server, which reads it as it would
 * store it, and what it says is put beside the form. Without this script the same is said on save.
 */
(() => {
  const WAIT = 600;

  const start = () => {
    const side = document.getElementById("posting-notes");
    if (!side) return;
    showCard(side);
    side.addEventListener("click", findQuote);
    window.addEventListener("message", (event) => sizeCard(side, event));
    const url = side.dataset.hintsUrl;
    const form = document.getElementById("posting_form");
    if (!url || !form) return;
    let timer = 0;
    let running = null;
    const ask = async () => {
      running?.abort();
      running = new AbortController();
      side.classList.add("is-busy");
      try {
        const answer = await fetch(url, { method: "POST", body: new FormData(form), signal: running.signal, credentials: "same-origin" });
        // What is no page of notes (a sign-in that ended) is not shown as one.
        if (answer.ok && !answer.redirected) replaceNotes(side, await answer.text());
      } catch (error) {
        if (error.name === "AbortError") return;
      }
      side.classList.remove("is-busy");
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
  };

  /** Put new notes in; the card's frame stays and is told what to draw. */
  const replaceNotes = (side, markup) => {
    const fresh = new DOMParser().parseFromString(markup, "text/html");
    const frame = side.querySelector("[data-card-frame]");
    const place = fresh.querySelector("[data-card-frame]");
    if (frame && place) {
      const data = fresh.getElementById("posting-card-data");
      const old = side.querySelector("#posting-card-data");
      if (data && old) old.textContent = data.textContent;
      const sections = [...side.children];
      const kept = frame.closest("section");
      sections.filter((each) => each !== kept).forEach((each) => each.remove());
      const freshKept = place.closest("section");
      let isBefore = true;
      for (const each of [...fresh.body.children]) {
        if (each === freshKept) isBefore = false;
        else if (isBefore) side.insertBefore(each, kept);
        else side.append(each);
      }
    } else {
      side.replaceChildren(...fresh.body.childNodes);
    }
    showCard(side);
  };

  const showCard = (side) => {
    const frame = side.querySelector("[data-card-frame]");
    const data = side.querySelector("#posting-card-data");
    if (!frame || !data) return;
    const send = () => frame.contentWindow?.postMessage({ card: JSON.parse(data.textContent) }, window.location.origin);
    frame.onload = send;
    send();
  };

  const sizeCard = (side, event) => {
    const frame = side.querySelector("[data-card-frame]");
    if (!frame || event.origin !== window.location.origin || event.source !== frame.contentWindow) return;
    const height = Number(event.data?.height);
    if (event.data?.isReady) showCard(side);
    if (height > 0) frame.style.height = `${Math.min(height, 900)}px`;
  };

  /** Show where the words stand. */
  const findQuote = (event) => {
    const quote = event.target.closest(".posting-quote");
    if (!quote) return;
    const field = document.getElementById(`id_${quote.dataset.field}`);
    if (!field || typeof field.value !== "string") return;
    const at = field.value.indexOf(quote.dataset.quote);
    field.focus();
    if (at >= 0 && field.setSelectionRange) field.setSelectionRange(at, at + quote.dataset.quote.length);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
