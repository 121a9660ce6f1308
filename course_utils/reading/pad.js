// Het tekenvel in de pagina: van lijnen naar inkt, van inkt naar 28 bij 28, en dan door het netwerk. Dezelfde stappen als
// ink.py, network.py, attribution.py en digit_pad.py; een toets legt 200 tekeningen naast die van Python.
import { answering } from "./answering.js";
import { makeStage } from "./scenes.js";

const SIDE = 280;
const DOUBLE = 2 * SIDE;
const PEN = 22; // breedte van de lijn; op het dubbele vel is dat haar halve breedte
const GREY_STEPS = [0, 64, 128, 191, 255].map((value) => value / 255); // zo veel van de vier fijne puntjes zijn inkt
const halfUp = (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
const halfDown = (value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5);
const roundEven = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * De lijnen als inkt op een vel van 280 bij 280, met dezelfde randen als Pillow.
 * @param {number[][][]} strokes
 * @param {number[]} disk van elke rij van een stip: hoe ver zij naar links en rechts komt
 */
function inkOf(strokes, disk) {
  const fine = new Uint8Array(DOUBLE * DOUBLE);
  const fillRow = (y, left, right) => {
    if (y < 0 || y >= DOUBLE) return;
    fine.fill(1, y * DOUBLE + Math.max(0, left), y * DOUBLE + Math.min(DOUBLE, right + 1));
  };
  const fillCorners = (corners) => {
    const heights = corners.map((corner) => corner[1]);
    for (let y = Math.min(...heights); y <= Math.max(...heights); y += 1) {
      const crossings = corners.flatMap(([x, top], i) => {
        const [nextX, bottom] = corners[(i + 1) % 4];
        if ((y < top && y < bottom) || (y > top && y > bottom)) return [];
        return top === bottom ? [x, nextX] : [x + ((y - top) * (nextX - x)) / (bottom - top)];
      });
      fillRow(y, halfUp(Math.min(...crossings)), halfDown(Math.max(...crossings)));
    }
  };
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [Math.trunc(2 * x), Math.trunc(2 * y)]);
    points.forEach(([x, y], i) => {
      disk.forEach((reach, row) => {
        fillRow(y - PEN + row, x - reach, x + reach);
      });
      const [fromX, fromY] = points[Math.max(0, i - 1)];
      const [dx, dy] = [x - fromX, y - fromY];
      const length = Math.hypot(dx, dy);
      if (!length) return;
      const [near, far] = [(PEN - 1) / length, PEN / length]; // Pillow rondt de halve breedte af: één kant is 21, de andere 22
      const [right, left] = [halfDown(near * dy), halfDown(far * dy)];
      const [up, down] = [halfUp(near * dx), halfUp(far * dx)];
      fillCorners([
        [fromX - right, fromY + down],
        [x - right, y + down],
        [x + left, y - up],
        [fromX + left, fromY - up],
      ]);
    });
  }
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const at = 2 * Math.floor(i / SIDE) * DOUBLE + 2 * (i % SIDE);
    return GREY_STEPS[fine[at] + fine[at + 1] + fine[at + DOUBLE] + fine[at + DOUBLE + 1]];
  });
}

/** Het vak om de inkt, als [boven, onder, links, rechts]; null zonder inkt. */
function inkBox(drawing) {
  const most = drawing.reduce((top, value) => Math.max(top, value), 0);
  if (most <= 0) return null;
  const box = [SIDE, 0, SIDE, 0];
  drawing.forEach((value, i) => {
    if (value <= 0.1 * most) return;
    const [y, x] = [Math.floor(i / SIDE), i % SIDE];
    box[0] = Math.min(box[0], y);
    box[1] = Math.max(box[1], y + 1);
    box[2] = Math.min(box[2], x);
    box[3] = Math.max(box[3], x + 1);
  });
  return box;
}

/** Een rij getallen verkleind of vergroot tot `size`, zoals Pillow dat met BILINEAR doet. */
function resample(row, size) {
  const scale = row.length / size;
  const reach = Math.max(1, scale);
  return Array.from({ length: size }, (_, i) => {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - reach + 0.5));
    const last = Math.min(row.length, Math.trunc(center + reach + 0.5));
    let [total, weights] = [0, 0];
    for (let j = first; j < last; j += 1) {
      const weight = Math.max(0, 1 - Math.abs((j + 0.5 - center) / reach));
      total += weight * row[j];
      weights += weight;
    }
    return total / weights;
  });
}

