// Beelden vooruit: wat al bekend is, staat er in hetzelfde beeldje als de beweging; wat er zo komt, tekent Python alvast.

const ROOM = 32e6; // bytes aan uitgepakte beelden per figuur
const FAR = 24; // zoveel standen vooruit
const PAUSE = 50; // milliseconden tussen twee lijstjes voor Python

export const decode = (buffers) =>
  Promise.all(
    buffers.map(
      (data) => (data instanceof ImageBitmap ? data : createImageBitmap(new Blob([data], { type: "image/png" }))), // de leesversie tekent zelf
    ),
  );
export const close = (bitmaps) => {
  for (const bitmap of bitmaps) bitmap.close(); // anders blijft het geheugen bezet tot de browser eens opruimt
};

/** De beelden die er zijn, per stand; wat het langst niet gebruikt is, gaat er het eerst uit. */
export function makeStock(names) {
  const frames = new Map();
  let bytes = 0;
  let stopped = false;
  const key = (values) => JSON.stringify(names.map((name) => values[name]));
  const size = ({ images }) => images.reduce((sum, { width, height }) => sum + 4 * width * height, 0);
  const drop = (name) => {
    const frame = frames.get(name);
    if (!frame) return;
    frames.delete(name);
    bytes -= size(frame);
    close(frame.images);
  };
  return {
    key,
    has: (values) => frames.has(key(values)),
    get(values) {
      const name = key(values);
      const frame = frames.get(name);
      if (!frame) return null;
      frames.delete(name);
      frames.set(name, frame);
      return frame;
    },
    /** Bewaar een frame waarvan de beelden uitgepakt zijn. */
    put(frame) {
      const name = key(frame.values);
      drop(name);
      if (stopped) return close(frame.images);
      frames.set(name, { ...frame, background: [], kept: true });
      bytes += size(frame);
      for (const oldest of frames.keys()) if (bytes > ROOM && oldest !== name) drop(oldest);
    },
    clear() {
      for (const name of [...frames.keys()]) drop(name);
    },
    stop() {
      stopped = true;
      this.clear();
    },
  };
}

// De standen rond `at`, die in de richting van de hand het eerst.
function around(spec, at, direction) {
  if (spec.kind === "checkbox") return [!at];
  if (spec.kind === "button") return [at + 1, at + 2].filter((count) => count <= spec.maximum);
  if (spec.kind === "choice") return spec.texts.map((_, place) => place).slice(0, FAR);
  if (spec.kind !== "slider") return [];
  const steps = [0, 1, 2, 3, -1, 4, 5, -2, 6, 7, 8, -3, 9, 10, 11, 12, -4, 13, 14, -5, 15, 16, -6, 17];
  return steps.map((step) => at + step * direction).filter((place) => place >= 0 && place < spec.texts.length);
}

/**
 * Noem Python de standen die er zo gevraagd worden.
 * @param {any[]} specs de regelaars
 * @param {any} stock
 * @param {() => any} now de standen van dit moment
 * @param {(states: any[]) => void} send
 */
export function makeGuess(specs, stock, now, send) {
  const spec = Object.fromEntries(specs.map((one) => [one.name, one]));
  const directions = {};
  let timer = 0;
  let states = [];
  const plan = (list) => {
    states = list.filter((state) => !stock.has(state)).slice(0, FAR);
    if (states.length === 0 || timer) return;
    timer = setTimeout(() => {
      timer = 0;
      send(states);
    }, PAUSE);
  };
  /** Een regelaar (of twee: een greep) beweegt naar deze standen. */
  const look = (moved, before = now()) => {
    if (specs.some((one) => one.play && now()[one.name] !== one.start)) return; // een training rekent niet vooruit
    const names = Object.keys(moved).filter((name) => moved[name] !== before[name] || Object.keys(moved).length === 1);
    for (const name of names) directions[name] = Math.sign(moved[name] - before[name]) || directions[name] || 1;
    if (names.length === 0 || names.length > 2) return;
    const rows = names.map((name) => around(spec[name], moved[name], directions[name]));
    if (rows.length === 1) return plan(rows[0].map((place) => ({ ...now(), [names[0]]: place })));
    const pairs = [];
    for (const [i, one] of rows[0].slice(0, 9).entries())
      for (const [j, two] of rows[1].slice(0, 9).entries()) pairs.push([i + j, one, two]);
    pairs.sort((a, b) => a[0] - b[0]);
    plan(pairs.map(([, one, two]) => ({ ...now(), [names[0]]: one, [names[1]]: two })));
  };
  /** Hier staat de muis boven een regelaar, of hij heeft de focus: daar begint de hand straks. */
  const near = (name, element) => {
    element.addEventListener("focusin", () => look({ [name]: now()[name] }));
    element.addEventListener("pointerenter", () => look({ [name]: now()[name] }));
    const input = element.querySelector("input[type=range]");
    let last = -1;
    input?.addEventListener("pointermove", (event) => {
      const box = input.getBoundingClientRect();
      const place = Math.round(((event.clientX - box.left - 8) / (box.width - 16)) * input.max);
      if (event.buttons || place === last || place < 0 || place > input.max) return;
      last = place;
      look({ [name]: place });
    });
  };
  return { look, near };
}
