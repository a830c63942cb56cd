// A form of filters is sent as soon as one of them changes; without this its button does it.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
