// Each sentence is saved while it is typed. What cannot be saved stays in its field and
// in this browser, and is sent again when the connection, or the person, is back.
import { forget, keep } from "./kept.js";
import {
  ask,
  count,
  field,
  filled,
  of,
  renew,
  root,
  say,
  sentences,
  tell,
  time,
  words,
} from "./sentence.js";

const PAUSE = 900;
const AGAIN = 15_000;

const timers = new Map();
const going = new Map();
const waiting = new Set();
// With the words that the site did not take.
const refused = new Map();
// Browsers go on sending so much when a page is left.
const SHORT = 20_000;

export const show = (sentence, answer) => {
  sentence.dataset.state = answer.state;
  sentence.dataset.seen = answer.seen;
  const error = sentence.querySelector("[data-error]");
  error.textContent = answer.error;
  error.hidden = !answer.error;
  if (answer.error) field(sentence).setAttribute("aria-invalid", "true");
  else field(sentence).removeAttribute("aria-invalid");
  sentence.querySelector("[data-meta]").textContent = answer.by;
  const button = sentence.querySelector("[data-confirm]");
  if (button) button.hidden = answer.state !== "machine";
  if (answer.state === "done") sentence.querySelector("[data-note]").textContent = "";
};

const saved = (sentence, answer, text) => {
  show(sentence, answer);
  count(answer.sums);
  if (answer.segment && String(answer.segment) !== sentence.dataset.sentence) {
    const old = sentence.dataset.sentence;
    sentence.dataset.url = sentence.dataset.url.replace(`/${old}/`, `/${answer.segment}/`);
    sentence.dataset.sentence = answer.segment;
  }
  waiting.delete(sentence);
  if (field(sentence).value === text) forget(sentence);
  if (waiting.size === 0) say(filled(words.saved, { time: time(answer.at) }));
  tell("workbench:saved", { answer, sentence, text });
};

const form = (sentence, text) => {
  const data = new URLSearchParams({
    context: sentence.dataset.context,
    original: sentence.querySelector("[data-original]").dataset.original,
    seen: sentence.dataset.seen,
    string: sentence.dataset.string,
    text,
  });
  return data;
};

const later = (sentence, message) => {
  waiting.add(sentence);
  say(message, "kept");
  tell("workbench:kept", { sentence });
};

const send = async (sentence, { last = false, again = true } = {}) => {
  const text = field(sentence).value;
  const data = form(sentence, text);
  const options = { keepalive: last || data.toString().length < SHORT };
  let answer;
  refused.delete(sentence);
  try {
    answer = await ask(`${sentence.dataset.url}save/`, data, options);
  } catch {
    later(sentence, words.offline);
    return;
  }
  if (answer.ok) {
    saved(sentence, await answer.json(), text);
    return;
  }
  if (answer.status === 409 || answer.status === 410) {
    waiting.delete(sentence);
    const facts = await answer.json();
    say(facts.words, "kept");
    tell(answer.status === 409 ? "workbench:conflict" : "workbench:gone", {
      answer: facts,
      sentence,
    });
    return;
  }
  if (answer.status === 422 || answer.status === 423) {
    const facts = await answer.json();
    waiting.delete(sentence);
    // What somebody has locked meanwhile holds up nobody.
    if (answer.status === 422) refused.set(sentence, text);
    const error = sentence.querySelector("[data-error]");
    error.textContent = facts.words;
    error.hidden = false;
    field(sentence).setAttribute("aria-invalid", "true");
    say(facts.words, "kept");
    return;
  }
  if (answer.status === 403 || answer.type === "opaqueredirect") {
    const isBack = again && (await renew().catch(() => false));
    if (isBack) await send(sentence, { again: false, last });
    else later(sentence, words.signedOut);
    return;
  }
  const isLong = answer.status === 413 || answer.status === 400;
  later(sentence, isLong ? words.tooLong : words.failed);
};

let flying = 0;

// One after the other for each sentence, so that none overtakes another.
export const save = (sentence, options) => {
  clearTimeout(timers.get(sentence));
  timers.delete(sentence);
  const before = going.get(sentence) ?? Promise.resolve();
  flying += 1;
  const next = before
    .then(() => send(sentence, options))
    .finally(() => {
      flying -= 1;
    });
  going.set(sentence, next);
  return next;
};

const typed = (sentence, isNow = false) => {
  if ("locked" in root.dataset) return;
  keep(sentence);
  clearTimeout(timers.get(sentence));
  if (sentence.matches("[data-undecided]")) return;
  say(words.saving);
  timers.set(sentence, setTimeout(save, isNow ? 0 : PAUSE, sentence));
};

