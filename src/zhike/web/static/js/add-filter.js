// The form that adds a filter offers the comparisons that the chosen column knows, and its values where there are few.
(() => {
  document.querySelectorAll("form[data-add-filter]").forEach((form) => {
    const [column, op, value] = ["column", "op", "value"].map((name) => form.elements[name]);
    const choices = form.querySelector("datalist");

    const fit = () => {
      const { kind } = column.selectedOptions[0].dataset;
      [...op.options].forEach((option) => { option.hidden = option.disabled = !option.dataset.kinds.split(" ").includes(kind); });
      if (op.selectedOptions[0].disabled) op.value = [...op.options].find((option) => !option.disabled).value;
      value.disabled = ["filled", "missing"].includes(op.value);
    };

    const suggest = async () => {
      choices.replaceChildren();
      const { kind } = column.selectedOptions[0].dataset;
      if (kind === "day" || kind === "month") return;
      const answer = await fetch(`/customers/values/${encodeURIComponent(column.value)}`);
      if (answer.ok) choices.innerHTML = await answer.text();
    };

    column.addEventListener("change", () => { fit(); suggest(); });
    op.addEventListener("change", fit);
    fit();
  });
})();
