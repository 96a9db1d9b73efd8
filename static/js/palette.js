/* Keys on every page: Ctrl/Cmd K the palette, "?" all shortcuts, "/" the page's search, "g" and a letter a place. They
   are read before a page's own keys (capture), so that "g m" never moves a card. */
(() => {
  "use strict";
  const dialog = document.getElementById("palette");
  const find = document.querySelector(".bar .find");
  if (!dialog || !find) return;
  const SETTLED = 200; // ms after an answer in which htmx has shown it
  const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
  const options = (form) => [...form.querySelectorAll("[role=option]")];
  let typed = null; // what is typed while the palette is on its way: text for it
  let coming = 0; // dialogs on their way
  let going = -Infinity; // when "g" was pressed; never, so that a key soon after loading is no second one

  /* A dialog gives the focus back to what had it; the list is asked for anew each time. */
  function open() {
    const there = document.querySelector("#main [data-palette] input");
    if (there) return there.focus();
    if (dialog.open || typed !== null || document.querySelector("dialog[open]")) return;
    typed = "";
    const card = document.activeElement?.closest(".card")?.id.replace(/\D/g, "");
    htmx.ajax("GET", find.href, { ...(card && { values: { card } }), source: dialog, target: "#palette", swap: "innerHTML" }).finally(() => setTimeout(() => (typed = null), SETTLED));
  }
  dialog.addEventListener("close", () => dialog.replaceChildren());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) return dialog.close();
    /* What has a form opens it over the page; in a tab of its own it is a page. */
    const option = event.target.closest("[data-dialog]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.close();
    htmx.ajax("GET", option.getAttribute("href"), { source: dialog, target: "#dialog", swap: "innerHTML" });
  });
  /* Not before it is settled: until then nothing listens to what is typed. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.detail.elt.closest("[data-palette]") || (event.detail.elt === dialog && dialog.querySelector("[data-palette]"));
    if (!form) return;
    if (dialog.contains(form) && !dialog.open) {
      dialog.showModal();
      if (typed) type(form.querySelector("[role=combobox]"), typed);
      typed = null;
    }
    choose(form, 0);
    if (!("entered" in form.dataset) || !isFor(form)) return;
    delete form.dataset.entered;
    options(form)[0]?.click();
  });

  function type(input, text) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A key that is pressed before the dialog is there was meant for it: no card may move by it. */
  const opens = (event) => event.detail.target?.id === "dialog" && !event.detail.target.open;
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!opens(event)) return;
    coming += 1;
    event.detail.xhr.addEventListener("loadend", () => setTimeout(() => (coming -= 1), SETTLED));
  });
  function meanwhile(event) {
    if (event.key.length > 1 && !["Enter", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (typed !== null && event.key !== "Enter") typed = event.key === "Backspace" ? typed.slice(0, -1) : typed + event.key;
  }

  /* Enter may be faster than the list: what it chooses is of the words as they stand, and waits for them. */
  const isFor = (form) => form.querySelector("#found").dataset.typed === form.querySelector("[role=combobox]").value.trim();

  function choose(form, at) {
    const all = options(form);
    const chosen = all[Math.max(0, Math.min(at, all.length - 1))];
    all.forEach((option) => option.setAttribute("aria-selected", String(option === chosen)));
    const input = form.querySelector("[role=combobox]");
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }
  function inPalette(event, form) {
    const all = options(form);
    const at = Math.max(0, all.findIndex((option) => option.getAttribute("aria-selected") === "true"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(form, at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && event.target.matches("[role=combobox]")) {
      event.preventDefault();
      if (!isFor(form)) form.dataset.entered = "";
      else if (!all.length) return;
      else if (event.ctrlKey || event.metaKey) window.open(all[at].href, "_blank", "noopener");
      else all[at].click();
    } else delete form.dataset.entered;
  }

  const go = (letter) => document.querySelector(`.bar-nav a[data-go="${CSS.escape(letter)}"]`)?.click();
  function single(event) {
    const second = event.timeStamp - going < 1500;
    going = -Infinity;
    if (second && /^[a-z]$/.test(event.key)) go(event.key);
    else if (event.key === "g") going = event.timeStamp;
    else if (event.key === "/") (document.querySelector("#main input[type=search]") || { focus: open }).focus();
    else if (event.key === "?") htmx.ajax("GET", dialog.dataset.shortcuts, { source: dialog, target: "#dialog", swap: "innerHTML" });
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  window.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-palette]");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    } else if (form) inPalette(event, form);
    else if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    else if (typed !== null || coming) meanwhile(event);
    else if (!event.repeat) single(event);
  }, true);
  find.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
})();
