// Beside each clause and article of the Statement, and each question: a button that shares
// its address where a finger touches and the browser can, and copies it elsewhere.
const words = document.getElementById("copy-link-words")?.dataset;
const shares =
  matchMedia("(pointer: coarse)").matches && navigator.canShare?.({ url: location.href });

if (words && (shares || navigator.clipboard)) {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  const copy = async (button, link) => {
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      location.hash = link.hash; // Not allowed: the address bar shows the link.
      return;
    }
    button.textContent = status.textContent = words.done;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => {
      button.textContent = words.label;
      status.textContent = "";
    }, 3000);
  };

  for (const part of document.querySelectorAll(".clause, .article, .question")) {
    const link = part.querySelector(".label, h2 a");
    if (!link) continue;
    const label = shares ? words.share : words.label;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-link";
    button.lang = document.documentElement.lang;
    button.dir = document.documentElement.dir;
    button.textContent = label;
    button.setAttribute("aria-label", `${label}: ${link.textContent.trim()}`);
    button.addEventListener("click", () =>
      shares ? navigator.share({ url: link.href }).catch(() => {}) : copy(button, link),
    );
    part.append(button);
  }
}
