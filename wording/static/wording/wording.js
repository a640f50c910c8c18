/* Saved, and on to the next, without a mouse: Control or Command with Enter. */
const form = document.querySelector(".wording-form");

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=save]"));
  }
});
