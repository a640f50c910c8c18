// The language menu closes on Escape, on a click elsewhere and when the focus leaves it; a choice is remembered, and ends the offer.
const menu = document.querySelector(".languages");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
menu.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (!link) return;
  try {
    localStorage.setItem("language-chosen", link.hreflang);
  } catch {
    // Storage is blocked: the offer comes back, no harm done.
  }
});

// The same article in another language: its address has the same end, which no server is told.
const below = (path) => path.replace(/^\/[^/]+/u, "");
const keepPlace = () => {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    if (link.origin === location.origin && below(link.pathname) === below(location.pathname)) link.setAttribute("href", link.pathname + link.search + location.hash);
  }
};
addEventListener("hashchange", keepPlace);
keepPlace();
