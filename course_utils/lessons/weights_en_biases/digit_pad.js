// Het tekenvel: de inkt komt hier op het scherm, in hetzelfde beeldje als de beweging. Python leest mee en stuurt het
// plaatje van de lagen terug. Zolang er een vraag loopt, wacht alleen het nieuwste vel: er ontstaat nooit een rij.

const STEP = 14; // een druk op een pijltje
// De pijltjes, en de toetsen op de hoeken van het cijferblok voor schuin.
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};
const KEYS =
  "Toetsenbord: pijltjes bewegen de pen, Home, End, Page Up en Page Down gaan schuin, spatie zet de pen neer of tilt hem op, Backspace haalt een lijn weg, Delete wist alles.";

const [BLUE, GREY, INK, ORANGE, PURPLE] = ["#0072B2", "#7A8793", "#22303C", "#E69F00", "#CC79A7"]; // zoals in style.py

// Teken alle lagen; dezelfde maten en dezelfde teksten als de vaste versie (`picture` in digit_pad.py).
function drawLayers(canvas, layout, frame, paper) {
  const sharp = Math.min(3, Math.max(1, window.devicePixelRatio));
  [canvas.width, canvas.height] = [layout.width * sharp, layout.height * sharp];
  const pen = canvas.getContext("2d");
  pen.scale(sharp, sharp);
  const text = (words, x, y, size, align = "right", color = INK, weight = 400) => {
    [pen.font, pen.textAlign, pen.textBaseline, pen.fillStyle] = [
      `${weight} ${size}px "DejaVu Sans", Verdana, sans-serif`,
      align,
      "middle",
      color,
    ];
    pen.fillText(words, x, y);
  };
  const bar = (x, y, width, height, color) => {
    pen.fillStyle = color;
    pen.fillRect(x, y - height / 2, width, height);
  };
  const frameAround = (x, y, width, height, color, dash = []) => {
    pen.setLineDash(dash);
    [pen.strokeStyle, pen.lineWidth] = [color, dash.length ? 1.5 : 1];
    pen.strokeRect(x, y, width, height);
    pen.setLineDash([]);
  };

  const small = make("canvas", { width: 28, height: 28 });
  const dots = new ImageData(28, 28);
  frame.image.forEach((value, i) => dots.data.set([255 - value, 255 - value, 255 - value, 255], 4 * i));
  small.getContext("2d").putImageData(dots, 0, 0);
  let [x, y, side] = layout.sheet;
  pen.drawImage(paper, x, y, side, side);
  frameAround(x, y, side, side, GREY);
  text("jouw vel", x, y - 14, 17, "left");
  if (frame.box) {
    const [top, bottom, left, right] = frame.box.map((value) => (value * 2 * side) / paper.width);
    frameAround(x + left, y + top, right - left, bottom - top, BLUE, [5, 3]);
  }
  const middle = x + side / 2;
  const tip = layout.image[1] - 28;
  pen.beginPath();
  pen.moveTo(middle, y + side + 6);
  pen.lineTo(middle, tip - 8);
  [pen.strokeStyle, pen.lineWidth] = [GREY, 2.5];
  pen.stroke();
  pen.beginPath();
  for (const [dx, dy] of [
    [0, 0],
    [-6, -10],
    [6, -10],
  ])
    pen.lineTo(middle + dx, tip + dy);
  pen.fillStyle = GREY;
  pen.fill();

  [x, y, side] = layout.image;
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, x, y, side, side);
  pen.imageSmoothingEnabled = true;
  frameAround(x, y, side, side, GREY);
  frameAround(x + side / 7, y + side / 7, (5 * side) / 7, (5 * side) / 7, BLUE, [5, 3]);
  const center = (side * 14.5) / 28; // het vakje waar het zwaartepunt in komt
  bar(x + center - 8, y + center, 16, 1.5, BLUE);
  bar(x + center - 0.75, y + center, 1.5, 16, BLUE);

  for (const [fromX, fromY, toX, toY, width, positive] of frame.lines) {
    [pen.strokeStyle, pen.lineWidth] = [positive ? ORANGE : PURPLE, width];
    pen.setLineDash(positive ? [] : [6, 4]);
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
    pen.stroke();
  }
  pen.setLineDash([]);
  [pen.lineWidth, pen.strokeStyle, pen.textAlign, pen.font] = [
    6,
    "#FFFFFF",
    "left",
    '17px "DejaVu Sans", Verdana, sans-serif',
  ];
  pen.strokeText("784 beeldpunten", x, y - 14); // een wit randje, want hier lopen lijnen langs
  text("784 beeldpunten", x, y - 14, 17, "left");
  layout.columns.forEach((left, layer) => {
    text(`laag ${layer + 1}`, left, 16, 17, "center");
    frame.hidden[layer].forEach(([value, words], i) => {
      bar(left, layout.rows[i], layout.bar * Math.min(1, value / layout.full_bar), 14, BLUE);
      text(words, left - 5, layout.rows[i], 16, "right", value > 0 ? INK : GREY);
    });
  });
  text(String(frame.answer), layout.output + 20, 42, 50, "center", INK, 700);
  frame.chances.forEach(([chance, words], digit) => {
    const row = layout.digits[digit];
    text(String(digit), layout.output - 5, row, 20);
    bar(layout.output, row, Math.max(1.5, layout.bar * chance), 22, digit === frame.answer ? BLUE : GREY);
    text(words, layout.output + layout.bar * chance + 5, row, 16, "left");
  });
}

