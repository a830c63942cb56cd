// The parts of a rule are dragged to another place, which presses the same change as the buttons do; columns of words offer their values.
(() => {
  const form = () => document.querySelector("form[data-rule-form]");
  let dragged = "";

  const press = (edit) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "edit", value: edit, hidden: true });
    form().append(button);
    form().requestSubmit(button);
    button.remove();
  };

  // Only the grip begins a drag, so that words in the fields can still be marked.
  document.addEventListener("pointerdown", (event) => {
    const part = event.target.closest("[data-part]");
    if (part) part.draggable = Boolean(event.target.closest("[data-grip]"));
  });
  document.addEventListener("dragstart", (event) => { dragged = event.target.closest?.("[data-part]")?.dataset.part ?? ""; });
  document.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-part]");
    document.querySelectorAll(".is-over").forEach((part) => part.classList.toggle("is-over", part === over));
    if (dragged && over && !over.dataset.part.startsWith(dragged)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const over = event.target.closest("[data-part]");
    document.querySelectorAll(".is-over").forEach((part) => part.classList.remove("is-over"));
    if (dragged && over) { event.preventDefault(); press(`move:${dragged}:${over.dataset.part}`); }
    dragged = "";
  });

  document.addEventListener("focusin", async (event) => {
    const column = event.target.dataset?.valuesOf;
    const choices = column && document.getElementById(event.target.getAttribute("list"));
    if (!choices || choices.dataset.of === column) return;
    choices.dataset.of = column;
    const answer = await fetch(`/customers/values/${encodeURIComponent(column)}`);
    if (answer.ok) choices.innerHTML = await answer.text();
  });
})();
