// Marks are put around what is selected by a button, and one that is missing says so.
// Behind each field the same text shows where its marks are.
import { field, filled, of, put, root, sentences, words } from "./sentence.js";

const TAG = /<\/?[a-zA-Z][\w:-]*(?:[^<>"']|"[^"]*"|'[^']*')*>/gu;

const draw = (sentence) => {
  const area = field(sentence);
  const text = area.value;
  const parts = [];
  let last = 0;
  for (const tag of text.matchAll(TAG)) {
    const mark = document.createElement("mark");
    [mark.textContent] = tag;
    parts.push(text.slice(last, tag.index), mark);
    last = tag.index + tag[0].length;
  }
  // A last empty line has no height of its own.
  parts.push(`${text.slice(last)}\u200B`);
  sentence.querySelector("[data-behind]").replaceChildren(...parts);
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
};

const times = (text, piece) => text.split(piece).length - 1;

const judge = (sentence) => {
  const text = field(sentence).value;
  const asked = new Map();
  for (const mark of sentence.querySelectorAll(".wb-mark")) {
    const { opening } = mark.dataset;
    const wanted = (asked.get(opening) ?? 0) + 1;
    asked.set(opening, wanted);
    const isMissing = text.trim() !== "" && times(text, opening) < wanted;
    mark.toggleAttribute("data-missing", isMissing);
    const label = mark.textContent.trim().replaceAll(/\s+/gu, " ");
    const said = isMissing ? words.missing : words.around;
    mark.setAttribute("aria-label", filled(said, { mark: label }));
  }
};

const dress = (sentence) => {
  draw(sentence);
  judge(sentence);
};

const wrap = (mark) => {
  const sentence = of(mark);
  const area = field(sentence);
  const { opening, closing } = mark.dataset;
  const [from, to] = [area.selectionStart, area.selectionEnd];
  const inner = area.value.slice(from, to);
  put(area, `${opening}${inner}${closing}`, from, to);
  const caret = from + opening.length + inner.length;
  area.setSelectionRange(from + opening.length, caret);
};

document.addEventListener("input", (event) => {
  const sentence = of(event.target);
  if (sentence && event.target === field(sentence)) dress(sentence);
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest?.(".wb-mark");
  if (mark) wrap(mark);
  const sentence = of(event.target);
  if (event.target.matches?.("[data-copy]")) {
    put(field(sentence), sentence.querySelector("[data-original]").dataset.original);
  }
  if (event.target.matches?.("[data-start]")) {
    put(field(sentence), sentence.querySelector("[data-old]").innerText);
  }
});
document.addEventListener("workbench:filled", ({ detail }) => dress(detail.sentence));
document.addEventListener("workbench:typed", ({ detail }) => dress(detail.sentence));

const isLocked = "locked" in root.dataset;
for (const sentence of sentences()) {
  for (const each of sentence.querySelectorAll("[data-marks], [data-copy], [data-start]")) {
    each.hidden = isLocked;
  }
  dress(sentence);
}
export const redraw = () => sentences().forEach((each) => draw(each));
addEventListener("resize", redraw);
