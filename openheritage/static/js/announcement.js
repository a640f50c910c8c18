// Runs right after the announcement, so that one which was hidden before never shows.
(() => {
  const bar = document.getElementById("announcement");
  const name = "announcements-hidden";
  const { key } = bar.dataset;
  // Several: each language may show another one.
  let hidden = [];
  try {
    hidden = (localStorage.getItem(name) ?? "").split(" ").filter(Boolean);
  } catch {
    // Storage is blocked: the bar can still be closed on this page.
  }
  bar.hidden = hidden.includes(key);

  const close = bar.querySelector(".announcement-close");
  close.hidden = false;
  close.addEventListener("click", () => {
    bar.hidden = true;
    // The button with the focus is gone; start again where the page starts.
    document.getElementById("main")?.focus({ preventScroll: true });
    try {
      localStorage.setItem(name, [key, ...hidden].slice(0, 20).join(" "));
    } catch {
      // As above.
    }
  });
})();
