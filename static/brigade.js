/* Every page is complete without this file; each part only makes one gesture quicker.
   One file rather than one per part: a module's own imports would escape the versioned URL. */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, act, root = document) => root.addEventListener(type, act);

/* data-roving: a table of links becomes a grid with one tab stop, moved with the arrows, Home and End. */
function rove(table) {
  const cells = all("tbody tr", table).map((row) => [...row.children].map((cell) => cell.querySelector("a, button")));
  const stops = cells.flat().filter(Boolean);
  const hold = (stop) => stops.forEach((each) => { each.tabIndex = each === stop ? 0 : -1; });
  if (!stops.length) return;
  table.setAttribute("role", "grid");
  all("[role=cell]", table).forEach((cell) => cell.setAttribute("role", "gridcell"));
  hold(stops[0]);
  on("focusin", (event) => stops.includes(event.target) && hold(event.target), table);
  on("keydown", (event) => {
    let row = cells.findIndex((line) => line.includes(event.target));
    if (row < 0 || event.altKey || event.metaKey) return;
    let column = cells[row].indexOf(event.target), next;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (step) do next = cells[row += step[0]]?.[column += step[1]]; while (next === null); // null: nothing to open there
    else if (event.key === "Home" || event.key === "End") next = cells[row].filter(Boolean).at(event.key === "Home" ? 0 : -1);
    else return;
    event.preventDefault();
    next?.focus();
  }, table);
}

/* a[data-dialog]: the page behind the link opens over this one; any trouble follows the link instead. */
async function openDialog(event) {
  const link = event.target.closest("a[data-dialog]"), dialog = document.getElementById("dialog");
  if (!link || !dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href);
    const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!answer.ok) throw answer;
    dialog.lastElementChild.replaceChildren(...main.children);
    dialog.setAttribute("aria-label", dialog.querySelector("h1").textContent.trim());
    dialog.showModal();
  } catch { location = link.href; }
}

/* button[data-toggle-all]: every free box of its fieldset at once. output[data-count]: how many are chosen. */
const boxes = (part, state) => all(`input[type=checkbox]:enabled${state}`, part.closest("fieldset, form"));
function toggle(button) {
  const open = boxes(button, ":not(:checked)").length > 0;
  boxes(button, "").forEach((box) => { box.checked = open; });
  recount();
}
function recount() {
  all("[data-count]").forEach((output) => { output.textContent = boxes(output, ":checked").length; });
  all("[data-toggle-all]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", !boxes(button, ":not(:checked)").length);
  });
}

/* textarea[data-suggest-url]: GET url?text=… gives an HTML fragment for the element whose id is data-suggest-target. */
let pause;
function suggest({ target }) {
  if (!target.dataset.suggestUrl) return;
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const answer = await fetch(`${target.dataset.suggestUrl}?text=${encodeURIComponent(target.value)}`).catch(() => ({}));
    if (answer.ok) document.getElementById(target.dataset.suggestTarget).innerHTML = await answer.text();
  }, 400);
}

on("click", (event) => {
  const button = event.target.closest("[data-toggle-all], [data-check]");
  if (button?.dataset.check) document.getElementById(button.dataset.check)?.click(); // a suggestion ticks its box
  else if (button) toggle(button);
  else openDialog(event);
});
on("input", suggest);
on("change", recount);
on("submit", (event) => { // a second press of the same button is not a second act
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => all("[data-sent]").forEach((form) => { delete form.dataset.sent; }));
all("[data-roving]").forEach(rove);
recount();
