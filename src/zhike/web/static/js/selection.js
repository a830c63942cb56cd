// The ticked rows of a list: all of the page at once, how many, and the buttons that need some. Shift ticks a whole stretch.
(() => {
  document.querySelectorAll("form[data-selection]").forEach((form) => {
    const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
    const all = form.querySelector("[data-select-all]");
    const says = form.querySelector("[data-selected]");
    if (!all || !says) return;
    let last = null;

    const show = () => {
      const count = boxes.filter((box) => box.checked).length;
      all.checked = count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
      says.textContent = count ? says.dataset.some.replace("{count}", count) : says.dataset.none;
      form.querySelectorAll("[data-needs-selection]").forEach((button) => { button.disabled = count === 0; });
    };

    all.hidden = false;
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); show(); });
    form.addEventListener("click", (event) => {
      const at = boxes.indexOf(event.target);
      if (at < 0) return;
      if (event.shiftKey && last !== null) boxes.slice(Math.min(at, last), Math.max(at, last) + 1).forEach((box) => { box.checked = event.target.checked; });
      last = at;
      show();
    });
    form.addEventListener("change", show);
    show();
  });
})();
