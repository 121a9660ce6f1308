// Geen half leeg blad, ook niet voor een deel dat op een nieuw blad begint (.bleek): kies de letters en de schrijflijnen
// waarmee die bladen het volst zijn. Alles wordt daarvoor even in kolommen van één bladzijde hoog gelegd: die breken op
// dezelfde plaatsen als papier.
addEventListener("load", () => {
  const main = document.querySelector("main");
  const millimetre = 96 / 25.4;
  const width = 178 * millimetre;
  const height = 265 * millimetre;
  const measuring = {
    columns: "auto",
    columnWidth: `${width}px`,
    columnGap: "0",
    columnFill: "auto",
    width: `${width}px`,
    maxWidth: "none",
    height: `${height}px`,
    padding: "0",
    margin: "0",
  };
  const body = Number.parseFloat(getComputedStyle(main).fontSize);
  const parts = [...main.querySelectorAll("*")];
  const breaks = [...main.querySelectorAll(".bleek")];
  const scales = document.querySelector(".groot") ? [1] : [1, 0.96, 0.92]; // grote letters blijven groot
  const apply = ({ scale, line }) => {
    main.style.fontSize = `${scale * body}px`;
    main.style.setProperty("--regel", `${line}mm`);
  };
  const measure = (choice) => {
    apply(choice);
    const start = main.getBoundingClientRect();
    const pages = Math.round(main.scrollWidth / width);
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const column = (box) => Math.round((box.left - start.left) / width - 0.3);
    const fill = (page) =>
      Math.max(0, ...boxes.filter((box) => column(box) === page).map((box) => box.bottom - start.top)) / height;
    const before = breaks.map((part) => fill(column(part.firstElementChild.getBoundingClientRect()) - 1));
    const last = fill(pages - 1);
    return { ...choice, pages, last, ends: [...before, last], full: before.reduce((sum, one) => sum + one, last) };
  };
  Object.assign(main.style, measuring);
  for (const part of breaks) part.style.breakBefore = "column";
  let best = measure({ scale: 1, line: 7.5 });
  for (const scale of scales) {
    for (const line of [7, 8, 9, 10, 11.5, 13]) {
      const tried = measure({ scale, line });
      const better = tried.pages < best.pages || (tried.pages === best.pages && tried.full > best.full);
      if (tried.pages <= best.pages && better) best = tried;
    }
    if (Math.min(...best.ends) > 0.6) break;
  }
  // Wat er dan nog over is, zijn lijnen voor eigen vragen.
  let filled = best;
  for (const part of main.querySelectorAll(".eigen")) {
    const own = [...part.querySelectorAll(".lijn")];
    for (const line of own) line.hidden = true;
    part.hidden = false;
    for (const line of own) {
      line.hidden = false;
      const tried = measure(best);
      if (tried.pages > best.pages) {
        line.hidden = true;
        break;
      }
      filled = tried;
    }
    part.hidden = own.filter((line) => !line.hidden).length < 2;
  }
  main.style.cssText = "";
  for (const part of breaks) part.style.breakBefore = "";
  apply(best);
  // Hoe vol het laatste blad is, en het blad voor elk deel dat op een nieuw blad begint.
  Object.assign(main.dataset, { pages: best.pages, last: filled.last, before: filled.ends.slice(0, -1) });
});
