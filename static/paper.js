/* button[data-print]: the browser's own printing, where there are scripts to ask for it. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
