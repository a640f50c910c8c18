// Suggestions while typing, in each search form that says where they come from: the combobox of the WAI-ARIA practices. Without this script the form is a form.
const language = document.documentElement.lang;
// One character of these says as much as two letters.
const dense = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u;

const element = (name, attributes, text = "") => {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.textContent = text;
  return made;
};

const go = (option) => location.assign(option.dataset.url);

document.querySelectorAll("form[data-suggest]").forEach((form, number) => {
  const { suggest, suggestLabel: label } = form.dataset;
  const input = form.querySelector("input[type=search]");
  const id = `suggestions-${number}`;
  const list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": label, hidden: "" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  let options = [];
  let active = -1;
  let timer;
  let request;

  const set = (name, value) => input.setAttribute(name, value);
  set("role", "combobox");
  set("autocomplete", "off");
  set("aria-autocomplete", "list");
  set("aria-controls", id);
  set("aria-expanded", false);
  input.parentElement.append(list);
  document.body.append(status);

  const choose = (index) => {
    options[active]?.setAttribute("aria-selected", false);
    active = index;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", true);
    option.scrollIntoView({ block: "nearest" });
    set("aria-activedescendant", option.id);
  };
  const show = (isOpen) => {
    if (!isOpen) choose(-1);
    list.hidden = !isOpen;
    set("aria-expanded", isOpen);
  };
  const offer = (found, words) => {
    choose(-1);
    options = found.map((item, index) => {
      const option = element("li", { id: `${id}-${index}`, role: "option", "aria-label": item.label, "aria-selected": false, "data-url": item.url });
      option.append(element("span", { lang: item.lang, dir: item.dir }, item.title), " ", element("small", {}, item.kind));
      return option;
    });
    list.replaceChildren(...options);
    show(options.length > 0);
    status.textContent = words;
  };

  const stop = () => {
    clearTimeout(timer);
    request?.abort();
  };
  const ask = async () => {
    const text = input.value.trim();
    if (text.length < 2 && !dense.test(text)) return offer([], "");
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${suggest}?${new URLSearchParams({ q: text })}`, { signal });
      const found = await answer.json();
      offer(found, `${label}: ${found.length.toLocaleString(language)}`);
    } catch {
      // Overtaken by the next letters, or no answer: the form still searches.
      if (!signal.aborted) offer([], "");
    }
  };
  const soon = () => {
    stop();
    timer = setTimeout(ask, 200);
  };
  const leave = () => {
    stop();
    show(false);
  };

  // A word that is being composed is not there yet.
  input.addEventListener("input", (event) => event.isComposing || soon());
  input.addEventListener("compositionend", soon);
  input.addEventListener("blur", leave);
  form.addEventListener("submit", leave);

  input.addEventListener("keydown", (event) => {
    const { key } = event;
    // 229: the key that ends a composition in Safari.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = options.length - 1;
    if (key === "Escape" && !list.hidden) leave();
    else if (key === "Enter" && active >= 0) go(options[active]);
    else if (key === "ArrowDown" && last >= 0) {
      show(true);
      choose(active < last ? active + 1 : 0);
    } else if (key === "ArrowUp" && last >= 0) {
      show(true);
      choose(active > 0 ? active - 1 : last);
    } else if (key === "Home" && active >= 0) choose(0);
    else if (key === "End" && active >= 0) choose(last);
    else return;
    event.preventDefault();
  });

  // The field keeps the focus, and a telephone its keyboard.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) go(option);
  });
});
