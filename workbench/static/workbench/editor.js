// The screen on which one page is translated. Its form works without this.
import "./conflict.js";
import "./keys.js";
import "./leaving.js";
import { restore } from "./kept.js";
import { redraw } from "./marks.js";
import { begin } from "./saving.js";

begin();
restore();
await document.fonts.ready;
redraw();