const transpose = (rows) => rows[0].map((_, i) => rows.map((row) => row[i]));

/** Het beeld dat het netwerk ziet: de inkt past in 20 bij 20, met het zwaartepunt in het midden van 28 bij 28. */
function prepare(drawing, box) {
  const prepared = new Float64Array(784);
  if (!box) return prepared;
  const [top, bottom, left, right] = box;
  const scale = 20 / Math.max(bottom - top, right - left);
  const [height, width] = [bottom - top, right - left].map((length) => Math.max(1, roundEven(length * scale)));
  const rows = Array.from({ length: bottom - top }, (_, y) => [
    ...drawing.subarray((top + y) * SIDE + left, (top + y) * SIDE + right),
  ]);
  const narrow = rows.map((row) => resample(row, width));
  const small = transpose(transpose(narrow).map((column) => resample(column, height)));
  const start = (ink) => {
    const center = sumOf(ink.map((value, i) => value * (i + 0.5))) / sumOf(ink);
    return Math.min(Math.max(roundEven(14.5 - center), 0), 28 - ink.length);
  };
  const [y, x] = [start(small.map(sumOf)), start(transpose(small).map(sumOf))];
  small.forEach((row, i) => {
    row.forEach((value, j) => {
      prepared[(y + i) * 28 + x + j] = Math.min(Math.max(value, 0), 1);
    });
  });
  return prepared;
}

/** Alle lagen: de invoer, twee verborgen lagen en tien scores. */
function layersOf(layers, image) {
  const values = [image];
  layers.forEach(({ weights, biases }, layer) => {
    const input = values[layer];
    const output = biases.map((bias, i) => {
      let sum = bias;
      for (let j = 0; j < input.length; j += 1) sum += weights[i * input.length + j] * input[j];
      return layer < layers.length - 1 ? Math.max(sum, 0) : sum;
    });
    values.push(output);
  });
  return values;
}

function chancesOf(scores) {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  return powers.map((power) => power / sumOf(powers));
}

/** De sterkste verbindingen per laag, als [van, naar, bijdrage]; zie attribution.py. */
function trace(layers, values, answer, counts) {
  let moves = Array.from({ length: 10 }, (_, i) => Number(i === answer));
  let targets = [answer];
  const found = [];
  for (let layer = 2; layer >= 0; layer -= 1) {
    const { weights } = layers[layer];
    const input = values[layer];
    const size = input.length;
    const back = Array.from(input, (_, j) => sumOf(moves.map((move, i) => move * weights[i * size + j])));
    let shares = targets.flatMap((to) =>
      Array.from(input, (value, from) => [from, to, weights[to * size + from] * moves[to] * value]),
    );
    shares = shares.filter(([from, , share]) => share * back[from] * input[from] > 0);
    shares.sort((a, b) => Math.abs(b[2]) - Math.abs(a[2]));
    const lines = shares.slice(0, counts[layer]);
    found.unshift(lines);
    targets = [...new Set(lines.map(([from]) => from))].sort((a, b) => a - b);
    moves = back.map((move, j) => (input[j] > 0 ? move : 0));
  }
  return found;
}

const dutch = (value, decimals) => {
  const text = Math.abs(value).toFixed(decimals).replace(".", ",");
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
};

function percent(chance) {
  if (chance > 0 && chance < 0.005) return "minder dan 1 %";
  if (chance > 0.999) return "meer dan 99,9 %";
  if (chance > 0.99) return `${dutch(Math.floor(1000 * chance) / 10, 1)} %`;
  return `${roundEven(100 * chance)} %`;
}

function describe(box, prepared) {
  if (!box) return ["Het vel is leeg, en toch", false];
  const [top, bottom, left, right] = box;
  const [height, width] = [bottom - top, right - left];
  if (Math.max(height, width) <= 1.8 * PEN)
    return ["Je zette een stip. Die is opgeblazen tot een vlek, en daarvan", false];
  if (isBlot(prepared)) return ["Het vel is één dikke vlek, en toch", false];
  const scale = 20 / Math.max(height, width);
  const size = [width, height].map((length) => Math.max(1, roundEven(length * scale))).join(" bij ");
  const [y, x] = [(top + bottom) / 2, (left + right) / 2];
  const edge = SIDE / 7;
  const where = (value, low, high) => (value < SIDE / 2 - edge ? low : value > SIDE / 2 + edge ? high : "");
  const place = where(x, "links", "rechts") + where(y, "boven", "onder");
  const moved = place
    ? `Je tekening staat ${place}; ze is naar het midden geschoven`
    : "Je tekening staat in het midden";
  return [`${moved} en past in ${size} beeldpunten. Daarin`, true];
}

