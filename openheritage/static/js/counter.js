/* Says how many characters of a field are left, counted as the server counts them. */

// Of a line, from this share of its limit on; of a longer text, from the first letter.
const NEAR = 0.8;
// Milliseconds without a key before it is read aloud.
const PAUSE = 1000;

const number = new Intl.NumberFormat(document.documentElement.lang);

function lengthOf(field) {
  const lines = field.value.normalize("NFC").split("\n");
  const tidy = lines.map((line) => line.trim().replaceAll(/\s+/gu, " ")).join("\n");
  return [...tidy.trim().replaceAll(/\n{3,}/gu, "\n\n")].length;
}

for (const counter of document.querySelectorAll("[data-counter]")) {
  const field = document.getElementById(counter.dataset.counter);
  const limit = Number(counter.dataset.limit);
  const isLong = field instanceof HTMLTextAreaElement;
  const aloud = document.createElement("p");
  let timer;

  aloud.className = "visually-hidden";
  aloud.setAttribute("role", "status");
  counter.setAttribute("aria-hidden", "true");
  counter.after(aloud);

  const count = () => {
    const left = limit - lengthOf(field);
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    const isNear = left < limit * (1 - NEAR);
    counter.textContent = words.replace("{number}", number.format(Math.abs(left)));
    counter.classList.toggle("is-over", left < 0);
    counter.hidden = !isNear && (!isLong || left === limit);
    clearTimeout(timer);
    timer = setTimeout(() => {
      aloud.textContent = isNear ? counter.textContent : "";
    }, PAUSE);
  };

  field.addEventListener("input", count);
  count();
}
