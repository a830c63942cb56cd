// A form with one file: it can be dropped, and is sent with its progress shown. Without this the form works as it is.
(() => {
  const form = document.querySelector("[data-drop-zone]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const box = form.querySelector("[data-drop-progress]");
  const bar = box.querySelector("progress");
  const words = form.querySelector("[data-drop-words]");
  const wrong = form.querySelector("[data-drop-error]");

  const refuse = (text) => {
    box.hidden = true;
    wrong.textContent = text;
    wrong.hidden = false;
    form.querySelector("button[type=submit]").disabled = false;
  };

  const answered = (request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const said = page.querySelector(".failure-message");
    if (request.status >= 400 || said) refuse(said ? said.textContent : form.dataset.failed);
    else location.href = request.responseURL;
  };

  const send = (file) => {
    wrong.hidden = true;
    if (file.size > Number(form.dataset.most)) { refuse(form.dataset.tooLarge); return; }
    form.querySelector("button[type=submit]").disabled = true;
    box.hidden = false;
    const data = new FormData();
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      const percent = event.total ? Math.round((100 * event.loaded) / event.total) : 0;
      bar.value = percent;
      words.textContent = percent < 100 ? `${file.name}: ${words.dataset.sending} ${percent}%` : `${file.name}: ${words.dataset.looking}`;
      if (percent === 100) bar.removeAttribute("value");
    });
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => refuse(form.dataset.failed));
    request.open("POST", form.action);
    request.send(data);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) send(input.files[0]);
  });
  input.addEventListener("change", () => { if (input.files.length) send(input.files[0]); });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("is-over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) send(event.dataTransfer.files[0]);
  });
})();
