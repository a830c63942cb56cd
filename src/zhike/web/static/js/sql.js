// The query field: Ctrl+Enter runs it, a click on a column writes its name where the cursor stands, and running is shown.
(() => {
  const field = document.querySelector("[data-sql]");
  const form = document.querySelector("[data-sql-form]");
  if (!field || !form) return;

  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const insert = (word) => {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const gap = start > 0 && /\w/.test(value[start - 1]) ? ", " : "";
    field.setRangeText(gap + word, start, end, "end");
    field.focus();
  };
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (chosen) insert(chosen.dataset.insert);
  });

  const status = form.querySelector("[data-sql-status]");
  form.addEventListener("submit", () => {
    const began = Date.now();
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    const tell = () => { status.textContent = `${form.dataset.running} ${Math.floor((Date.now() - began) / 1000)} s`; };
    tell();
    setInterval(tell, 1000);
  });
})();
