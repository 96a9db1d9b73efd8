/* What the pages add when script runs: the dialog, menus, focus after a swap, the busy state. Notices: notices.js; what was
   typed: drafts.js. Everything works without it; htmx is set up in base.html's htmx-config. */
(() => {
  "use strict";
  const toasts = document.getElementById("toasts");
  const dialog = document.getElementById("dialog");

  /* Attributes instead of handlers: data-close (the dialog), data-submit (on change). */
  document.addEventListener("click", (event) => {
    if (event.target.closest("#dialog [data-close]")) {
      event.preventDefault(); /* without script it is a link back */
      dialog.close();
    }
  });
  const itemsOf = (menu) => [...menu.querySelectorAll("a, button")].filter((item) => item.checkVisibility());
  /* A menu closes when something in it is chosen; the arrows walk it. */
  document.addEventListener("click", (event) => {
    if (event.target.closest(".menu a, .menu button")) event.target.closest(".menu").hidePopover();
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".menu:popover-open")) itemsOf(event.target)[0].focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".menu");
    if (!menu || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    const items = itemsOf(menu);
    const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    items[(at + items.length) % items.length].focus();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-submit]")) event.target.form.requestSubmit();
  });

  /* The dialog shows whatever is swapped into it, and forgets it on closing. */
  dialog?.addEventListener("close", () => dialog.replaceChildren());
  document.addEventListener("closeDialog", () => dialog.close()); /* HX-Trigger: closeDialog */

  /* Focus after a swap: where the answer says, else to what replaced the focused part. Never for what others did. */
  document.querySelector("#main [aria-invalid=true], #main [data-focus]")?.focus();
  const first = (root, ...selectors) => selectors.map((selector) => root.querySelector(selector)).find(Boolean);
  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    hadFocus = event.detail.target.contains(document.activeElement);
    /* A refusal without a place of its own stands over the fields of the open sheet, else among the notices. */
    if (event.detail.xhr.status >= 400 && event.detail.serverResponse.includes("data-refusal")) {
      const target = (dialog.open && dialog.querySelector(".sheet-body")) || toasts;
      target.querySelector(":scope > [data-refusal]")?.remove();
      Object.assign(event.detail, { target, shouldSwap: true, isError: false, swapOverride: "afterbegin" });
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== dialog || !dialog.childElementCount) return;
    const title = dialog.firstElementChild.getAttribute("aria-labelledby");
    if (title) dialog.setAttribute("aria-labelledby", title);
    if (!dialog.open) dialog.showModal();
    /* What is to be decided, not the way out; on a phone a keyboard would cover it. */
    const field = dialog.querySelector(".move-list :checked") || dialog.querySelector(".sheet-body :is(input:not([type=hidden]), select, textarea)");
    if (matchMedia("(hover: hover)").matches) field?.focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    if (toasts?.contains(root) && !root.matches("[data-focus]")) return;
    const wanted = root.matches("[data-focus]") ? root : first(root, "[aria-invalid=true]", "[role=alert][data-focus]", "[data-focus]");
    /* What was found again after the swap keeps it: a card that was moved by its key, a field that is typed in. */
    if (wanted && root !== wanted && root.contains(document.activeElement) && !wanted.matches("[role=alert], [aria-invalid=true]")) return;
    const lost = hadFocus && (document.activeElement === document.body || !document.activeElement.isConnected);
    const next = wanted || (lost ? root : null);
    hadFocus = false;
    if (!next) return;
    if (next === root && !next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({ preventScroll: next === root });
  });

  /* Busy and failed. */
  const busy = (on) => (event) => {
    const button = event.detail.requestConfig?.triggeringEvent?.submitter || event.detail.elt;
    if (!button.matches(".btn")) return;
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:beforeRequest", busy(true));
  document.addEventListener("htmx:afterRequest", busy(false));

  /* Without a connection a new page says so, too. */
  const worker = document.body.dataset.worker;
  if (worker && window.isSecureContext) navigator.serviceWorker?.register(worker);
})();
