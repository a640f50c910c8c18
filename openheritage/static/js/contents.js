// Marks in the contents of the Statement what is being read, and keeps it in sight there. Only the list scrolls, never the page.
const contents = document.getElementById("contents");
const list = contents.querySelector("nav");
const entries = [...list.querySelectorAll("li a")].map((link) => ({ link, part: document.getElementById(link.hash.slice(1)) }));
// Where the reader's eye is, in pixels below the upper edge.
const EYE = 96;
let jumped = null;
let current = null;
let waits = false;

const read = () => {
  // A jump to the last articles ends above them when the page does.
  if (jumped) return jumped;
  const { scrollHeight } = document.documentElement;
  const left = scrollHeight - innerHeight - scrollY;
  const eye = left < innerHeight ? Math.max(EYE, innerHeight - left) : EYE;
  return entries.findLast(({ part }) => part.getBoundingClientRect().top <= eye)?.link ?? entries[0]?.link;
};

const show = () => {
  const box = list.getBoundingClientRect();
  const line = current.getBoundingClientRect();
  if (line.top < box.top || line.bottom > box.bottom) {
    list.scrollTop += line.top - box.top - (box.height - line.height) / 2;
  }
};
const follow = () => {
  waits = false;
  const link = read();
  if (!link || link === current) return;
  current?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  current = link;
  show();
};
const soon = () => {
  if (!waits) requestAnimationFrame(follow);
  waits = true;
};
const jump = () => {
  jumped = entries.find(({ link }) => link.hash === location.hash)?.link ?? null;
  soon();
};

contents.dataset.follows = "";
addEventListener("hashchange", jump);
const move = () => {
  jumped = null;
};
for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(event, move, { passive: true });
addEventListener("scroll", soon, { passive: true });
addEventListener("resize", () => current && show());
jump();
