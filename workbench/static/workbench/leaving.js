// Nobody publishes, calls ready, sends anything or follows a link without the words that
// were typed last: they are saved first, and what is under way is waited for.
import { isPending, settle, unsaved } from "./saving.js";
import { field, of, say, words } from "./sentence.js";

// Whoever follows a link waits no longer; what is not saved by then is kept here.
const PATIENCE = 5000;

let isLeaving = false;

const later = (time) =>
  new Promise((resolve) => {
    setTimeout(resolve, time);
  });

const stay = (sentence) => {
  sentence.scrollIntoView({ block: "center" });
  field(sentence).focus({ preventScroll: true });
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  // What is answered beside a sentence leaves nothing.
  if (event.defaultPrevented || isLeaving || of(form) || !isPending()) return;
  event.preventDefault();
  say(words.saving);
  await settle();
  const [left] = unsaved();
  // Said by the one that could not be saved. Other forms do nothing with the words.
  if (left && form.id === "whole") {
    stay(left);
    return;
  }
  isLeaving = true;
  form.requestSubmit(event.submitter);
  isLeaving = false;
});

const isHere = (link) =>
  link.target === "_blank" ||
  link.hasAttribute("download") ||
  link.href.split("#")[0] === location.href.split("#")[0];

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  if (!link || event.defaultPrevented || !isPlain || isHere(link) || !isPending()) return;
  event.preventDefault();
  await Promise.race([settle(), later(PATIENCE)]);
  location.assign(link.href);
});
