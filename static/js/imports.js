/* A new import: files dropped anywhere on the form[data-drop] go into its file input, beside those that are there; their
   names are listed. A run: the chosen posting is in sight in its list. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-drop]");
  const input = form?.querySelector("input[type=file]");

  function list() {
    const shown = form.querySelector("[data-chosen-files]");
    shown.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      const name = document.createElement("b");
      name.textContent = file.name;
      item.append(name);
      return item;
    }));
    shown.hidden = !input.files.length;
  }
  function add(files) {
    const all = new DataTransfer();
    [...input.files, ...files].forEach((file) => all.items.add(file));
    input.files = all.files;
    list();
  }
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  if (input) {
    list(); /* after Back the browser has them still */
    input.addEventListener("change", list);
    /* Beside the form too, or the browser would leave the page and show the file. */
    document.addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      form.toggleAttribute("data-over", true);
    });
    document.addEventListener("dragleave", (event) => event.relatedTarget || form.removeAttribute("data-over"));
    document.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      form.removeAttribute("data-over");
      add(event.dataTransfer.files);
    });
  }

  function show() {
    const chosen = document.querySelector(".row-list [data-chosen]");
    const around = chosen?.closest(".row-list");
    if (around) around.scrollTop = chosen.offsetTop - around.offsetTop - (around.clientHeight - chosen.offsetHeight) / 2;
  }
  show();
  document.addEventListener("htmx:afterSettle", show);
})();
