// The columns of an import: says at once which needed fields are missing and which come twice. The server checks it anyway.
(() => {
  const form = document.querySelector("[data-columns]");
  if (!form) return;
  const needed = form.dataset.needed.split(" ").filter(Boolean);
  const selects = [...form.querySelectorAll("[data-field]")];
  const box = form.querySelector("[data-missing-box]");
  const words = form.querySelector("[data-twice-words]");

  const look = () => {
    const taken = selects.map((select) => select.value).filter((value) => value && value !== "@keep");
    const missing = needed.filter((name) => !taken.includes(name));
    box.hidden = !missing.length;
    for (const said of box.querySelectorAll("[data-missing]")) said.hidden = !missing.includes(said.dataset.missing);
    for (const select of selects) {
      const twice = taken.filter((value) => value === select.value).length > 1;
      select.classList.toggle("is-invalid", twice);
    }
    words.textContent = new Set(taken).size < taken.length ? form.dataset.twice : "";
  };

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-read-again]")) form.querySelector("[data-read-again-button]").click();
    else look();
  });
  look();
})();
