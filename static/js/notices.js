/* Notices at the bottom right, and what is said when a request found no server, no sign-in or no sense. A modal dialog
   makes everything outside it inert: while one is open, such a notice stands in it. */
(() => {
  "use strict";
  const toasts = document.getElementById("toasts");
  const dialog = document.getElementById("dialog");
  if (!toasts) return;

  /* The time is written and drawn; it stands still while the pointer or the focus is on any of them. */
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
  const armAll = () => document.querySelectorAll(".toast:not([data-armed])").forEach(arm);
  new MutationObserver(armAll).observe(toasts, { childList: true });
  armAll();

  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast, .banner").remove());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8" || !toasts.childElementCount) return;
    (toasts.querySelector("button:not([hidden]), a[href]") || toasts).focus();
  });

  /* One of a kind: what fails ten times is said once. */
  const remove = (id) => document.querySelectorAll(`[data-notice="${id}"]`).forEach((old) => old.remove());
  function notice(id) {
    const banner = document.getElementById(`notice-${id}`).content.firstElementChild.cloneNode(true);
    banner.dataset.notice = id;
    remove(id);
    const sheet = dialog.open && dialog.querySelector(".sheet-body");
    if (sheet) sheet.prepend(banner);
    else toasts.append(banner);
    return banner;
  }

  /* No server: the page stays, and the same request can be sent again. Its key and its version make that safe. */
  function offline(event) {
    const { requestConfig, target, etc } = event.detail;
    const again = notice("offline").querySelector("[data-again]");
    again.addEventListener("click", () => {
      remove("offline");
      const { verb, path, elt, formData } = requestConfig;
      htmx.ajax(verb, path, { source: elt.isConnected ? elt : target, target, swap: etc.swapOverride, values: formData }).catch(() => {});
    });
  }
  document.addEventListener("htmx:sendError", offline);
  document.addEventListener("htmx:timeout", offline);
  document.addEventListener("htmx:afterOnLoad", () => remove("offline"));
  document.addEventListener("htmx:responseError", () => notice("failed"));

  /* A sign-in that ended sends every request to the sign-in page: that is no card. It leads back here, where drafts.js
     puts what was typed into its fields again. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const signIn = document.getElementById("notice-signed-out").content.querySelector("a[href]");
    const url = event.detail.xhr.responseURL;
    if (!url || new URL(url).pathname !== new URL(signIn.href, location.href).pathname) return;
    event.detail.shouldSwap = false;
    const link = notice("signed-out").querySelector("a[href]");
    link.search = new URLSearchParams({ next: location.pathname + location.search });
    link.focus();
  });
})();
