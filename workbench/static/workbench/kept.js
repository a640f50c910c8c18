// What is typed and not saved yet is kept in this browser: for this person, this page
// and this sentence. Nobody else who signs in here is shown it.
import { field, root, sentences, tell } from "./sentence.js";

const DAYS = 30;
const mine = `workbench:${root.dataset.user}:`;
const here = `${mine}${root.dataset.workbench}:`;

const key = (sentence) => `${here}${sentence.dataset.context}:${sentence.dataset.string}`;

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};

// A browser may refuse to keep anything.
const attempt = (act) => {
  try {
    act();
  } catch {
    return false;
  }
  return true;
};

export const keep = (sentence) =>
  attempt(() =>
    localStorage.setItem(
      key(sentence),
      JSON.stringify({
        at: Date.now(),
        original: sentence.querySelector("[data-original]").dataset.original,
        seen: sentence.dataset.seen,
        segment: sentence.dataset.sentence,
        text: field(sentence).value,
      }),
    ),
  );

export const forget = (sentence) => attempt(() => localStorage.removeItem(key(sentence)));

const restoreAll = () => {
  const known = new Map(sentences().map((sentence) => [key(sentence), sentence]));
  const lost = [];
  let restored = 0;
  for (const name of Object.keys(localStorage)) {
    const kept = name.startsWith(mine) ? read(name) : null;
    if (!kept) continue;
    if (Date.now() - kept.at > DAYS * 86_400_000) {
      localStorage.removeItem(name);
      continue;
    }
    if (!name.startsWith(here)) continue;
    const sentence = known.get(name);
    if (!sentence) {
      const [context, string] = name.slice(here.length).split(":");
      lost.push({ ...kept, context, name, string });
    } else if (kept.text === field(sentence).value) {
      localStorage.removeItem(name);
    } else {
      field(sentence).value = kept.text;
      sentence.dataset.seen = kept.seen;
      restored += 1;
      tell("workbench:typed", { now: true, sentence });
    }
  }
  if (restored) tell("workbench:restored", { restored });
  if (lost.length > 0 && !new URLSearchParams(location.search).has("show")) {
    tell("workbench:lost", { lost });
  }
};


export const restore = () => attempt(restoreAll);
