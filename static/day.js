/* [data-live=url]: asks that address every few seconds whether the page is out of date (304: it is not), and then puts the
   same part of [data-page=url] in its place. [data-turns=when]: the page changes by itself then. [data-until=when]: minutes that are left.
   [data-clock=zone]: the time there. */
const EVERY = 5000;
const live = () => document.querySelector("[data-live]");
let tag = live()?.dataset.version, turned = 0;

async function renew() {
  const answer = await fetch(live().dataset.page, { cache: "no-store" });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!answer.ok || !next) throw new Error("no page");
  const here = live(), focused = here.contains(document.activeElement) ? document.activeElement : null;
  const place = focused?.closest("[id]")?.id, words = focused?.textContent;
  const open = [...here.querySelectorAll("details")].filter((each) => each.open).map((each) => each.querySelector("summary").firstChild.data);
  here.replaceWith(next);
  next.querySelectorAll("details").forEach((each) => { each.open ||= open.includes(each.querySelector("summary").firstChild.data); });
  if (!focused) return;
  const stops = [...(document.getElementById(place) ?? next).querySelectorAll("a, button, summary")];
  (stops.find((each) => each.textContent === words) ?? stops[0])?.focus();
}

async function look() {
  try {
    const answer = await fetch(live().dataset.live, { cache: "no-store", headers: { "If-None-Match": `"${tag}"` } });
    const turns = Date.parse(live().dataset.turns || "");
    const turn = turns <= Date.now() && turns !== turned;
    if (answer.status === 200 || turn) {
      await renew();
      if (answer.status === 200) tag = (await answer.text()).trim();
      turned = turns;
    }
  } catch { /* the network is away: the next look tells */ }
  setTimeout(look, EVERY);
}

function tick() {
  for (const each of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.ceil((Date.parse(each.dataset.until) - Date.now()) / 60000));
    each.textContent = `${left} min`;
  }
  for (const each of document.querySelectorAll("[data-clock]")) {
    const options = { hour: "numeric", minute: "2-digit", timeZone: each.dataset.clock };
    each.textContent = new Intl.DateTimeFormat(`${document.documentElement.lang}-CA`, options).format(new Date());
  }
  setTimeout(tick, 1000);
}
if (live()) { setTimeout(look, EVERY); tick(); }
