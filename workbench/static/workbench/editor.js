// The screen on which one page is translated. Its form works without this.
import "./conflict.js";
import "./keys.js";
import { restore } from "./kept.js";
import { redraw } from "./marks.js";

restore();
await document.fonts.ready;
redraw();