const flush = (options) => [...timers.keys()].map((sentence) => save(sentence, options));

// What the site does not have: it was refused, not reached, or is for the person to
// decide.
export const unsaved = () =>
  sentences().filter(
    (each) =>
      waiting.has(each) ||
      each.matches("[data-undecided]") ||
      (refused.has(each) && refused.get(each) === field(each).value),
  );

export const isPending = () => timers.size + flying + unsaved().length > 0;

// Saves what is typed, once more what could not be, and waits for what is under way.
export const settle = async () => {
  await Promise.all([...flush(), ...[...waiting].map((sentence) => save(sentence))]);
  await Promise.all(going.values());
};

document.addEventListener("input", (event) => {
  const sentence = of(event.target);
  if (sentence && event.target === field(sentence)) typed(sentence);
});
document.addEventListener("focusout", (event) => {
  const sentence = of(event.target);
  if (sentence && timers.has(sentence)) save(sentence);
});
document.addEventListener("workbench:typed", ({ detail }) =>
  typed(detail.sentence, detail.now),
);
document.addEventListener("workbench:restored", () => say(words.restored));

const retry = () => {
  if (!navigator.onLine) return;
  for (const sentence of waiting) save(sentence);
};
addEventListener("online", retry);
setInterval(retry, AGAIN);
addEventListener("offline", () => say(words.offline, "kept"));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") flush({ last: true });
  else retry();
});
addEventListener("pagehide", () => flush({ last: true }));

// The button saves all at once; what is in the field needs no copy then.
document.getElementById("sentences").addEventListener("submit", async (event) => {
  event.preventDefault();
  const addresses = [...event.target.elements].filter((each) => each.name.startsWith("o-"));
  const isChanged = addresses.some((each) => each.value !== each.defaultValue);
  await Promise.all(flush());
  await Promise.all([...waiting].map((sentence) => save(sentence)));
  if (isChanged && waiting.size === 0) event.target.submit();
  else if (waiting.size === 0) say(filled(words.saved, { time: time() }));
});

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-confirm]")) return;
  const sentence = of(event.target);
  event.preventDefault();
  await confirm(sentence);
});

export const confirm = async (sentence) => {
  if (sentence.dataset.state !== "machine") return;
  const data = new URLSearchParams({ seen: sentence.dataset.seen });
  const answer = await ask(`${sentence.dataset.url}confirm/`, data).catch(() => null);
  if (answer?.ok) saved(sentence, await answer.json(), field(sentence).value);
  else if (answer?.status === 409) {
    tell("workbench:conflict", { answer: await answer.json(), sentence });
  } else say(words.failed, "kept");
};

// Others work here too, and the original may change.
let since = root.dataset.now;
const look = async () => {
  if (document.visibilityState === "hidden") return;
  const answer = await ask(
    `${root.dataset.stateUrl}?since=${encodeURIComponent(since)}`,
  ).catch(() => null);
  if (!answer?.ok) return;
  const facts = await answer.json();
  if (String(facts.user) !== root.dataset.user) return;
  since = facts.now;
  tell("workbench:state", facts);
};
setInterval(look, AGAIN);
addEventListener("focus", look);

// Who types before this script has come is heard, too.
export const begin = () => {
  for (const sentence of sentences()) {
    const { defaultValue, value } = field(sentence);
    if (value !== defaultValue) typed(sentence, true);
  }
};

const shown = new Map(sentences().map((each) => [each, field(each).defaultValue]));
document.addEventListener("workbench:saved", ({ detail }) =>
  shown.set(detail.sentence, detail.text),
);
document.addEventListener("workbench:state", ({ detail }) => {
  for (const other of detail.changed) {
    const sentence = document.getElementById(`s${other.segment}`);
    if (!sentence || other.seen === sentence.dataset.seen) continue;
    if (going.has(sentence) && field(sentence).value === other.text) continue;
    // What nobody is typing at is brought up to date; else saving will tell.
    if (field(sentence).value !== shown.get(sentence) || timers.has(sentence)) continue;
    field(sentence).value = other.text;
    shown.set(sentence, other.text);
    show(sentence, other);
    tell("workbench:filled", { sentence });
    const name = other.by || words.somebody;
    if (sentence.contains(document.activeElement)) say(filled(words.elsewhere, { name }));
  }
  count(detail.sums);
});

