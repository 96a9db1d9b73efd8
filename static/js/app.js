/* What the pages add when script runs: notices that leave in time, the dialog, focus after a swap, the busy state.
   Everything works without it; htmx is set up in base.html's htmx-config. */
(() => {
  "use strict";
  const toasts = document.getElementById("toasts");
  const dialog = document.getElementById("dialog");

  /* Notices. The time is written and drawn; it stands still while the pointer or the focus is on any of them. */
  const held = () => toasts.matches(":hover, :focus-within");

  function arm(toast) {
    toast.dataset.armed = "";
    toast.querySelector("[data-dismiss]").hidden = false;
    let left = Number(toast.dataset.seconds);
    if (!left) return;
    const line = toast.querySelector(".line");
    const seconds = toast.querySelector(".left");
    line.style.setProperty("--seconds", `${left}s`);
    line.dataset.on = "";
    const tick = () => {
      if (!toast.isConnected) return clearInterval(timer);
      if (left <= 0) return clearInterval(timer), toast.remove();
      seconds.textContent = `${left} s`;
      if (!held() && !document.hidden) left -= 1;
    };
    const timer = setInterval(tick, 1000);
    tick();
  }
  const armAll = () => toasts && toasts.querySelectorAll(".toast:not([data-armed])").forEach(arm);
  const notice = (id) => {
    const template = document.getElementById(id);
    if (!toasts || !template) return;
    toasts.append(template.content.cloneNode(true));
    armAll();
  };
  if (toasts) new MutationObserver(armAll).observe(toasts, { childList: true });
  armAll();

  /* Attributes instead of handlers: data-dismiss (a notice), data-close (the dialog), data-submit (on change). */
  document.addEventListener("click", (event) => {
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".toast, .banner").remove();
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
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8" || !toasts || !toasts.childElementCount) return;
    (toasts.querySelector("button, a[href]") || toasts).focus();
  });

  /* The dialog shows whatever is swapped into it, and forgets it on closing. */
  dialog?.addEventListener("close", () => dialog.replaceChildren());
  document.addEventListener("closeDialog", () => dialog.close()); /* HX-Trigger: closeDialog */

  /* Focus after a swap: where the answer says, else to what replaced the focused part. Never for what others did. */
  document.querySelector("#main [aria-invalid=true], #main [data-focus]")?.focus();
  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    hadFocus = event.detail.target.contains(document.activeElement);
    /* A sign-in that ended sends every request to the sign-in page: that is no card. */
    const url = event.detail.xhr.responseURL;
    const signIn = document.querySelector("#notice-signed-out")?.content.querySelector("a[href]");
    if (signIn && url && new URL(url).pathname === new URL(signIn.href, location.href).pathname) {
      event.detail.shouldSwap = false;
      notice("notice-signed-out");
    }
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
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    if (toasts?.contains(root) && !root.matches("[data-focus]")) return;
    const wanted = root.matches("[data-focus]") ? root : root.querySelector("[aria-invalid=true], [data-focus]");
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
  document.addEventListener("htmx:responseError", () => notice("notice-failed"));
  document.addEventListener("htmx:sendError", () => notice("notice-offline"));
  document.addEventListener("htmx:timeout", () => notice("notice-offline"));
})();
