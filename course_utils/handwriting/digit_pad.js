// Het vel om op te tekenen, als regelaar van een levende figuur. De inkt komt hier op het scherm, in hetzelfde beeldje
// als de beweging; naar Python gaan de lijnen. Het doek wordt nooit teruggelezen.
import { MAKERS } from "../live/live.js";
import { make, makeButton, newId } from "../live/widgets.js";

const STEP = 14; // een druk op een pijltje
const RUBBER = 14; // zo ver van de gum verdwijnt inkt; digit_pad.css tekent hem even groot
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
  "Toetsenbord: pijltjes bewegen de pen, Home, End, Page Up en Page Down gaan schuin, spatie zet de pen neer of tilt hem op, Backspace haalt een lijn weg, Delete wist alles, G pakt de gum of legt hem weg.";

/** Van een punt naar een ander, met stapjes van hooguit 3. */
function between([x, y], [toX, toY]) {
  const steps = Math.ceil(Math.hypot(toX - x, toY - y) / 3) || 1;
  const part = (start, end, i) => Math.round(10 * (start + ((end - start) * (i + 1)) / steps)) / 10;
  return Array.from({ length: steps }, (_, i) => [part(x, toX, i), part(y, toY, i)]);
}
const dense = (line) => line.flatMap((point, i) => between(line[Math.max(0, i - 1)], point));

/** Wat er van een lijn overblijft als de gum langs deze punten gaat: de lijn zelf, of de stukken ernaast. */
function rubbed(stroke, path) {
  const points = dense(stroke);
  const stays = points.map(([x, y]) => path.every(([atX, atY]) => Math.hypot(atX - x, atY - y) > RUBBER));
  if (stays.every(Boolean)) return [stroke];
  const pieces = [];
  points.forEach((point, i) => {
    if (!stays[i]) return;
    if (i > 0 && stays[i - 1]) pieces.at(-1).push(point);
    else pieces.push([point]);
  });
  return pieces;
}

/** Het doek met de inkt: tekent lijnen van {strokes, example}, steeds opnieuw als er iets weggaat. */
function makeInk(spec) {
  const label = `Tekenvel. Teken een cijfer. ${KEYS}`;
  const size = 2 * spec.side;
  const looks = { width: size, height: size, tabindex: 0, role: "application", "aria-roledescription": "tekenvel" };
  const canvas = make("canvas", { ...looks, "aria-label": label });
  const pen = canvas.getContext("2d");
  const segment = ([x, y], [toX, toY]) => {
    pen.beginPath();
    pen.arc(2 * toX, 2 * toY, spec.pen, 0, 7); // een lijn zonder lengte tekent niet elke browser
    pen.fill();
    pen.beginPath();
    pen.moveTo(2 * x, 2 * y);
    pen.lineTo(2 * toX, 2 * toY);
    pen.stroke();
  };
  const redraw = ({ strokes, example }) => {
    pen.clearRect(0, 0, size, size);
    pen.fillStyle = example ? spec.faint : spec.ink;
    pen.strokeStyle = pen.fillStyle;
    pen.lineWidth = 2 * spec.pen;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    for (const stroke of strokes) {
      stroke.forEach((point, i) => {
        segment(stroke[Math.max(0, i - 1)], point);
      });
    }
  };
  return { canvas, segment, redraw };
}

