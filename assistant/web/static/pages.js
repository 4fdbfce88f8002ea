// Comforts only: every page works without them.
"use strict";
const said = document.getElementById("said");

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-copy]");
  if (link && navigator.clipboard) {
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => {
      const shown = link.dataset.shown || (link.dataset.shown = link.textContent);
      link.textContent = said.dataset.copied;
      said.textContent = said.dataset.copied;
      setTimeout(() => { link.textContent = shown; said.textContent = ""; }, 1600);
    });
  }
  if (event.target.closest("[data-print]")) window.print();
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

// A long table of contents is folded on a phone.
const contents = document.querySelector("[data-contents]");
if (contents && matchMedia("(max-width: 900px)").matches) contents.open = false;

// An address names the clause; the marked sentence may stand far below its beginning. The browser itself goes to the clause when
// everything is loaded, so this comes after.
const marked = document.getElementById("marked");
addEventListener("load", () => requestAnimationFrame(() => {
  const aimed = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (marked && (!aimed || aimed.contains(marked))) marked.scrollIntoView({ block: "center" });
}));
