// Buttons with data-key are pressed by that key, unless somebody is typing; one press is one answer.
(() => {
  let sent = false;
  document.addEventListener("keydown", (event) => {
    if (sent || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    sent = true;
    button.click();
  });
  window.addEventListener("pageshow", () => { sent = false; });
})();
