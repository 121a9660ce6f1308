// Wat de leerling in het beeld zelf vastpakt of aanklikt: grepen, en plekken die regelaars zetten.
import { make } from "./widgets.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LARGE_STEP = 10; // zoveel standen met Shift of Page Up
const limit = (value, most) => Math.min(Math.max(value, 0), most);

// Een deel van het beeld, in procenten: het beeld wordt smaller met het venster.
function placed(element, [x, y, wide, high], [width, height]) {
  const style = { left: x / width, top: y / height, width: wide / width, height: high / height };
  for (const [name, part] of Object.entries(style)) element.style[name] = `${100 * part}%`;
}

/**
 * Een greep: verzet een of twee schuiven en volgt de hand in hetzelfde beeldje; het plaatje komt erachteraan.
 * @param {any} spec wat Python over de greep zegt
 * @param {any[]} sliders de schuiven die hij verzet
 * @param {[number, number]} size van het beeld
 * @param {(values: Record<string, number>) => void} change
 */
export function makeHandle(spec, sliders, size, change) {
  const [first, second] = spec.moves;
  let tracks = null; // per schuif: bij elke stand de plaats van de greep, als de andere schuiven stilstaan
  let drawn = {}; // de standen waar tracks bij hoort
  let now = {};

  const knobs = sliders.map((slider, i) =>
    make("div", {
      className: "hoe-ai-knob",
      role: "slider",
      tabindex: i === 0 ? 0 : -1,
      "aria-label": sliders.length > 1 ? `${spec.label}: ${slider.label}` : spec.label,
      "aria-valuemin": 0,
      "aria-valuemax": slider.texts.length - 1,
    }),
  );
  const ring = make("div", { className: "hoe-ai-ring" });
  const grip = make("div", { className: "hoe-ai-grip", "data-shape": spec.shape }, ring, ...knobs);
  const whole = spec.shape !== "punt";
  if (whole) placed(grip, spec.box, size);

  const place = (values) => {
    const start = tracks[0][values[first]];
    if (!second || !start) return start;
    const [to, from] = [tracks[1][values[second]], tracks[1][drawn[second]]];
    return to && from && [start[0] + to[0] - from[0], start[1] + to[1] - from[1]];
  };
  /** De standen waarbij de greep het dichtst bij een punt ligt. */
  const nearest = ([x, y]) => {
    const found = { ...now };
    for (const [i, name] of spec.moves.entries()) {
      let least = Number.POSITIVE_INFINITY;
      for (let stop = 0; stop < tracks[i].length; stop += 1) {
        const spot = place({ ...found, [name]: stop });
        const far = spot ? Math.hypot(spot[0] - x, spot[1] - y) : least;
        if (far < least) [least, found[name]] = [far, stop];
      }
    }
    return { ...spec.also, ...Object.fromEntries(spec.moves.map((name) => [name, found[name]])) };
  };
  const show = (values) => {
    now = values;
    const spot = tracks && place(now);
    grip.hidden = !spot;
    if (!spot) return;
    if (!whole) placed(grip, [...spot, 0, 0], size);
    else if (spec.shape === "vakje") {
      const [x, y, width, height] = spec.box;
      placed(ring, [spot[0] - x, spot[1] - y, 0, 0], [width, height]);
    }
    for (const [i, name] of spec.moves.entries()) {
      knobs[i].setAttribute("aria-valuenow", now[name]);
      knobs[i].setAttribute("aria-valuetext", sliders[i].texts[now[name]]);
    }
  };

  // --- Muis, vinger en pen.
  let hold = null; // hoever de hand van het midden van de greep begon
  const hand = (event) => {
    const box = grip.parentElement.getBoundingClientRect();
    return [((event.clientX - box.left) * size[0]) / box.width, ((event.clientY - box.top) * size[1]) / box.height];
  };
  const move = (event) => {
    const [x, y] = hand(event);
    change(nearest([x - hold[0], y - hold[1]]));
  };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    knobs[0].focus({ preventScroll: true });
    grip.setPointerCapture(event.pointerId);
    const [x, y] = hand(event);
    const spot = place(now);
    hold = spec.shape === "vakje" ? [0, 0] : [x - spot[0], y - spot[1]];
    if (spec.shape === "vakje") move(event);
  });
  grip.addEventListener("pointermove", (event) => hold && event.isPrimary && move(event));
  for (const name of ["pointerup", "pointercancel"]) {
    grip.addEventListener(name, () => {
      hold = null;
    });
  }

  // --- Toetsenbord: een pijltje verzet de schuif waarmee de greep die kant op gaat.
  const towards = (name, i, [x, y]) => {
    const stop = limit(now[name], tracks[i].length - 2);
    const [from, to] = [tracks[i][stop], tracks[i][stop + 1]];
    return from && to ? (to[0] - from[0]) * x + (to[1] - from[1]) * y : 0;
  };
  const step = (i, count) => {
    const name = spec.moves[i];
    knobs[i].focus();
    change({ ...spec.also, [name]: limit(now[name] + count, sliders[i].texts.length - 1) });
  };
  grip.addEventListener("keydown", (event) => {
    const focused = knobs.indexOf(event.target);
    const arrow = ARROWS[event.key];
    if (arrow) {
      const gains = spec.moves.map((name, i) => towards(name, i, arrow));
      const sizes = gains.map(Math.abs);
      const i = sizes.indexOf(Math.max(...sizes));
      const sign = Math.sign(gains[i]) || arrow[0] - arrow[1];
      step(i, sign * (event.shiftKey ? LARGE_STEP : 1));
    } else if (event.key === "Home") step(focused, Number.NEGATIVE_INFINITY);
    else if (event.key === "End") step(focused, Number.POSITIVE_INFINITY);
    else if (event.key === "PageUp") step(focused, LARGE_STEP);
    else if (event.key === "PageDown") step(focused, -LARGE_STEP);
    else return;
    event.preventDefault();
  });

  return {
    element: grip,
    show,
    /** Een nieuw plaatje: daar liggen de plaatsen van deze greep. */
    reset(fresh, values) {
      [tracks, drawn] = [fresh, values];
    },
  };
}

/** Plekken in het beeld om op te klikken; met Tab kom je bij de eerste, met de pijltjes bij de andere. */
export function makeSpots(size, change) {
  const element = make("div", {
    className: "hoe-ai-spots",
    role: "group",
    "aria-label": "Aan te klikken in het beeld",
  });
  const buttons = [];
  const show = (spots, now) => {
    element.hidden = spots.length === 0;
    while (buttons.length > spots.length) buttons.pop().remove();
    for (const [i, { label, box, values }] of spots.entries()) {
      if (i === buttons.length) {
        buttons.push(make("button", { type: "button", className: "hoe-ai-spot", tabindex: i === 0 ? 0 : -1 }));
        element.append(buttons[i]);
      }
      const button = buttons[i];
      button.ariaLabel = label;
      button.title = label;
      button.ariaPressed = Object.entries(values).every(([name, value]) => now[name] === value);
      button.onclick = () => change(values);
      const [x, y, wide, high] = box;
      placed(button, [x + wide / 2, y + high / 2, wide, high], size); // het midden: wie klein is, groeit naar alle kanten
    }
  };
  element.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const next = arrow && buttons[buttons.indexOf(event.target) + arrow[0] + arrow[1]];
    if (!arrow) return;
    event.preventDefault();
    next?.focus();
  });
  return { element, show };
}