function makeSheet(spec, change) {
  const { canvas, segment, redraw } = makeInk(spec);
  const nib = make("span", { className: "hoe-ai-nib", hidden: true, "aria-hidden": "true" });
  const hint = make("span", { className: "hoe-ai-hint", "aria-hidden": "true" }, "voorbeeld: teken er zelf een");
  const note = make("p", { className: "hoe-ai-note", "data-kind": "error", id: newId(), role: "alert" });
  const penState = make("p", { className: "hoe-ai-hidden", role: "status" });

  let sheet = { strokes: [], label: null, example: false };
  let drawing = null; // de lijn waar de hand mee bezig is
  let rubbing = false; // de hand houdt de gum vast
  let unrubbed = null; // wat er lag voor het gummen begon
  let hand = [spec.side / 2, spec.side / 2]; // de pen van het toetsenbord
  let down = false;

  const lay = (fresh) => {
    sheet = fresh;
    drawing = null;
    unrubbed = null;
    down = false;
    showNib();
    redraw(sheet);
    hint.hidden = !sheet.example;
  };
  const send = () => {
    sheet = { ...sheet }; // een nieuwe stand van dezelfde lijnen
    change(sheet);
  };
  const replace = (strokes) => {
    lay({ strokes, label: null, example: false });
    send();
  };
  const rub = (path) => {
    const strokes = sheet.strokes.flatMap((stroke) => rubbed(stroke, dense(path)));
    sheet = { strokes, label: null, example: false };
    redraw(sheet);
    hint.hidden = true;
    send();
  };
  const begin = (point) => {
    if (rubbing) {
      unrubbed = sheet.strokes;
      rub([point]);
      return [point];
    }
    // de eerste eigen lijn veegt het voorbeeld weg, en na bewaren begint een nieuw cijfer
    if (sheet.example || sheet.label !== null) lay({ strokes: [], label: null, example: false });
    unrubbed = null;
    const stroke = [point];
    sheet.strokes.push(stroke);
    segment(point, point);
    send();
    return stroke;
  };
  const extend = (stroke, points) => {
    if (rubbing) {
      rub([stroke.at(-1), ...points]);
      stroke.push(...points);
      return;
    }
    for (const point of points) {
      segment(stroke.at(-1), point);
      stroke.push(point);
    }
    send();
  };
  const undo = () => replace(unrubbed ?? sheet.strokes.slice(0, -1));
  const clear = () => replace([]);

  // --- Muis, pen en vinger.
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const scale = spec.side / box.width;
    return [event.clientX - box.left, event.clientY - box.top].map((value) => Math.round(10 * value * scale) / 10);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    nib.hidden = true;
    down = false;
    drawing = begin(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || !event.isPrimary) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    extend(drawing, (moves.length ? moves : [event]).map(place));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      drawing = null;
    });
  }

  // --- Toetsenbord.
  const held = new Set();
  function showNib() {
    nib.style.left = `${(100 * hand[0]) / spec.side}%`;
    nib.style.top = `${(100 * hand[1]) / spec.side}%`;
    nib.dataset.down = String(down);
  }
  const togglePen = () => {
    if (down) down = false;
    else {
      drawing = begin([...hand]);
      down = true; // het wegvegen van het voorbeeld tilt de pen op
    }
    penState.textContent = down ? "Pen neer." : "Pen omhoog.";
  };
  const step = (key) => {
    held.add(key);
    const arrows = [...held].filter((other) => other.startsWith("Arrow") && key.startsWith("Arrow"));
    for (const other of arrows.length ? arrows : [key]) {
      hand = hand.map((value, i) => {
        const moved = value + STEP * DIRECTIONS[other][i];
        return Math.min(spec.side - spec.pen / 2, Math.max(spec.pen / 2, moved));
      });
    }
    if (down) extend(drawing, [[...hand]]);
  };
  canvas.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    const back = control && event.key.toLowerCase() === "z";
    if (event.altKey || (control && !back)) return;
    if (back || event.key === "Backspace") undo();
    else if (event.key === "Delete") clear();
    else if (event.key in DIRECTIONS) step(event.key);
    else if (event.key.toLowerCase() === "g") takeRubber();
    else if (event.key !== " ") return;
    else if (!event.repeat) togglePen();
    event.preventDefault();
    event.stopPropagation();
    nib.hidden = back;
    showNib();
  });
  canvas.addEventListener("keyup", (event) => held.delete(event.key));
  canvas.addEventListener("blur", () => {
    held.clear();
    nib.hidden = true;
  });

  const takeRubber = () => {
    rubbing = !rubbing;
    down = false;
    canvas.dataset.rubbing = rubbing;
    rubber.setAttribute("aria-pressed", rubbing);
    showNib();
  };
  const rubber = makeButton("Gum", takeRubber, { "aria-pressed": "false" });
  const buttons = make("div", { className: "hoe-ai-row" });
  buttons.append(makeButton("Maak ongedaan", undo), rubber, makeButton("Wis", clear));
  const element = make("div", { className: "hoe-ai-paper" });
  element.append(make("div", { className: "hoe-ai-sheet" }, canvas, nib, hint), buttons);
  if (spec.collect) {
    const labels = make("div", { className: "hoe-ai-row hoe-ai-labels" });
    for (let digit = 0; digit < 10; digit += 1) {
      const save = () => change({ ...sheet, label: digit });
      labels.append(makeButton(String(digit), save, { "aria-label": `Bewaar als ${digit}` }));
    }
    element.append(make("p", { className: "hoe-ai-note" }, "Bewaar als:"), labels);
  }
  const help = make("details", { className: "hoe-ai-note" });
  help.append(make("summary", {}, "Tekenen met het toetsenbord"), KEYS);
  element.append(note, help, penState);

  return {
    element,
    // Wat hier al staat, blijft staan: wie nog tekent, wordt niet gestoord door het antwoord op een eerder stuk lijn.
    show(value) {
      if (value === sheet) return;
      const same = JSON.stringify(value.strokes) === JSON.stringify(sheet.strokes) && value.example === sheet.example;
      if (same) sheet.label = value.label;
      else lay({ ...value, strokes: value.strokes.map((stroke) => [...stroke]) });
    },
    note(text) {
      note.textContent = text;
    },
  };
}

MAKERS.sheet = makeSheet;
