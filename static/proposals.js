/* [data-poll]: looks at this page again every second and shows what is new; once it leads elsewhere, follows. */
async function look() {
  const here = document.querySelector("[data-poll]");
  if (!here) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) { location.replace(answer.url); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-poll]");
    if (!answer.ok || !next) { location.reload(); return; }
    if (!here.contains(document.activeElement)) here.replaceChildren(...next.children);
  } catch { /* the machine sleeps, or the server restarts: the next look tells */ }
  setTimeout(look, 1000);
}
setTimeout(look, 500);
