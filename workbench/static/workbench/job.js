// A job brings itself up to date until it has ended; without this the page reloads.
const SECONDS = 2;

async function renew() {
  const shown = document.querySelector("#job[data-open]");
  if (!shown) return;
  try {
    const response = await fetch(location.href, { credentials: "same-origin" });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const job = page.querySelector("#job");
      const focused = shown.contains(document.activeElement);
      if (job && !focused) shown.replaceWith(job);
      else if (job && !Object.hasOwn(job.dataset, "open")) shown.replaceWith(job);
    }
  } catch {
    // The next time, perhaps.
  }
  setTimeout(renew, SECONDS * 1000);
}

setTimeout(renew, SECONDS * 1000);
