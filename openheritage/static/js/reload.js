// Loads the page again as it was asked for: a form is sent once more, and the browser
// asks before it does so.
for (const button of document.querySelectorAll("button[hidden]")) {
  button.hidden = false;
  button.addEventListener("click", () => location.reload());
}
