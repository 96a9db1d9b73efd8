/* A new import: files dropped anywhere on the form[data-drop] go into its file input, beside those that are there; they
   are listed, and can be taken out again. What is too much to be sent is told before it is. A run: the chosen posting is in
   sight in its list. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-drop]");
  const input = form?.querySelector("input[type=file]");
  const text = form?.querySelector("textarea");

  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 3 });
  function sizeOf(bytes) {
    const units = ["B", "KB", "MB", "GB"];
    const at = bytes ? Math.min(Math.floor(Math.log2(bytes) / 10), 3) : 0;
    return `${size.format(bytes / 1024 ** at)} ${units[at]}`;
  }
  const unfit = (file) => (!file.size && input.dataset.empty) || (file.size > Number(input.dataset.most) && input.dataset.tooLarge) || "";
  function line(file) {
    const item = document.getElementById("chosen-file").content.firstElementChild.cloneNode(true);
    item.querySelector("b").textContent = file.name;
    item.querySelector(".dim").textContent = unfit(file) || sizeOf(file.size);
    item.toggleAttribute("data-unfit", Boolean(unfit(file)));
    item.querySelector("button > .vh").textContent = `${input.dataset.remove} ${file.name}`;
    item.querySelector("button").addEventListener("click", () => {
      hold([...input.files].filter((other) => other !== file));
      input.focus();
    });
    return item;
  }
  function list() {
    const shown = form.querySelector("[data-chosen-files]");
    const files = [...input.files];
    shown.replaceChildren(...files.map(line));
    shown.hidden = !files.length;
    const wrong = files.find(unfit);
    input.setCustomValidity(wrong ? `${wrong.name}: ${unfit(wrong)}` : "");
  }
  function hold(files) {
    const all = new DataTransfer();
    files.forEach((file) => all.items.add(file));
    input.files = all.files;
    list();
  }
  function measure() {
    const most = Number(text.dataset.most);
    const isTooLong = text.value.length > most && [...text.value].length > most; /* as the server counts */
    text.setCustomValidity(isTooLong ? text.dataset.tooLong : "");
  }
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  if (input) {
    addEventListener("load", () => [list, measure].forEach((judge) => judge())); /* what is there after Back, or was kept */
    input.addEventListener("change", list);
    text.addEventListener("input", measure);
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
      hold([...input.files, ...event.dataTransfer.files]);
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
