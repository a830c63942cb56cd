// An input with data-filter="#place" shows, of the rows in that place, those that contain its text; a group without one hides.
(() => {
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

  const filter = (input) => {
    const place = document.querySelector(input.dataset.filter);
    const wanted = plain(input.value);
    const rows = [...place.querySelectorAll("[data-filter-row]")];
    rows.forEach((row) => { row.hidden = wanted !== "" && !plain(`${row.textContent} ${row.dataset.filterRow}`).includes(wanted); });
    place.querySelectorAll("[data-filter-group]").forEach((group) => { group.hidden = !group.querySelector("[data-filter-row]:not([hidden])"); });
    const says = input.closest("form, div")?.querySelector("[data-filter-says]") || document.querySelector("[data-filter-says]");
    if (says) says.textContent = rows.some((row) => !row.hidden) ? "" : says.dataset.nothing;
  };

  document.querySelectorAll("[data-filter]").forEach((input) => {
    input.addEventListener("input", () => filter(input));
    if (input.value && !location.search) filter(input);
  });
})();
