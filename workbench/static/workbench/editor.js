// The screen on which one page is translated. Its form works without this.
import "./conflict.js";
import "./marks.js";
import "./keys.js";
import { restore } from "./kept.js";

restore();
