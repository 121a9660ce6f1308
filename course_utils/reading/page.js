// Brengt de pagina tot leven: de figuren zodra zij bijna in beeld zijn, de vragen meteen.
import "../handwriting/digit_pad.js";
import { render as renderBits } from "../lessons/precisie/bit_switches.js";
import { render as renderFigure } from "../live/live.js";
import { make, makeButton } from "../live/widgets.js";
import { render as renderCard } from "../questions/card.js";
import { bitModel } from "./bits.js";
import { makeNumber, makePrediction, makeQuiz } from "./cards.js";
import { padModel } from "./pad.js";
import { tableModel, unpack } from "./scenes.js";
import { makeStore } from "./store.js";

const TITLES = { terugblik: "Terugblik", pauze: "Pauze", eindquiz: "Eindquiz" };
const NEAR = "800px"; // zo ver buiten beeld begint het uitpakken
const all = (selector) => document.querySelectorAll(selector);
const stored = async (id) => unpack((await arrived(id)).textContent);

/** Een stuk gegevens, zodra het helemaal binnen is: op een traag net komt de pagina in stukken. */
function arrived(id) {
  return new Promise((resolve) => {
    const look = () => {
      const found = document.getElementById(id);
      if (!found || (document.readyState === "loading" && !found.nextSibling)) return;
      watch.disconnect();
      resolve(found);
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true });
    document.addEventListener("DOMContentLoaded", look);
    look();
  });
}

/** Zet iets levends op de plaats van wat er vast stond. */
function enliven(place, render, model) {
  const canvas = make("div", { className: "doek" });
  place.append(canvas);
  render({ model, el: canvas });
  place.dataset.leeft = "";
}

const KINDS = { figuur: [renderFigure, tableModel], vel: [renderFigure, padModel], bits: [renderBits, bitModel] };

async function startFigure(place) {
  const [render, model] = KINDS[place.dataset.soort];
  enliven(place, render, model(await stored(place.dataset.standen)));
}

async function startQuestions() {
  const data = await stored("vragen");
  const store = makeStore(data.version);
  const predictions = {};
  const show = (place, open) => {
    for (const part of all(`[data-na="${place}"]`)) part.open = open;
  };
  for (const id of Object.keys(data.voorspel)) {
    predictions[id] = makePrediction(data, id, store, () => show(id, true));
    show(id, predictions[id].done());
    for (const part of all(`[data-na="${id}"]`))
      part.addEventListener("toggle", () => part.open && predictions[id].peek());
  }
  for (const place of all("[data-kaart]")) {
    const [kind, id] = place.dataset.kaart.split(" ");
    if (kind === "voorspel") enliven(place, renderCard, predictions[id].question);
    else if (kind === "onthul") enliven(place, renderCard, predictions[id].result);
    else if (kind === "opdracht") startNumber(place, id, data.opdracht[id], store);
    else enliven(place, renderCard, makeQuiz(TITLES[kind], data[kind], store));
  }
  startSaving(store);
}

function startNumber(place, id, exercise, store) {
  const { card, check } = makeNumber(id, exercise, store);
  const input = make("input", { type: "text", autocomplete: "off", id: `antwoord-${id}`, inputmode: "text" });
  const label = make("label", { for: input.id }, `Jouw antwoord op opdracht ${id}`);
  const form = make(
    "form",
    { className: "hoe-ai-live antwoord" },
    label,
    input,
    makeButton("Kijk na", null, { type: "submit" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(input.value);
  });
  place.append(form);
  enliven(place, renderCard, card);
}

function startSaving(store) {
  const place = document.querySelector(".bewaar");
  const kept = store.isKept()
    ? "Je antwoorden blijven in deze browser staan, en nergens anders."
    : "Deze browser bewaart niets: je antwoorden verdwijnen als je de pagina sluit. Bewaar ze als bestand.";
  const save = () => {
    const file = URL.createObjectURL(new Blob([store.asText()], { type: "application/json" }));
    make("a", { href: file, download: "voortgang.json" }).click();
    setTimeout(() => URL.revokeObjectURL(file), 10_000);
  };
  const clear = () => {
    if (!window.confirm("Al je antwoorden in deze browser wissen, van alle lessen?")) return;
    store.clear();
    window.location.reload();
  };
  const buttons = make(
    "div",
    { className: "hoe-ai-row" },
    makeButton("Bewaar als voortgang.json", save),
    makeButton("Wis", clear),
  );
  place.append(make("div", { className: "hoe-ai-live" }, make("p", { role: "status" }, kept), buttons));
  place.hidden = false;
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      startFigure(target).catch(console.error); // dan blijft het vaste plaatje staan
    }
  },
  { rootMargin: NEAR },
);
for (const place of all("[data-standen]")) observer.observe(place);
if (all("[data-kaart]").length) startQuestions().catch(console.error);
