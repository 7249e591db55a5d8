// A drag presses the button of the card's own form: the same move, the same check.
"use strict";

const board = document.getElementById("board");
let dragged = null;

board.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".board-card[draggable]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.application);
});

board.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  for (const each of board.querySelectorAll(".is-over")) each.classList.remove("is-over");
  dragged = null;
});

const columnOf = (event) => {
  const column = event.target.closest(".board-column");
  const isOther = column && dragged && !column.contains(dragged);
  return isOther && !Object.hasOwn(column.dataset, "closed") ? column : null;
};

board.addEventListener("dragover", (event) => {
  const column = columnOf(event);
  for (const each of board.querySelectorAll(".is-over")) {
    if (each !== column) each.classList.remove("is-over");
  }
  if (!column) return;
  event.preventDefault();
  column.classList.add("is-over");
});

board.addEventListener("drop", (event) => {
  const column = columnOf(event);
  if (!column) return;
  event.preventDefault();
  const form = dragged.querySelector("form");
  form.elements.stage.value = column.dataset.stage;
  form.requestSubmit();
});
