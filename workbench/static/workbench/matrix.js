// Many boxes at once: with Shift held, all between the last one and this.
const table = document.querySelector(".matrix");
let last = null;

table?.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const boxes = [...table.querySelectorAll(`input[type="checkbox"]`)].filter(
    (each) => (each.name === "locale") === (box.name === "locale"),
  );
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].toSorted((a, b) => a - b);
    for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
  }
  last = box;
});
