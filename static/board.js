/* The coordinator's board, quicker: what other people do shows within seconds, filters answer as one types, and a
   session or a need is picked and placed by mouse, touch or keyboard. Each act is the form or link that works alone;
   the address always says what is shown and picked, so that looking again is reading it again. */
const desk = document.getElementById("desk"), dialog = document.getElementById("dialog");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, act, root = document) => root.addEventListener(type, act);
const PICK = ["need", "booking", "seen"], EVERY = 3000;
let version = desk?.dataset.version, dragged = null, asked = 0, sending = false, picked = false, typing, toasting, told;

const picking = () => PICK.some((name) => new URL(location).searchParams.has(name));
const key = (cell) => [cell.className.replace(/ ?\b(fresh|over)\b/g, ""), cell.textContent, cell.firstElementChild?.href, cell.dataset.reach].join("|");
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

/* What of a cell is news: its session, or, while nothing is picked, all that it says. */
const standing = ({ dataset: { uid, seen }, textContent }) => (picked ? `${uid} ${seen}` : textContent);
/* One cell as it is now; what has the focus, or is being dragged, keeps it. */
function renew(cell, next, mark) {
  if (key(cell) === key(next)) return;
  const link = cell.firstElementChild, had = cell.contains(document.activeElement), was = standing(cell), changed = was !== standing(next);
  cell.className = next.className;
  for (const name of ["uid", "seen", "reach", "locked"]) {
    if (next.dataset[name] === undefined) delete cell.dataset[name];
    else cell.dataset[name] = next.dataset[name];
  }
  if (link && link === dragged) return;
  const stop = link?.tabIndex ?? -1;
  cell.replaceChildren(...next.childNodes);
  if (cell.firstElementChild) cell.firstElementChild.tabIndex = stop;
  if (had) cell.firstElementChild?.focus();
  if (mark && changed) {
    cell.classList.add("fresh");
    setTimeout(() => cell.classList.remove("fresh"), 6000);
  }
}

/* The tables cell by cell while they hold the same experts and hours, else anew. */
function renewBoards(part, next, mark) {
  const shape = (root) => all("[data-expert], [data-slot]", root).map((head) => head.dataset.expert ?? head.dataset.slot).join("|");
  if (shape(part) !== shape(next)) { part.replaceChildren(...next.childNodes); all("table", part).forEach(tellRoving); return; }
  all(".sheet", part).forEach((sheet, index) => { sheet.className = all(".sheet", next)[index].className; });
  const lines = all("tbody tr", next);
  all("tbody tr", part).forEach((line, index) => {
    line.className = lines[index].className;
    const head = line.querySelector("th a"), now = lines[index].querySelector("th a");
    if (head && now && head.href !== now.href) { head.href = now.href; head.toggleAttribute("data-dialog", now.hasAttribute("data-dialog")); }
  });
  const cells = all("td", next), heads = all("tbody th small", next);
  all("tbody th small", part).forEach((said, index) => { said.textContent = heads[index].textContent; });
  all("td", part).forEach((cell, index) => renew(cell, cells[index], mark));
  all(".pages", part).forEach((nav, index) => nav.replaceWith(all(".pages", next)[index] ?? ""));
}
const tellRoving = (table) => table.dispatchEvent(new Event("rove", { bubbles: true }));

/* The page's parts as they are now. */
function merge(page, mark = false) {
  const fresh = page.getElementById("desk");
  if (!fresh) { location.reload(); return; }
  version = fresh.dataset.version;
  picked = Boolean(desk.querySelector("[data-reach]") || fresh.querySelector("[data-reach]"));
  for (const part of all("[data-part]")) {
    const next = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!next) continue;
    if (part.dataset.part === "boards") { renewBoards(part, next, mark); continue; }
    if (part.innerHTML === next.innerHTML || (dragged && part.contains(dragged))) continue;
    if (part.dataset.part === "notices" && !next.childElementCount) continue; // it is read until the next act
    const held = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    part.hidden = next.hidden;
    part.className = next.className;
    part.replaceChildren(...next.childNodes);
    if (held) all("[data-pick]", part).find((link) => held.includes(link.dataset.need ?? link.dataset.uid))?.focus();
  }
}

