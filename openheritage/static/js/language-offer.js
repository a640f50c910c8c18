// Offers the page in the reader's language: the first of the browser's languages in which the page exists, if that is not the page's own.
// Old and long codes too: "in" is Indonesian, "cmn" Chinese, "no" the Norwegian of most.
const primary = (tag) => {
  try {
    return new Intl.Locale(tag).language.replace(/^(no|nn)$/u, "nb");
  } catch {
    return tag.split("-")[0];
  }
};

const offer = document.querySelector(".language-offer");
let chosen = null;
try {
  chosen = localStorage.getItem("language-chosen");
} catch {
  // Storage is blocked.
}

if (offer && !chosen) {
  const own = offer.dataset.language.toLowerCase();
  const lines = new Map([...offer.querySelectorAll("p[lang]")].map((line) => [line.lang.toLowerCase(), line]));
  const tags = [own, ...lines.keys()];

  for (const wanted of navigator.languages.map((tag) => tag.toLowerCase())) {
    const found = tags.find((tag) => tag === wanted) ?? tags.find((tag) => primary(tag) === primary(wanted));
    if (!found) continue;
    const line = lines.get(found);
    if (line) line.hidden = offer.hidden = false;
    break;
  }
}
