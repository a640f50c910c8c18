// Gives the sentences and fields of localize's editor their language and direction, for
// the screen reader, the spelling checker and the order of signs. The editor draws them
// anew whenever one is opened. Goes when localize sets `lang` and `dir` itself.
(() => {
  const facts = document.querySelector("[data-translation]")?.dataset;
  const editor = document.querySelector(".js-translation-editor");
  if (!facts || !editor) return;

  let ids = 0;

  // Only what differs is written: each change calls the observer again.
  const mark = (element, side) => {
    const [language, direction] = [facts[`${side}Lang`], facts[`${side}Dir`]];
    if (element.lang !== language) element.lang = language;
    if (element.dir !== direction) element.dir = direction;
  };

  const name = (field, source) => {
    if (!source.id) source.id = `source-sentence-${(ids += 1)}`;
    field.setAttribute("aria-label", facts.label);
    field.setAttribute("aria-describedby", source.id);
    field.spellcheck = true;
  };

  const dress = () => {
    // Ours is beside it; see the template.
    editor.querySelector(":scope > footer")?.remove();
    for (const item of editor.querySelectorAll("li:is(.complete, .incomplete, .errored)")) {
      const source = item.querySelector(":scope > p");
      if (!source) continue;
      mark(source, "source");
      for (const words of item.querySelectorAll(":scope > div > :is(p, textarea)")) {
        mark(words, "target");
        if (words.matches("textarea")) name(words, source);
      }
    }
  };

  new MutationObserver(dress).observe(editor, { childList: true, subtree: true });
  dress();
})();