/** Past er in de inkt een vol vierkant van 12 bij 12? */
function isBlot(prepared) {
  const longest = new Uint8Array(784); // het grootste volle vierkant dat hier eindigt
  return prepared.some((value, i) => {
    const inner = i >= 28 && i % 28 > 0;
    const before = inner ? Math.min(longest[i - 1], longest[i - 28], longest[i - 29]) : 0;
    longest[i] = value > 0.5 ? before + 1 : 0;
    return longest[i] >= 12;
  });
}

/** Wat het netwerk van een vel maakt. */
export function readDrawing({ layers, disk }, strokes) {
  const drawing = inkOf(strokes, disk);
  const box = inkBox(drawing);
  const prepared = prepare(drawing, box);
  const values = layersOf(layers, prepared);
  const chances = chancesOf(values[3]);
  const [answer, second] = chances
    .map((chance, digit) => [chance, digit])
    .sort((a, b) => b[0] - a[0])
    .map(([, digit]) => digit);
  const [what, isDigit] = describe(box, prepared);
  const said = isDigit ? `leest het netwerk een ${answer}` : `zegt het netwerk: een ${answer}`;
  const start = what.endsWith(".") ? `${what} ${said[0].toUpperCase()}${said.slice(1)}` : `${what} ${said}`;
  const sentence = `${start}, met ${percent(chances[answer])} kans. Tweede keus: een ${second}, ${percent(chances[second])}.`;
  return { drawing, box, prepared, values, chances, answer, sentence };
}

/** De gewichten zoals `pack` ze achter de tabellen zette: laag voor laag, eerst de matrix en dan de biases. */
export function readNetwork({ sizes, pixels }) {
  const numbers = new Float32Array(pixels.slice().buffer);
  let place = 0;
  const take = (count) => {
    place += count;
    return [...numbers.subarray(place - count, place)];
  };
  return sizes.slice(1).map((size, i) => ({ weights: take(size * sizes[i]), biases: take(size) }));
}

