// Two people at one sentence, and an original that changes while somebody writes: both
// texts are shown, and nothing is decided for them.
import { forget } from "./kept.js";
import { show } from "./saving.js";
import { ask, button, element, field, filled, put, root, say, tell, words } from "./sentence.js";

const told = document.querySelector("[data-told]");

const place = (sentence) => sentence.querySelector("[data-conflict]");

const settle = (sentence) => {
  delete sentence.dataset.undecided;
  place(sentence).replaceChildren();
  place(sentence).hidden = true;
};

const titled = (label, text, like) => {
  const part = document.createElement("div");
  const body = element("p", text, { dir: like.dir, lang: like.lang });
  body.style.whiteSpace = "pre-wrap";
  part.append(element("h4", label), body);
  return part;
};

const open = (sentence, parts, buttons) => {
  sentence.dataset.undecided = "";
  const box = document.createElement("div");
  box.className = "wb-conflict";
  box.setAttribute("role", "group");
  const row = document.createElement("p");
  row.className = "wb-marks";
  row.append(...buttons);
  box.append(...parts, row);
  place(sentence).replaceChildren(box);
  place(sentence).hidden = false;
};

document.addEventListener("workbench:conflict", ({ detail: { sentence, answer } }) => {
  const area = field(sentence);
  const { theirs } = answer;
  const mine = area.value;
  open(
    sentence,
    [
      element("p", answer.words),
      titled(root.dataset.theirText, theirs.text, area),
      titled(root.dataset.myText, mine, area),
    ],
    [
      button(root.dataset.keepMine, () => {
        settle(sentence);
        sentence.dataset.seen = theirs.seen;
        if (area.value === mine) tell("workbench:typed", { now: true, sentence });
        else put(area, mine);
        area.focus();
      }),
      button(root.dataset.takeTheirs, () => {
        settle(sentence);
        show(sentence, theirs);
        put(area, theirs.text);
        tell("workbench:typed", { now: true, sentence });
      }),
      button(root.dataset.saveField, () => {
        settle(sentence);
        sentence.dataset.seen = theirs.seen;
        tell("workbench:typed", { now: true, sentence });
      }),
    ],
  );
});

const forUse = (sentence, next, text) => {
  const data = new URLSearchParams({
    context: next.context,
    original: next.original,
    seen: "",
    string: next.string,
    text,
  });
  const url = sentence.dataset.url.replace(/\/\d+\/$/u, `/${next.segment}/`);
  return ask(`${url}save/`, data);
};

document.addEventListener("workbench:gone", ({ detail: { sentence, answer } }) => {
  const area = field(sentence);
  const original = sentence.querySelector("[data-original]");
  const next = answer.successor;
  const parts = [element("p", answer.words)];
  const buttons = [];
  if (next) {
    const difference = document.createElement("p");
    difference.className = "wb-difference";
    difference.lang = original.lang;
    difference.dir = original.dir;
    // Escaped by the site: words, and `ins` and `del` around them.
    difference.innerHTML = next.difference;
    parts.push(difference);
    buttons.push(
      button(words.useMine, async () => {
        const reply = await forUse(sentence, next, area.value).catch(() => null);
        if (!reply?.ok) {
          say(words.failed, "kept");
          return;
        }
        forget(sentence);
        location.hash = `s${next.segment}`;
        location.reload();
      }),
    );
  }
  buttons.push(
    button(words.load, () => location.reload()),
    button(words.throwAway, () => {
      forget(sentence);
      location.reload();
    }),
  );
  open(sentence, parts, buttons);
});

// Typed for a sentence that was not there any more when the page was loaded.
document.addEventListener("workbench:lost", ({ detail: { lost } }) => {
  const area = document.querySelector("[data-sentence] textarea");
  for (const kept of lost) {
    const box = document.createElement("div");
    box.className = "help-block help-warning wb-lost";
    const quote = element("blockquote", kept.text, {
      dir: area?.dir ?? "auto",
      lang: area?.lang ?? "",
    });
    const original = element("p", kept.original);
    original.className = "wb-where";
    box.append(
      element("p", words.lost),
      original,
      quote,
      button(words.throwAway, () => {
        localStorage.removeItem(kept.name);
        box.remove();
      }),
    );
    told.append(box);
  }
});

let isTold = false;
document.addEventListener("workbench:state", ({ detail }) => {
  if (isTold || detail.version === root.dataset.version) return;
  isTold = true;
  const box = document.createElement("div");
  box.className = "help-block help-warning";
  box.setAttribute("role", "status");
  box.append(
    element("p", words.changed),
    button(words.load, () => location.reload()),
  );
  told.append(box);
  say(filled(words.changed), "kept");
});
