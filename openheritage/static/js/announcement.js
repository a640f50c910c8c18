// Runs right after the announcement, so that one which was hidden before never shows.
(() => {
  const bar = document.getElementById("announcement");
  const key = "announcement-hidden";
  const fingerprint = bar.dataset.fingerprint;
  let hidden = null;
  try {
    hidden = localStorage.getItem(key);
  } catch {
    // Storage is blocked: the bar can still be closed on this page.
  }
  bar.hidden = hidden === fingerprint;

  const close = bar.querySelector(".announcement-close");
  close.hidden = false;
  close.addEventListener("click", () => {
    bar.hidden = true;
    // The button with the focus is gone; start again where the page starts.
    document.getElementById("main")?.focus({ preventScroll: true });
    try {
      localStorage.setItem(key, fingerprint);
    } catch {
      // As above.
    }
  });
})();
