// Het certificaat telt uit voortgang.json wat er per les gedaan is. Het bestand blijft in de browser.
const message = document.querySelector("#melding");

document.querySelector("#print").addEventListener("click", () => window.print());
document.querySelector("#bestand").addEventListener("change", async (event) => {
  message.textContent = "";
  for (const place of document.querySelectorAll("output")) place.textContent = "";
  try {
    const saved = JSON.parse(await event.target.files[0].text());
    for (const place of document.querySelectorAll("output")) fill(place, Object.entries(saved));
  } catch {
    message.textContent = "Dit bestand kan ik niet lezen. Kies voortgang.json uit de map mijn_cursus.";
  }
});

function fill(place, records) {
  const { les, voorspellingen, opdrachten } = place.dataset;
  const of = (kind, wanted) =>
    records.filter(([name, record]) => name.startsWith(`${kind} ${les}.`) && wanted(record)).length;
  const predicted = Math.min(
    of("voorspelling", (record) => record.keuze !== undefined),
    voorspellingen,
  );
  const solved = Math.min(
    of("opdracht", (record) => record.goed),
    opdrachten,
  );
  if (predicted || solved) {
    place.textContent = `${predicted} van de ${voorspellingen} voorspellingen, ${solved} van de ${opdrachten} opdrachten goed`;
  }
}
