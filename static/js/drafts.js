/* Nothing typed is lost: by a reload, an error, a connection that broke or a sign-in that ended. What was changed in a form
   is kept in this tab (sessionStorage) when its page is left, and is in the form again when that is next shown. It is
   forgotten once a page answers that the form was accepted, when somebody else signs in, and on signing out. */
(() => {
  "use strict";
  const KEPT = "kept ";
  const who = document.body.dataset.who || "";
  /* Signing in and errors: what was sent to get here was not accepted, and what is typed here is not kept. */
  const passing = !who || "passing" in document.body.dataset;

  const SECRET = ["password", "file", "hidden", "submit", "button", "reset", "image"];
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type && !SECRET.includes(field.type));
  const pressed = (field) => field.type === "checkbox" || field.type === "radio";
  const chosen = (field) => [...field.options].filter((option) => option.selected).map((option) => option.value);
  const nameOf = (field) => (pressed(field) ? `${field.name} ${field.value}` : field.name);
  const valueOf = (field) => (pressed(field) ? field.checked : field.options ? chosen(field) : field.value);
  function changed(field) {
    if (pressed(field)) return field.checked !== field.defaultChecked;
    if (!field.options) return field.value !== field.defaultValue;
    const first = field.multiple || [...field.options].some((option) => option.defaultSelected);
    return first ? [...field.options].some((option) => option.selected !== option.defaultSelected) : field.selectedIndex > 0;
  }
  const forms = (root) => [...root.querySelectorAll('form[method="post"]')].filter((form) => fields(form).length);
  const keyOf = (form) => `${KEPT}${new URL(form.getAttribute("action") || "", location.href).pathname} ${fields(form)[0].name}`;

  /* Kept when the page is left. A form that came back with errors holds what was typed as its own values: all of it counts. */
  let sent = null;
  let leaving = false;
  function keep(form) {
    const invalid = form.querySelector("[aria-invalid=true]");
    const values = fields(form).filter((field) => invalid || changed(field)).map((field) => [nameOf(field), valueOf(field)]);
    if (values.length) sessionStorage.setItem(keyOf(form), JSON.stringify({ who, values, sent: form === sent }));
  }
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent = event.target;
    leaving = event.target.matches('[action$="/logout/"]');
    if (leaving) kept().forEach(([key]) => sessionStorage.removeItem(key));
  });
  addEventListener("pagehide", () => leaving || passing || forms(document).forEach(keep));

  const kept = () =>
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(KEPT))
      .map((key) => [key, JSON.parse(sessionStorage.getItem(key))]);

  /* What this page means for what was sent before it: a page that was gone back to, or loaded again, is no answer. */
  const answer = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  for (const [key, draft] of kept()) {
    if ((who && draft.who !== who) || (draft.sent && answer && !passing)) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({ ...draft, sent: false }));
  }

  function restore(form) {
    const draft = sessionStorage.getItem(keyOf(form));
    if (!draft) return;
    sessionStorage.removeItem(keyOf(form));
    const values = new Map(JSON.parse(draft).values);
    const filled = fields(form).filter((field) => values.has(nameOf(field)) && fill(field, values.get(nameOf(field))));
    if (filled.length) say(form);
  }
  function fill(field, value) {
    if (JSON.stringify(valueOf(field)) === JSON.stringify(value)) return false;
    if (pressed(field)) field.checked = value;
    else if (field.options) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    return true;
  }
  function say(form) {
    const note = document.getElementById("notice-kept").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-forget]").addEventListener("click", () => {
      form.reset();
      note.remove();
    });
    const sheet = form.querySelector(".sheet-body");
    if (sheet) sheet.prepend(note);
    else form.before(note);
  }
  const restoreAll = (root) => passing || forms(root).forEach(restore);
  restoreAll(document);
  document.addEventListener("htmx:afterSettle", (event) => restoreAll(event.detail.elt));

  /* An error shows what is kept; the sign-in page only says that something is. */
  const texts = kept().flatMap(([, draft]) => draft.values.map(([, value]) => value)).filter((value) => typeof value === "string" && value);
  for (const place of texts.length ? document.querySelectorAll("[data-kept]") : []) {
    place.hidden = false;
    const longest = texts.reduce((one, other) => (other.length > one.length ? other : one));
    const text = place.querySelector("[data-kept-text]");
    if (text) text.textContent = longest.length > 280 ? `${longest.slice(0, 280)}…` : longest;
  }
})();
