// Geen half leeg laatste blad: kies de letters en de schrijflijnen waarmee het laatste blad het volst is. Het blad wordt
// daarvoor even in kolommen van één bladzijde hoog gelegd: die breken op dezelfde plaatsen als papier.
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
  const apply = ({ scale, line }) => {
    main.style.fontSize = `${scale * body}px`;
    main.style.setProperty("--regel", `${line}mm`);
  };
  const measure = (choice) => {
    apply(choice);
    const start = main.getBoundingClientRect();
    const pages = Math.round(main.scrollWidth / width);
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const last = boxes.filter((box) => box.left - start.left >= (pages - 1) * width - 1);
    return { ...choice, pages, last: Math.max(...last.map((box) => box.bottom - start.top)) / height };
  };
  Object.assign(main.style, measuring);
  for (const part of main.querySelectorAll(".bleek")) part.style.breakBefore = "column";
  let best = measure({ scale: 1, line: 7.5 });
  for (const scale of [1, 0.96, 0.92]) {
    for (const line of [7, 8, 9, 10, 11.5, 13]) {
      const tried = measure({ scale, line });
      const better = tried.pages < best.pages || (tried.pages === best.pages && tried.last > best.last);
      if (tried.pages <= best.pages && better) best = tried;
    }
    if (best.last > 0.6) break;
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
  for (const part of main.querySelectorAll(".bleek")) part.style.breakBefore = "";
  apply(best);
  Object.assign(main.dataset, { pages: best.pages, last: filled.last }); // hoe vol het laatste blad is
});
