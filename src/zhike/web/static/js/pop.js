// A <details class="pop"> closes when something else is clicked, when another opens, and with Escape.
(() => {
  const open = () => [...document.querySelectorAll("details.pop[open]")];
  const close = (but) => open().forEach((pop) => { if (pop !== but) pop.open = false; });
  document.addEventListener("click", (event) => close(event.target.closest("details.pop")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const [pop] = open();
    if (!pop) return;
    close();
    pop.querySelector("summary").focus();
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.pop") && event.target.open) event.target.querySelector(".pop-panel input:not([type=hidden]), .pop-panel select")?.focus();
  }, true);
})();
