// Brengt de pagina tot leven: elke figuur zodra zij bijna in beeld is en haar standen er zijn.
import { render as renderFigure } from "../live/live.js";
import { tableModel, unpack } from "./scenes.js";

const NEAR = "800px"; // zo ver buiten beeld begint het uitpakken

async function enliven(place) {
  const stored = document.getElementById(place.dataset.standen);
  renderFigure({ model: tableModel(await unpack(stored.textContent)), el: place.querySelector(".doek") });
  stored.remove(); // het uitgepakte staat al in het geheugen
  place.dataset.leeft = "";
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      enliven(target).catch(console.error); // dan blijft het vaste plaatje staan
    }
  },
  { rootMargin: NEAR },
);
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-standen]")) observer.observe(place);
});