export function render({ model, el }) {
  const { side, pen, example, nonsense, collect, layout, root_class } = model.get("description");
  const sheet = make("canvas", {
    width: 2 * side,
    height: 2 * side,
    tabindex: 0,
    role: "application",
    "aria-roledescription": "tekenvel",
    "aria-label": `Tekenvel. Teken een cijfer. ${KEYS}`,
  });
  const ink = sheet.getContext("2d");
  const small = make("canvas", { width: side, height: side });
  const reader = small.getContext("2d", { willReadFrequently: true });
  const nib = make("span", { className: "hoe-ai-nib", hidden: "", "aria-hidden": "true" });
  const hint = make("span", { className: "hoe-ai-hint", "aria-hidden": "true" }, "voorbeeld: teken er zelf een");
  const picture = make("canvas", {
    role: "img",
    width: layout.width,
    height: layout.height,
    "aria-label": "Alle lagen van het netwerk; de zin eronder zegt wat het leest.",
  });
  const alarm = make("p", { className: "hoe-ai-note", role: "alert" });
  const sentence = make("p", { className: "hoe-ai-sentence" });
  const note = make("p", { className: "hoe-ai-note" });
  const spoken = make("p", { className: "hoe-ai-hidden", role: "status" });

  // --- De lijnen op het vel. Het vel is steeds opnieuw te tekenen uit `strokes`; daardoor kan alles ongedaan.
  let strokes = example.map((stroke) => [...stroke]);
  let untouched = true; // het voorbeeld staat er nog: de eerste eigen lijn veegt het weg
  let stale = false; // wat er staat is bewaard: de volgende lijn begint een nieuw cijfer
  let drawing = null; // de lijn waar de muis, pen of vinger mee bezig is
  let hand = [side / 2, side / 2]; // de pen van het toetsenbord
  let down = false;

  function segment([x, y], [toX, toY]) {
    ink.fillStyle = ink.strokeStyle = untouched ? GREY : INK;
    ink.beginPath();
    ink.arc(2 * toX, 2 * toY, pen, 0, 7); // een lijn zonder lengte tekent niet elke browser
    ink.fill();
    [ink.lineWidth, ink.lineCap, ink.lineJoin] = [2 * pen, "round", "round"];
    ink.beginPath();
    ink.moveTo(2 * x, 2 * y);
    ink.lineTo(2 * toX, 2 * toY);
    ink.stroke();
  }
  function redraw() {
    ink.clearRect(0, 0, sheet.width, sheet.height);
    for (const stroke of strokes) stroke.forEach((point, i) => segment(stroke[Math.max(0, i - 1)], point));
    hint.hidden = !untouched;
  }
  function begin(point) {
    if (untouched || stale) replace([]);
    const stroke = [point];
    strokes.push(stroke);
    segment(point, point);
    changed();
    return stroke;
  }
  function extend(stroke, point) {
    segment(stroke.at(-1), point);
    stroke.push(point);
    changed();
  }
  function replace(fresh) {
    [strokes, untouched, stale, drawing, down] = [fresh, false, false, null, false];
    showNib();
    redraw();
    changed();
  }
  const undo = () => replace(strokes.slice(0, -1));
  const clear = () => replace([]);

  // --- Muis, pen en vinger.
  const place = (event) => {
    const box = sheet.getBoundingClientRect();
    return [((event.clientX - box.left) * side) / box.width, ((event.clientY - box.top) * side) / box.height];
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    sheet.focus({ preventScroll: true });
    sheet.setPointerCapture(event.pointerId);
    nib.hidden = true;
    down = false;
    drawing = begin(place(event));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!drawing || !event.isPrimary) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) extend(drawing, place(move));
  });
  for (const name of ["pointerup", "pointercancel"]) sheet.addEventListener(name, () => (drawing = null));

  // --- Toetsenbord.
  const held = new Set();
  function showNib() {
    nib.style.left = `${hand[0]}px`;
    nib.style.top = `${hand[1]}px`;
    nib.dataset.down = String(down);
  }
  sheet.addEventListener("keydown", (event) => {
    const stop = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      stop();
      undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Backspace" || event.key === "Delete") {
      stop();
      (event.key === "Delete" ? clear : undo)();
    } else if (event.key === " ") {
      stop();
      if (event.repeat) return;
      down = !down;
      const starts = down;
      if (starts) {
        begin([...hand]);
        down = true; // het wegvegen van het voorbeeld tilt de pen op
      }
      tellPen();
    } else if (event.key in DIRECTIONS) {
      stop();
      held.add(event.key);
      const keys = [...held].filter((key) => key.startsWith("Arrow") && event.key.startsWith("Arrow"));
      const [dx, dy] = (keys.length ? keys : [event.key]).reduce(
        ([x, y], key) => [x + DIRECTIONS[key][0], y + DIRECTIONS[key][1]],
        [0, 0],
      );
      const keepOn = (value) => Math.min(side - pen / 2, Math.max(pen / 2, value));
      hand = [keepOn(hand[0] + STEP * dx), keepOn(hand[1] + STEP * dy)];
      if (down && strokes.length) extend(strokes.at(-1), [...hand]);
    } else return;
    nib.hidden = false;
    showNib();
  });
  sheet.addEventListener("keyup", (event) => held.delete(event.key));
  sheet.addEventListener("blur", () => {
    held.clear();
    nib.hidden = true;
  });
  const tellPen = () => (spoken.textContent = down ? "Pen neer." : "Pen omhoog.");

  // --- Beurt om beurt met Python.
  let request = 0;
  let waiting = false;
  let dirty = false;
  let keep = null;
  let silence = 0;
  let calm = 0;
  const tell = (text) => alarm.textContent !== text && (alarm.textContent = text);
  const connections = make("input", { type: "checkbox" });
  connections.addEventListener("change", () => changed());

  function changed() {
    dirty = true;
    root.setAttribute("aria-busy", "true");
    requestAnimationFrame(ask); // eerst de inkt op het scherm
  }
  function ask() {
    if (waiting || !dirty) return;
    [dirty, waiting, request] = [false, true, request + 1];
    reader.clearRect(0, 0, side, side);
    reader.drawImage(sheet, 0, 0, side, side);
    const pixels = reader.getImageData(0, 0, side, side).data;
    const grey = new Uint8Array(side * side);
    for (let i = 0; i < grey.length; i += 1) grey[i] = pixels[4 * i + 3]; // doorzichtig is papier
    silence = setTimeout(() => tell(NO_ANSWER), SILENCE);
    model.send({ request, connections: connections.checked, keep }, undefined, [grey.buffer]);
    keep = null;
  }

  function show(frame) {
    drawLayers(picture, layout, frame, sheet);
    [root.dataset.answer, root.dataset.request] = [frame.answer, frame.request ?? 0];
    sentence.textContent = frame.sentence;
  }
  function receive(frame) {
    clearTimeout(silence);
    tell("");
    if (frame.note) note.textContent = frame.note;
    show(frame);
    clearTimeout(calm);
    calm = setTimeout(() => (spoken.textContent = [note.textContent, sentence.textContent].join(" ")), CALM);
    if (frame.request !== request) return;
    waiting = false;
    root.setAttribute("aria-busy", String(dirty));
    ask();
  }

  const buttons = make("div", { className: "hoe-ai-row" }, makeButton("Maak ongedaan", undo), makeButton("Wis", clear));
  const paper = make(
    "div",
    { className: "hoe-ai-paper" },
    make("div", { className: "hoe-ai-sheet" }, sheet, nib, hint),
    buttons,
  );
  const stuff = Object.entries(nonsense).map(([name, lines]) =>
    makeButton(name, () => replace(lines.map((stroke) => [...stroke]))),
  );
  if (stuff.length) paper.append(make("div", { className: "hoe-ai-row" }, ...stuff));
  if (collect) {
    const save = (digit) => () => {
      if (untouched) return (note.textContent = `Dit is het voorbeeld. Teken eerst zelf een ${digit}.`);
      [keep, stale] = [digit, strokes.length > 0];
      changed();
    };
    const labels = Array.from({ length: 10 }, (_, digit) =>
      makeButton(String(digit), save(digit), { "aria-label": `Bewaar als ${digit}` }),
    );
    paper.append(
      make("p", { className: "hoe-ai-note" }, "Bewaar als:"),
      make("div", { className: "hoe-ai-row hoe-ai-labels" }, ...labels),
    );
  }
  const keys = make("details", { className: "hoe-ai-note" }, make("summary", {}, "Tekenen met het toetsenbord"), KEYS);
  paper.append(
    make("label", {}, connections, "Sterkste verbindingen: oranje vóór het antwoord, paars ertegen"),
    note,
    keys,
  );
  const root = make(
    "div",
    { className: `${root_class} hoe-ai-pad` },
    make("div", { className: "hoe-ai-desk" }, paper, make("div", { className: "hoe-ai-picture" }, picture, alarm)),
    sentence,
    spoken,
  );
  keepKeys(root);
  el.append(root);
  redraw();
  show(model.get("frame"));
  model.on("msg:custom", receive);
  return () => {
    model.off("msg:custom", receive);
    clearTimeout(silence);
    clearTimeout(calm);
  };
}
