// All of the screen by keyboard. The keys are listed on it, and can be switched off.
import { confirm, save } from "./saving.js";
import { take } from "./beside.js";
import { field, of, put, root, say, sentences, words } from "./sentence.js";

const box = document.querySelector("[data-keys]");
const name = `workbench:keys:${root.dataset.user}`;
const isMac = /mac|iphone|ipad/iu.test(navigator.userAgentData?.platform ?? navigator.platform);

const remember = (value) => {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch {
    // Then they are on.
  }
  return null;
};
box.checked = remember() !== "off";
box.addEventListener("change", () => remember(box.checked ? "on" : "off"));

if (isMac) {
  for (const key of document.querySelectorAll(".wb-keys kbd")) {
    key.textContent = key.textContent
      .replace("Alt + Shift", "Ctrl + Shift")
      .replace("Ctrl + Enter", "⌘ + Enter")
      .replace("Alt + Page", "⌥ + Page");
  }
}

const go = (sentence) => {
  sentence.scrollIntoView({ block: "center" });
  field(sentence).focus({ preventScroll: true });
};

const isUnfinished = (sentence) => sentence.dataset.state !== "done";

const nextUnfinished = (from) => {
  const all = sentences();
  const after = from ? all.indexOf(from) + 1 : 0;
  const next = [...all.slice(after), ...all.slice(0, after)].find(
    (each) => each !== from && isUnfinished(each),
  );
  if (next) go(next);
  else say(words.allDone);
};

document.querySelector("[data-next]").addEventListener("click", (event) => {
  event.preventDefault();
  nextUnfinished(of(document.activeElement));
});

const beside = (from, step) => {
  const all = sentences();
  const next = all[from ? all.indexOf(from) + step : 0];
  if (next) go(next);
};

const finish = async (sentence) => {
  if (sentence.matches("[data-undecided]")) return;
  const area = field(sentence);
  const typed = area.value;
  let isHere = true;
  area.addEventListener(
    "focusout",
    () => {
      isHere = false;
    },
    { once: true },
  );
  if (sentence.dataset.state === "machine" && typed === area.defaultValue) {
    await confirm(sentence);
  } else if (typed.trim()) await save(sentence);
  // Who has gone on meanwhile, be it and come back, or types again, stays there.
  if (isHere && area.value === typed) nextUnfinished(sentence);
};

const digit = (event) => /^(?:Digit|Numpad)(\d)$/u.exec(event.code)?.[1];

document.addEventListener("keydown", (event) => {
  if (!box.checked || event.isComposing) return;
  const sentence = of(document.activeElement);
  const isEnter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isEnter && !event.altKey) {
    if (sentence && document.activeElement !== field(sentence)) return;
    event.preventDefault();
    if (!sentence) nextUnfinished();
    else if (event.shiftKey) save(sentence);
    else finish(sentence);
    return;
  }
  const isPaging = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (isPaging && (event.key === "PageDown" || event.key === "PageUp")) {
    event.preventDefault();
    beside(sentence, event.key === "PageDown" ? 1 : -1);
    return;
  }
  const isChord = isMac
    ? event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey
    : event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey;
  const number = digit(event);
  if (!isChord || !number || !sentence || "locked" in root.dataset) return;
  if (number === "0") {
    event.preventDefault();
    put(field(sentence), sentence.querySelector("[data-original]").dataset.original);
  } else if (number <= "3") {
    event.preventDefault();
    take(sentence, number);
  }
});

// An address may lead to a sentence. The browser scrolls there too, a little later, and
// takes the focus away where it is: it is given back, until the person does something.
const target = /^#s\d+$/u.test(location.hash) && document.querySelector(location.hash);
if (target && field(target)) {
  let isArriving = true;
  const arrived = () => {
    isArriving = false;
  };
  for (const kind of ["pointerdown", "keydown", "input"]) {
    addEventListener(kind, arrived, { capture: true, once: true });
  }
  field(target).addEventListener("focusout", () => {
    setTimeout(() => {
      if (isArriving && document.activeElement === document.body) go(target);
    });
  });
  go(target);
}