/* Show that address; of two asked for, the later. */
async function show(url, mark = false) {
  const turn = ++asked;
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  const text = await answer.text();
  if (turn !== asked) return;
  history.replaceState(null, "", url);
  merge(parsed(text), mark);
}
/* What the server could not be asked is said, and what is shown stays. */
const saying = (act) => act.catch(() => {
  const notice = Object.assign(document.createElement("div"), { className: "notice is-error", role: "alert" });
  notice.append(Object.assign(document.createElement("p"), { textContent: desk.dataset.trouble }));
  dialog.close();
  notices([notice]);
});
/* What somebody else has just done, for a moment, wherever on the board one looks. */
function toast() {
  const said = desk.querySelector(".news li")?.textContent.trim(), place = desk.querySelector(".toast");
  if (!said || said === told) return;
  place.textContent = told = said;
  place.hidden = false;
  clearTimeout(toasting);
  toasting = setTimeout(() => { place.hidden = true; }, 8000);
}
function address(change) {
  const url = new URL(location);
  change(url.searchParams);
  return url.href;
}
const without = (search) => PICK.forEach((name) => search.delete(name));

/* Whoever picked something while it was under way has asked for more than it would show. */
async function look() {
  const turn = asked;
  try {
    if (!document.hidden && !dragged) {
      const answer = await fetch("/coordination/board/version", { cache: "no-store", headers: { "If-None-Match": `"${version}"` } });
      if (answer.status === 200 && (await answer.text()) !== version && turn === asked) { await show(location.href, true); toast(); }
    }
  } catch { /* the server restarts: the next look tells */ }
}

/* Pick: the same board, on which every cell says whether it may come there. */
async function pick(link) {
  dialog.close();
  const from = new URL(link.href).searchParams;
  notices([]);
  await show(address((search) => {
    without(search);
    PICK.forEach((name) => from.has(name) && search.set(name, from.get(name)));
    if (from.get("day") && search.get("day") !== "all") search.set("day", from.get("day"));
  }));
  if (dragged) return;
  const here = desk.querySelector("[data-reach=here] a"), best = desk.querySelector("[data-best]");
  if (here || !best) (here ?? desk.querySelector("[data-reach=can] a"))?.focus();
  else await find(best);
}
/* The row of one who fits best, on whatever page it is. */
async function find(link) {
  const { best } = link.dataset, row = () => desk.querySelector(`tr[data-expert="${CSS.escape(best)}"]`);
  if (!row()) await show(link.href);
  (row()?.querySelector("[data-reach=can] a") ?? row()?.querySelector("a"))?.focus();
}
async function unpick() {
  if (!picking()) return;
  const { uid } = desk.querySelector("[data-reach=here]")?.dataset ?? {};
  await show(address(without));
  if (uid) desk.querySelector(`[data-uid="${uid}"] a`)?.focus();
}

/* Send what a form, or the link of a green cell, says; a refusal comes back as the board with its reason. A second press
   while the first is under way is not a second act. */
