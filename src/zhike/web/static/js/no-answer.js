// While the server does not answer, the progress of a job says so; it goes on asking, and the next answer takes its place.
document.addEventListener("htmx:error", (event) => {
  const says = event.target.closest?.(".job-progress")?.querySelector("[data-no-answer]");
  if (says) says.hidden = false;
});
