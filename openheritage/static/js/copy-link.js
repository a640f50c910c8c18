// Beside each clause and article of the Statement: a button that copies its address.
const words = document.getElementById("copy-link-words")?.dataset;

if (words && navigator.clipboard) {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  for (const part of document.querySelectorAll(".clause, .article")) {
    const link = part.querySelector(".label");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-link";
    button.lang = document.documentElement.lang;
    button.dir = document.documentElement.dir;
    button.textContent = words.label;
    button.setAttribute("aria-label", `${words.label}: ${link.textContent.trim()}`);
    let timer;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
      } catch {
        location.hash = link.hash; // Not allowed: the address bar shows the link.
        return;
      }
      button.textContent = status.textContent = words.done;
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = words.label;
        status.textContent = "";
      }, 3000);
    });
    part.append(button);
  }
}
