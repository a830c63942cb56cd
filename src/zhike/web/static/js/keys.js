// Keyboard: / finds, j and k move along the rows of a list, Enter opens, x selects, g o / g c / g d go somewhere, ? helps.
(() => {
  const places = { o: "/", c: "/customers", d: "/data/imports" };
  let going = false;
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("tr[data-row]")];
  const help = () => document.getElementById("keys");

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("is-current"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("is-current", row === next));
    (next.querySelector("a") || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const actions = {
    "/": () => document.getElementById("search")?.focus(),
    "?": () => help()?.showModal(),
    j: () => move(1),
    k: () => move(-1),
    x: () => document.querySelector("tr.is-current input[type=checkbox]")?.click(),
    g: () => { going = true; setTimeout(() => { going = false; }, 1000); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (going && places[event.key]) { location.href = places[event.key]; return; }
    const action = actions[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) help()?.showModal();
  });
})();
