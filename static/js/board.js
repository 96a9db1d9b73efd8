/* What a board and a candidate's page add when script runs: places kept over a swap, the open card, keys, drag and
   drop. Without it every card is a link and every action a form of its own. */
(() => {
  "use strict";
  const work = () => document.getElementById("work");
  const inText = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

  const card = (id) => document.querySelector(`#a-${id} .card-name`);

  /* A swapped board scrolls where it was, and the focus stays on the same card. A closed panel gives it back to its card. */
  const kept = new Map();
  let focused = null;
  let closing = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "panel") closing = event.detail.target.dataset.application;
    if (event.detail.target !== work()) return;
    kept.clear();
    work().querySelectorAll(".board, .cards[id], #panel-body").forEach((part) => kept.set(part.id || "board", [part.scrollLeft, part.scrollTop]));
    focused = document.activeElement?.closest(".card")?.id || null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, [left, top]] of kept) {
      const part = id === "board" ? document.querySelector("#work .board") : document.getElementById(id);
      part?.scrollTo(left, top);
    }
    kept.clear();
    if (focused) document.querySelector(`#${focused} .card-name`)?.focus({ preventScroll: true });
    if (closing && !document.getElementById("panel")?.dataset.application) card(closing)?.focus();
    focused = closing = null;
    markOpen();
    place();
  });

  /* One menu for all cards, filled when it is asked for. */
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "card-menu") event.target.showPopover({ source: event.detail.requestConfig.elt });
  });

  /* The card whose panel is open. */
  function markOpen() {
    const open = document.getElementById("panel")?.dataset.application;
    document.querySelectorAll(".card").forEach((card) => card.toggleAttribute("data-open", card.dataset.id === open));
  }

  /* What takes longer than 100 ms says so: a card that it is moving, a panel that it opens. */
  const copy = (id) => document.getElementById(id)?.content.cloneNode(true);
  function moving(moved, stage) {
    const note = copy("card-moving");
    if (!moved || !note) return () => {};
    note.querySelector("[data-stage-name]").textContent = stage;
    const added = note.firstElementChild;
    const timer = setTimeout(() => {
      moved.append(added);
      moved.setAttribute("data-moving", "");
      moved.setAttribute("aria-busy", "true");
    }, 100);
    return () => {
      clearTimeout(timer);
      added.remove();
      moved.removeAttribute("data-moving");
      moved.removeAttribute("aria-busy");
    };
  }
  /* Where the own move has put it. Not for a refusal: that says so itself. */
  function changed(id) {
    const moved = document.getElementById(`a-${id}`);
    if (!moved || moved.hasAttribute("data-refused")) return;
    moved.setAttribute("data-changed", "");
    setTimeout(() => moved.removeAttribute("data-changed"), 8000);
  }
  const nameOf = (column) => column?.querySelector("h2 > span")?.textContent || "";

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { target, elt, xhr } = event.detail;
    if (target?.id === "panel" && elt.matches(".card-name")) opening(target, xhr);
    const id = elt.matches('form[data-hx-post*="/advance/"]') && elt.getAttribute("action").match(/\/applications\/(\d+)\//)[1];
    const advancing = id && document.getElementById(`a-${id}`);
    if (!advancing) return;
    const done = moving(advancing, nameOf(advancing.closest(".column")?.nextElementSibling));
    xhr.addEventListener("loadend", () => (done(), changed(id)));
  });
  let arriving = null; /* the panel on its way: Escape leaves it before it is there */
  function opening(panel, xhr) {
    const before = [...panel.childNodes];
    const had = { className: panel.className, hidden: panel.hidden };
    const timer = setTimeout(() => {
      panel.replaceChildren(copy("panel-loading"));
      Object.assign(panel, { className: "panel", hidden: false });
    }, 100);
    const asBefore = () => {
      panel.replaceChildren(...before);
      Object.assign(panel, had);
    };
    arriving = { xhr, left: false, leave: () => { clearTimeout(timer); arriving.left = true; asBefore(); } };
    xhr.addEventListener("error", asBefore);
    xhr.addEventListener("load", () => clearTimeout(timer));
    xhr.addEventListener("loadend", () => {
      clearTimeout(timer);
      if (arriving?.xhr === xhr) arriving = null;
    });
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (arriving?.left && arriving.xhr === event.detail.xhr) event.detail.shouldSwap = false;
  });

  /* Not randomUUID: that is missing where the page comes over plain HTTP. */
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /* What failed is said by notices.js. */
  const send = (...request) => htmx.ajax(...request).catch(() => {});

  /* The page's own address, for what is posted from here: it decides what the answer shows. */
  const here = () => location.pathname + location.search;
  function post(card, verb, more) {
    const url = `/applications/${card.dataset.id}/${verb}/`;
    const values = { version: card.dataset.version, key: newKey(), next: here(), ...more };
    const column = more ? document.querySelector(`.column[data-stage="${more.stage}"]`) : card.closest(".column").nextElementSibling;
    const done = moving(card, nameOf(column));
    return send("POST", url, { source: work(), target: "#work", swap: "outerHTML", values }).then(() => (done(), changed(card.dataset.id)));
  }
  const openForm = (card, verb) =>
    send("GET", `/applications/${card.dataset.id}/${verb}/?next=${encodeURIComponent(here())}`, { source: work(), target: "#dialog", swap: "innerHTML" });

  /* Undo, from a notice or the timeline, without leaving the page. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!work() || !form.matches('form[action*="/undo/"]:not([data-hx-post])')) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    form.closest(".toast")?.remove();
    send("POST", form.getAttribute("action"), { source: work(), target: "#work", swap: "outerHTML", values });
  });

  /* Keys: one tab stop for all cards, arrows walk; a, m, r on the card in focus or the open one; u, Esc. */
  const names = () => [...document.querySelectorAll(".card-name")];
  function place(current) {
    const all = names();
    const one = current || all.find((name) => name === document.activeElement) || all[0];
    all.forEach((name) => (name.tabIndex = name.nextElementSibling.tabIndex = name === one ? 0 : -1)); /* and its menu */
  }
  function walk(name, key) {
    const column = name.closest(".column");
    const own = [...column.querySelectorAll(".card-name")];
    const at = own.indexOf(name);
    let next = key === "ArrowDown" ? own[at + 1] : key === "ArrowUp" ? own[at - 1] : null;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const columns = [...document.querySelectorAll(".column")].filter((c) => c.querySelector(".card"));
      const beside = columns[columns.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
      const others = beside ? [...beside.querySelectorAll(".card-name")] : [];
      next = others[Math.min(at, others.length - 1)];
    }
    if (!next) return;
    place(next);
    next.focus();
  }
  function chosen() {
    const card = document.activeElement?.closest(".card");
    return card || document.querySelector(".card[data-open]");
  }
  document.addEventListener("keydown", (event) => {
    if (!work() || event.ctrlKey || event.metaKey || event.altKey || inText(event.target) || document.querySelector(":popover-open")) return;
    const name = event.target.closest(".card-name");
    if (name && event.key.startsWith("Arrow")) {
      event.preventDefault();
      walk(name, event.key);
    } else if (event.key === "Escape") {
      if (arriving) arriving.leave();
      else document.querySelector("a.icon-btn[data-close-panel][data-hx-get]")?.click();
    } else if (event.key === "u") {
      document.querySelector('.toast form[action*="/undo/"]')?.requestSubmit();
    } else if ("amr".includes(event.key) && document.querySelector("[data-may-move]") && chosen()?.closest("[data-stage]")) {
      event.preventDefault();
      if (event.key === "a") post(chosen(), "advance");
      else openForm(chosen(), event.key === "m" ? "move" : "reject");
    }
  });

  /* Drag and drop: a second way, never the only one. */
  let lifted = null;
  const columnOf = (event) => event.target.closest?.(".column[data-stage]");
  document.addEventListener("dragstart", (event) => {
    lifted = event.target.closest?.("[data-may-move] [data-stage] .card") || null;
    if (!lifted) return;
    event.dataTransfer.setData("text/plain", lifted.dataset.id);
    event.dataTransfer.effectAllowed = "move";
    lifted.setAttribute("data-lifted", "");
  });
  document.addEventListener("dragover", (event) => {
    const column = columnOf(event);
    if (!lifted || !column || column.contains(lifted)) return;
    event.preventDefault();
    document.querySelectorAll("[data-drop]").forEach((other) => other !== column && other.removeAttribute("data-drop"));
    column.setAttribute("data-drop", "");
  });
  document.addEventListener("drop", (event) => {
    const column = columnOf(event);
    if (!lifted || !column || column.contains(lifted)) return;
    event.preventDefault();
    post(lifted, "move", { stage: column.dataset.stage });
  });
  document.addEventListener("dragend", () => {
    lifted?.removeAttribute("data-lifted");
    document.querySelectorAll("[data-drop]").forEach((column) => column.removeAttribute("data-drop"));
    lifted = null;
  });

  place();
})();