async function send(action, fields, after) {
  if (sending) return;
  sending = true;
  await saying(post(action, fields, after)).finally(() => { sending = false; });
}
async function post(action, fields, after) {
  fields.set("csrf_token", desk.dataset.csrf);
  new URL(location).searchParams.forEach((value, name) => { if (!fields.has(name) && !PICK.includes(name)) fields.append(name, value); });
  const answer = await fetch(action, { method: "POST", body: fields });
  const page = parsed(await answer.text());
  const asking = dialog.open && !answer.ok && !page.getElementById("desk");
  if (asking) { dialog.lastElementChild.replaceChildren(...page.querySelector("main").children); return; } // as it was typed
  dialog.close();
  if (!answer.ok) {
    if (page.getElementById("desk")) merge(page);
    else notices(all("main", page).flatMap((main) => [...main.children]));
    desk.querySelector("[data-part=notices]").scrollIntoView({ block: "nearest" });
    return;
  }
  await show(address(without), true);
  told = desk.querySelector(".news li")?.textContent.trim(); // one's own act is no news
  notices(all("main > .notice", page), 30_000);
  after?.();
}
/* What was done, or why not; good news goes when it is over: the messages have left, nothing is to be taken back. */
function notices(found, lasts = 0) {
  desk.querySelector("[data-part=notices]").replaceChildren(...found);
  if (lasts) setTimeout(() => {
    if (found[0]?.isConnected) notices([]);
    if (!sending && !dragged) saying(show(location.href));
  }, lasts);
}
function place(link) {
  const cell = link.closest("td"), fields = new URLSearchParams(new URL(link.href).search);
  return send("/coordination/board/place", fields, () => cell.querySelector("a")?.focus());
}

if (desk) {
  on("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const picks = link.matches("[data-pick], .pick-link"), places = link.closest("[data-reach=can]");
    const filters = link.closest("[data-part=days], .pages");
    if (!picks && !places && !filters && !link.matches("[data-unpick], [data-best]")) return;
    event.preventDefault();
    if (picks) saying(pick(link));
    else if (link.matches("[data-best]")) saying(find(link));
    else if (places) place(link);
    else if (filters) {
      const from = new URL(link.href).searchParams;
      saying(show(address((search) => ["day", "page"].forEach((name) => from.has(name) ? search.set(name, from.get(name)) : search.delete(name)))));
    } else saying(unpick());
  });
  on("keydown", (event) => { if (event.key === "Escape" && !dialog.open) saying(unpick()); });
  on("submit", (event) => {
    const form = event.target, action = form.getAttribute("action") ?? "";
    if (form.id === "look") { event.preventDefault(); filter(); }
    if (event.defaultPrevented || form.method !== "post" || !action.startsWith("/coordination/board/")) return;
    event.preventDefault();
    send(action, new URLSearchParams(new FormData(form))).finally(() => { form.ariaBusy = null; });
  });
  const filter = () => saying(show(address((search) => {
    search.delete("page");
    new FormData(document.getElementById("look")).forEach((value, name) => {
      if (["day", ...PICK].includes(name)) return;
      value ? search.set(name, value) : search.delete(name);
    });
  })));
  on("input", ({ target }) => {
    if (target.form?.id !== "look") return;
    clearTimeout(typing);
    typing = setTimeout(filter, target.type === "search" ? 250 : 0);
  });

  on("dragstart", (event) => {
    const link = event.target.closest?.("[data-pick], td[data-uid]:not([data-locked]) a");
    if (!link || !desk.contains(link)) return;
    dragged = link;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", link.textContent.trim());
    const { uid, seen } = (link.closest("td") ?? link).dataset;
    const what = uid ? `booking=${uid}&seen=${seen}` : `need=${link.dataset.need}`;
    saying(pick({ href: `${location.origin}/coordination/board?${what}` }));
  });
  const target = ({ target: { closest }, target: element }) => closest && element.closest("td[data-reach]:not([data-reach=here]) a[href*='/board/place']")?.closest("td");
  on("dragover", (event) => {
    const cell = dragged && target(event);
    all("td.over").forEach((each) => each !== cell && each.classList.remove("over"));
    if (!cell) return;
    event.preventDefault();
    cell.classList.add("over");
  });
  on("drop", (event) => {
    const cell = dragged && target(event);
    if (!cell) return;
    event.preventDefault();
    dragged = null;
    cell.querySelector("a").click();
  });
  on("dragend", () => {
    all("td.over").forEach((each) => each.classList.remove("over"));
    if (dragged) { dragged = null; saying(unpick()); }
  });

  on("visibilitychange", look);
  (function again() { setTimeout(async () => { await look(); again(); }, EVERY); })();
}
