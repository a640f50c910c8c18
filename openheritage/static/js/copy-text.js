// Below each text that is there to be taken along: a button that copies it.
const words = document.getElementById("copy-text-words")?.dataset;

if (words && navigator.clipboard) {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  for (const place of document.querySelectorAll("[data-copies]")) {
    const text = document.getElementById(place.dataset.copies);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.label;
    button.setAttribute("aria-describedby", text.id);
    let timer;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.innerText.trim());
      } catch {
        getSelection().selectAllChildren(text); // Not allowed: ready to be copied.
        return;
      }
      button.textContent = status.textContent = words.done;
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = words.label;
        status.textContent = "";
      }, 3000);
    });
    place.append(button);
  }
}
