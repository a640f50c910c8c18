// What is known of a sentence comes beside it when one comes to it: the memory, terms,
// notes and history; and while one types, what may be wrong.
import { forget } from "./kept.js";
import { show } from "./saving.js";
import { ask, element, field, of, put, root, say, tell, words } from "./sentence.js";

const PAUSE = 700;
let current;
let timer;

const box = (sentence) => sentence.querySelector("[data-beside]");

const fill = (sentence, html) => {
  const place = box(sentence);
  place.innerHTML = html; // From the site itself, escaped there.
  place.hidden = false;
  const isLocked = "locked" in root.dataset;
  for (const take of place.querySelectorAll("[data-take]")) take.hidden = isLocked;
};

const check = async (sentence) => {
  const data = new URLSearchParams({ text: field(sentence).value });
  const answer = await ask(`${sentence.dataset.url}check/`, data).catch(() => null);
  const place = box(sentence).querySelector("[data-checks]");
  if (answer?.ok && place) place.innerHTML = await answer.text();
};

const load = async (sentence) => {
  const answer = await ask(sentence.dataset.url).catch(() => null);
  if (sentence !== current) return;
  if (answer?.ok) fill(sentence, await answer.text());
  else box(sentence).replaceChildren(element("p", words.helpFailed));
  check(sentence);
};

const come = (sentence) => {
  if (sentence === current) return;
  if (current) {
    box(current).hidden = true;
    box(current).replaceChildren();
  }
  current = sentence;
  load(sentence);
};

document.addEventListener("focusin", (event) => {
  const sentence = of(event.target);
  if (sentence && event.target === field(sentence)) come(sentence);
});
document.addEventListener("input", (event) => {
  const sentence = of(event.target);
  if (!sentence || event.target !== field(sentence)) return;
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE, sentence);
});
document.addEventListener("click", (event) => {
  const sentence = of(event.target);
  const button = event.target.closest?.("[data-take]");
  if (button) take(sentence, button.dataset.take);
  if (event.target.closest?.("[data-more]")) {
    event.preventDefault();
    field(sentence).focus();
    come(sentence);
  }
});

// Notes and steps back, without leaving the page. Their forms stand within that of the
// sentences, beyond which a browser lets none of their events rise: so on the way down.
const submitted = async (event) => {
  const form = event.target;
  const sentence = of(form);
  if (!sentence || !form.matches("[data-fragment], [data-back], [data-intend]")) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form));
  if (form.matches("[data-back]")) data.set("seen", sentence.dataset.seen);
  const answer = await ask(form.action, data).catch(() => null);
  if (form.matches("[data-intend]")) {
    const place = box(sentence).querySelector("[data-checks]");
    if (answer?.ok && place) {
      place.innerHTML = await answer.text();
      field(sentence).focus();
    } else say(words.failed, "kept");
    return;
  }
  if (form.matches("[data-fragment]")) {
    if (answer?.ok) fill(sentence, await answer.text());
    else say(answer?.status === 422 ? (await answer.json()).words : words.failed, "kept");
    return;
  }
  if (!answer?.ok) {
    say(words.failed, "kept");
    return;
  }
  const facts = await answer.json();
  field(sentence).value = facts.text;
  show(sentence, facts);
  forget(sentence);
  tell("workbench:filled", { sentence });
  load(sentence);
  field(sentence).focus();
};
document.addEventListener("submit", submitted, { capture: true });

export const take = (sentence, number) => {
  const found = box(sentence).querySelector(`[data-suggestion="${number}"]`);
  if (!found) return;
  put(field(sentence), found.innerText);
  say(words.filled);
};
