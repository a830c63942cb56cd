// Light or dark: as chosen here, else as the system is. Runs before the page is drawn, so that nothing flashes.
(() => {
  const key = "zhike-theme";
  const system = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const use = (theme) => {
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.dispatchEvent(new CustomEvent("zhike:theme", { detail: theme }));
  };
  use(localStorage.getItem(key) || system());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (!localStorage.getItem(key)) use(system()); });
  // Paper is white, whatever the screen is.
  let onScreen;
  addEventListener("beforeprint", () => { onScreen = document.documentElement.getAttribute("data-bs-theme"); if (onScreen === "dark") use("light"); });
  addEventListener("afterprint", () => { if (onScreen === "dark") use("dark"); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    localStorage.setItem(key, next);
    use(next);
  });
})();