/** Een beeld in grijs als doek: 0 is papier, 1 is inkt. */
function greyCanvas(values, side) {
  const image = new ImageData(side, side);
  const points = new Uint32Array(image.data.buffer);
  values.forEach((value, i) => {
    points[i] = 0xff000000 + Math.round(255 * (1 - value)) * 0x010101;
  });
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** Zet een lezing op het plaatje: beelden, lijnen, balken en het antwoord. */
function makePicture({ layout, colors }) {
  const { sheet, image, columns, output, bar, rows, digits, full } = layout;
  const places = [...columns.flatMap((left) => rows.map((row) => [left, row])), ...digits.map((row) => [output, row])];
  const startOf = (layer, place) => {
    if (layer > 0) return [columns[layer - 1] + bar + 3, rows[place]];
    const [x, y, side] = image;
    return [x + (((place % 28) + 0.5) * side) / 28, y + ((Math.floor(place / 28) + 0.5) * side) / 28];
  };
  const endOf = (layer, place) => (layer === 2 ? [output - 22, digits[place]] : [columns[layer] - 44, rows[place]]);

  const drawImages = (pen, { drawing, prepared }) => {
    for (const [values, points, [x, y, side]] of [
      [drawing, SIDE, sheet],
      [prepared, 28, image],
    ]) {
      pen.imageSmoothingEnabled = points > side;
      pen.drawImage(greyCanvas(values, points), x, y, side, side);
    }
  };
  const drawLines = (pen, lines) => {
    lines.forEach((connections, layer) => {
      const most = Math.max(...connections.map(([, , share]) => Math.abs(share)), 1e-12);
      for (const [from, to, share] of connections) {
        pen.strokeStyle = share > 0 ? colors.orange : colors.purple;
        pen.lineWidth = ((0.7 + (2.1 * Math.abs(share)) / most) * 100) / 72;
        pen.setLineDash(share > 0 ? [] : [4 * pen.lineWidth, 2.5 * pen.lineWidth]);
        pen.beginPath();
        pen.moveTo(...startOf(layer, from));
        pen.lineTo(...endOf(layer, to));
        pen.stroke();
      }
    });
  };
  const drawBox = (pen, box) => {
    if (!box) return;
    const [x, y, side] = sheet;
    const [top, bottom, left, right] = box.map((value) => (value * side) / SIDE);
    pen.strokeStyle = colors.blue;
    pen.lineWidth = 2;
    pen.setLineDash([8, 4]);
    pen.strokeRect(x + left, y + top, right - left, bottom - top);
  };
  const drawBars = (pen, { values, chances, answer }) => {
    const hidden = [...values[1], ...values[2]];
    pen.textBaseline = "middle";
    pen.font = '16.5px "DejaVu Sans", Verdana, sans-serif';
    [...hidden, ...chances].forEach((value, i) => {
      const [x, y] = places[i];
      const digit = i - hidden.length;
      const width = digit < 0 ? bar * Math.min(1, value / full) : Math.max(1.5, bar * value);
      const high = digit < 0 ? 14 : 22;
      pen.fillStyle = digit < 0 || digit === answer ? colors.blue : colors.grey;
      pen.fillRect(x, y - high / 2, width, high);
      pen.fillStyle = digit >= 0 || value > 0 ? colors.ink : colors.grey;
      pen.textAlign = digit < 0 ? "right" : "left";
      const chance = value >= 0.005 ? percent(value).replace("meer dan ", "> ") : "";
      if (digit < 0) pen.fillText(dutch(value, 1), x - 5, y);
      else pen.fillText(chance, x + bar * value + 5, y);
    });
    pen.fillStyle = colors.ink;
    pen.textAlign = "center";
    pen.font = 'bold 50px "DejaVu Sans", Verdana, sans-serif';
    pen.fillText(String(answer), output + 20, 42);
  };
  return { drawImages, drawLines, drawBox, drawBars };
}

/** Het tekenvel als model voor live.js. */
export function padModel(tables) {
  const { description, counts } = tables;
  const reader = { layers: readNetwork(tables), disk: tables.disk };
  const picture = makePicture(tables);
  const start = description.controls.find((spec) => spec.kind === "sheet").start;
  const kept = new Set();
  const last = tables.fixed.length - 1;
  const stage = makeStage(tables);
  let values = Object.fromEntries(description.controls.map((spec) => [spec.name, spec.start]));
  let scale = 1;
  let reading = readDrawing(reader, start.strokes);

  const draw = () =>
    stage((pen, place) => {
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      if (place === 0) picture.drawImages(pen, reading);
      if (place !== last) return;
      if (values.connections) picture.drawLines(pen, trace(reader.layers, reading.values, reading.answer, counts));
      picture.drawBox(pen, reading.box);
      pen.setLineDash([]);
      picture.drawBars(pen, reading);
    }, scale);
  const keep = ({ label }) => {
    if (label === null || label === undefined) return "";
    kept.add(label);
    const verdict = reading.answer === label ? "goed gelezen" : `gelezen als een ${reading.answer}`;
    const missing = [...Array(10).keys()].filter((digit) => !kept.has(digit));
    const rest = missing.length ? `Nog te tekenen: ${missing.join(", ")}.` : "Je tien cijfers zijn compleet.";
    return `Je ${label} is bewaard en ${verdict}. ${rest} `;
  };
  const refusal = ({ strokes, label, example }) => {
    if (label === null || label === undefined || (strokes.length && !example)) return "";
    const what = strokes.length ? "Dit is het voorbeeld. Teken eerst zelf" : "Het vel is leeg. Teken eerst";
    return `${what} een ${label}.`;
  };
  const frame = () => ({
    ...{ values: { ...values }, sentence: keep(values.sheet) + reading.sentence, html: "", reached: false },
    ...{ reached_once: false, error: "", places: [[0, 0, 0]], handles: {}, spots: [], images: [draw()] },
  });
  return answering({ description, frame: { ...frame(), background: [draw()] } }, (message) => {
    const wanted = { ...values, ...message.values };
    const note = refusal(wanted.sheet);
    if (!note) values = { ...wanted, sheet: { ...wanted.sheet, example: Boolean(wanted.sheet.example) } };
    if (message.values?.sheet && !note) reading = readDrawing(reader, values.sheet.strokes);
    const sharper = message.scale && message.scale !== scale;
    if (sharper) scale = message.scale;
    const { images, ...rest } = frame();
    const background = sharper ? [draw()] : [];
    return [{ ...rest, notes: note ? { sheet: note } : {}, background: background.length }, [...background, ...images]];
  });
}
