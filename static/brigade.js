/* Every page is complete without this file; each part makes one gesture quicker. One file, because the imports
   of a module would escape the versioned URL. */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, act, root = document) => root.addEventListener(type, act);
const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/* table[data-roving]: its links become a grid with one tab stop, moved with the arrows, Home and End. A script that
   changes the table says so with a "rove" event. */
const lines = (table) => all("tbody tr", table).map((row) => [...row.children].map((cell) => cell.querySelector("a, button")));
function hold(table, stop) { lines(table).flat().forEach((each) => { if (each) each.tabIndex = each === stop ? 0 : -1; }); }
function rove(table) {
  const stops = lines(table).flat().filter(Boolean), known = table.getAttribute("role") === "grid";
  if (!stops.length) return;
  table.setAttribute("role", "grid");
  all("[role=cell]", table).forEach((cell) => cell.setAttribute("role", "gridcell"));
  hold(table, stops.find((stop) => stop === document.activeElement || stop.tabIndex === 0) ?? stops[0]);
  if (known) return;
  hold(table, stops[0]);
  on("focusin", ({ target }) => target.closest("tbody") && hold(table, target), table);
  on("keydown", (event) => {
    const cells = lines(table);
    let row = cells.findIndex((line) => line.includes(event.target)), next;
    let column = cells[row]?.indexOf(event.target);
    const step = steps[event.key], end = { Home: 0, End: -1 }[event.key];
    if (row < 0 || event.altKey || event.metaKey || (!step && end === undefined)) return;
    if (step) do next = cells[row += step[0]]?.[column += step[1]]; while (next === null); // null: nothing to open there
    else next = cells[row].filter(Boolean).at(end);
    event.preventDefault();
    next?.focus();
  }, table);
}

/* a[data-dialog]: the page behind the link opens over this one; at any trouble the link is followed. */
async function openDialog(event) {
  const link = event.target.closest("a[data-dialog]"), dialog = document.getElementById("dialog");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    dialog.lastElementChild.replaceChildren(...page.querySelector("main").children);
    dialog.ariaLabel = dialog.querySelector("h1").textContent.trim();
    dialog.showModal();
  } catch { location = link.href; }
}

/* [data-toggle-all]: every free box of its fieldset at once. output[data-count=none]: how many are ticked. */
const boxes = (part, state = "") => all(`input[type=checkbox]:enabled${state}`, part.closest("details, fieldset, form"));
function count() {
  all("[data-count]").forEach((output) => {
    output.textContent = boxes(output, ":checked").length || output.dataset.count;
    output.parentNode.hidden = false;
  });
  all("[data-toggle-all]").forEach((button) => {
    button.hidden = false;
    button.ariaPressed = !boxes(button, ":not(:checked)").length;
  });
  all("[data-check]").forEach((button) => { button.ariaPressed = document.getElementById(button.dataset.check).checked; });
}
function toggle(button) {
  const open = button.ariaPressed !== "true";
  boxes(button).forEach((box) => { box.checked = open; });
  count();
}

/* [data-suggest-url]: GET url?text=… of all such fields of the form answers a fragment for #data-suggest-target. In it,
   [data-check=id] ticks a box, or takes its tick away, and shows which. */
let pause;
function suggest({ target: { dataset, form } }) {
  if (!dataset.suggestUrl) return;
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const text = all("[data-suggest-url]", form).map((field) => field.value).join("\n"), asked = pause;
    const answer = await fetch(`${dataset.suggestUrl}?text=${encodeURIComponent(text)}`).catch(() => ({}));
    if (!answer.ok) return;
    const found = await answer.text();
    if (asked !== pause) return;
    document.getElementById(dataset.suggestTarget).innerHTML = found;
    count();
  }, 400);
}
function check({ dataset }) {
  const box = document.getElementById(dataset.check);
  box.closest("details").open = true;
  box.click();
}

/* A second press of the same button is not a second act; a page met again with "back" starts afresh. */
function sendOnce(event) {
  if (event.target.method !== "post") return;
  if (event.target.ariaBusy) event.preventDefault();
  event.target.ariaBusy = "true";
}

on("click", (event) => {
  const button = event.target.closest("[data-toggle-all], [data-check]");
  if (!button) openDialog(event);
  else if (button.dataset.check) check(button);
  else toggle(button);
});
on("input", suggest);
on("change", count);
on("submit", sendOnce);
on("rove", ({ target }) => rove(target));
on("pageshow", () => all("form").forEach((form) => { form.ariaBusy = null; }), window);
all("[data-roving]").forEach(rove);
count();
