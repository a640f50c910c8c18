// What the other scripts of this screen share: the sentences, the words that are said,
// and how the site is asked. They speak to each other by events of the document.
export const root = document.querySelector("[data-workbench]");
export const words = JSON.parse(document.getElementById("workbench-words").textContent);
const status = document.querySelector("[data-status]");

export const filled = (text, facts = {}) =>
  Object.entries(facts).reduce(
    (said, [name, value]) => said.replaceAll(`%(${name})s`, () => value),
    text,
  );

export const field = (sentence) => sentence.querySelector("textarea[name^='t-']");
export const sentences = () => [...document.querySelectorAll("[data-sentence]")];
export const of = (element) => element?.closest?.("[data-sentence]");

let token = document.querySelector("#sentences [name=csrfmiddlewaretoken]")?.value ?? "";

// Answers in JSON or as a fragment. A redirect leads to the way in: signed out.
export const ask = (url, data, options = {}) =>
  fetch(url, {
    body: data,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
    method: data ? "POST" : "GET",
    redirect: "manual",
    ...options,
  });

// Whoever has signed in anew, in another tab, has a new token.
export const renew = async () => {
  const answer = await ask(root.dataset.stateUrl);
  if (!answer.ok) return false;
  const facts = await answer.json();
  if (String(facts.user) !== root.dataset.user) return false;
  ({ token } = facts);
  return true;
};

export const say = (text, kind = "") => {
  status.textContent = text;
  status.dataset.kind = kind;
};

export const time = (at) =>
  new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
  }).format(at ? new Date(at) : new Date());

export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

export const button = (label, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small button-secondary";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
};

export const element = (name, text, facts = {}) => {
  const made = Object.assign(document.createElement(name), facts);
  made.textContent = text;
  return made;
};

// As if it had been typed: the browser can take it back.
export const put = (area, text, from = 0, to = area.value.length) => {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

export const count = (sums) => {
  const bar = document.querySelector("[data-progress]");
  bar.max = sums.total;
  bar.value = sums.translated;
  document
    .querySelector("[data-sums]")
    .replaceChildren(...sums.words.map((each) => element("span", each)));
  document.querySelector("[data-todo]").textContent = sums.todo;
};

