// The organisation that is meant, while its name is typed: the combobox of the WAI-ARIA practices. Without this script the form lacks nothing.
const words = document.getElementById("organisation-suggestions").dataset;
const language = document.documentElement.lang;
// One character of these says as much as two letters.
const dense = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u;

const element = (name, attributes, text = "") => {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.textContent = text;
  return made;
};

const form = document.querySelector("form:has(input[name=name]):has([name=country])");
const { elements } = form;
const input = elements.namedItem("name");
const id = "organisations-found";
const box = element("div", { class: "suggesting" });
const list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": words.label, hidden: "" });
const status = element("p", { class: "visually-hidden", role: "status" });
const filled = element("p", { class: "hint", role: "status" });
// What this script wrote, field by field; what somebody has typed it leaves alone.
const written = {};
const facts = ["name_latin", "country", "website"];
let options = [];
let found = [];
let active = -1;
let timer;
let request;

document.head.append(element("link", { rel: "stylesheet", href: words.sheet }));
const hadFocus = document.activeElement === input;
input.before(box);
box.append(input, list);
box.after(filled);
document.body.append(status);
if (hadFocus) input.focus();

const set = (name, value) => input.setAttribute(name, value);
set("role", "combobox");
set("autocomplete", "off");
set("aria-autocomplete", "list");
set("aria-controls", id);
set("aria-expanded", false);

const point = (index) => {
  options[active]?.setAttribute("aria-selected", false);
  active = index;
  const option = options[active];
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", true);
  option.scrollIntoView({ block: "nearest" });
  set("aria-activedescendant", option.id);
};
const show = (isOpen) => {
  if (!isOpen) point(-1);
  list.hidden = !isOpen;
  set("aria-expanded", isOpen);
};
const offer = (items, told) => {
  point(-1);
  found = items;
  options = items.map((item, index) => {
    const option = element("li", { id: `${id}-${index}`, role: "option", "aria-selected": false });
    option.append(element("bdi", {}, item.name));
    const more = [item.name_latin, item.place, item.country_name].filter(Boolean);
    const small = element("small", {});
    more.forEach((part, place) => small.append(...(place ? [" · "] : []), element("bdi", {}, part)));
    option.append(" ", small);
    return option;
  });
  list.replaceChildren(...options);
  show(options.length > 0);
  status.textContent = told;
};
const put = (name, value) => {
  const field = elements.namedItem(name);
  if (!field || !value || (field.value && field.value !== written[name])) return;
  // A country that the list does not have stays to be chosen.
  if (field.options && ![...field.options].some((option) => option.value === value)) return;
  field.value = written[name] = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
// Of an organisation that was chosen before, and is not the one that is meant.
const empty = () => {
  for (const name of facts) {
    const field = elements.namedItem(name);
    if (field?.value && field.value === written[name]) {
      field.value = "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  for (const name in written) delete written[name];
  filled.textContent = "";
};
const take = (item) => {
  leave();
  empty();
  input.value = written.name = item.name;
  for (const name of facts) put(name, item[name]);
  filled.textContent = words.filled;
};

const stop = () => {
  clearTimeout(timer);
  request?.abort();
};
const ask = async () => {
  const text = input.value.trim();
  if (text.length < 3 && !(text.length > 1 && dense.test(text))) return offer([], "");
  request = new AbortController();
  const { signal } = request;
  try {
    const body = new URLSearchParams({ q: text });
    const answer = await fetch(words.url, { method: "POST", body, signal });
    // Too many questions, or the server is busy: that says nothing about the name.
    if (!answer.ok) return offer([], "");
    const items = (await answer.json()).found;
    offer(items, `${words.label}: ${items.length.toLocaleString(language)}`);
  } catch {
    // Overtaken by the next letters, or no answer: whoever knows the name types it.
    if (!signal.aborted) offer([], "");
  }
};
const soon = () => {
  stop();
  timer = setTimeout(ask, 250);
};
const leave = () => {
  stop();
  show(false);
};

// A word that is being composed is not there yet.
input.addEventListener("input", (event) => {
  if ("name" in written && input.value !== written.name) empty();
  if (!event.isComposing) soon();
});
input.addEventListener("compositionend", soon);
input.addEventListener("blur", leave);
form.addEventListener("submit", leave);

input.addEventListener("keydown", (event) => {
  const { key } = event;
  // 229: the key that ends a composition in Safari.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const last = options.length - 1;
  if (key === "Escape" && !list.hidden) leave();
  else if (key === "Enter" && active >= 0) take(found[active]);
  else if (key === "ArrowDown" && last >= 0) {
    show(true);
    point(active < last ? active + 1 : 0);
  } else if (key === "ArrowUp" && last >= 0) {
    show(true);
    point(active > 0 ? active - 1 : last);
  } else return;
  event.preventDefault();
});

// The field keeps the focus, and a telephone its keyboard.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const index = options.indexOf(event.target.closest("li"));
  if (index >= 0) take(found[index]);
});
