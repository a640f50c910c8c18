// Beside the links by which a page is shared: the browser's own way, which knows the
// reader's programs, and a button that copies the address.
for (const list of document.querySelectorAll("ul.share[data-url]")) {
  const { url, words, share, copy, copied } = list.dataset;
  const data = { title: words, text: words, url };
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  const add = (label, place, action) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => action(button));
    item.append(button);
    list[place](item);
    return item;
  };

  if (navigator.canShare?.(data)) {
    add(share, "prepend", () => navigator.share(data).catch(() => {}));
  }
  if (navigator.clipboard) {
    let timer;
    const item = add(copy, "append", async (button) => {
      try {
        await navigator.clipboard.writeText(url);
      } catch {
        return; // Not allowed: the links are still there.
      }
      button.textContent = status.textContent = copied;
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = copy;
        status.textContent = "";
      }, 3000);
    });
    item.append(status);
  }
}
