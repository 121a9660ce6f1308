// Wat een figuur in de pagina nodig heeft in plaats van Python: elke stand staat al opgeschreven (recorder.py), en hier
// wordt zij getekend. De figuur zelf (live.js) merkt geen verschil.
import { answering } from "./answering.js";

const FEW_STEPS = 20; // een vaste laag met zo weinig tekenen we liever opnieuw dan dat we haar overnemen
const UNIT = 16; // de opgeschreven plaatsen zijn zestiende beeldpunten

/** Pak uit wat figures.py inpakte: eerst de tabellen, daarachter de beeldpunten van de beeldjes. */
export async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = await new Response(stream).arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const tables = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  return { ...tables, pixels: new Uint8Array(bytes, 4 + length) };
}

/** Tekent lagen op een doek; `paths` en `colors` onthouden wat al eens nodig was. */
export function makePainter({ shapes, styles, steps, layers, images, pixels }) {
  const paths = new Map();
  const small = document.createElement("canvas");
  const pathOf = (number) => {
    if (!paths.has(number)) {
      const [, , ...parts] = steps[number];
      let path = "";
      for (let i = 0; i < parts.length; i += 3) path += `M${parts[i + 1]} ${parts[i + 2]}${shapes[parts[i]]}`;
      paths.set(number, new Path2D(path));
    }
    return paths.get(number);
  };
  const clipTo = (pen, number) => {
    if (number < 0) return;
    clipTo(pen, steps[number][1]);
    pen.clip(pathOf(number));
  };
  const drawImage = (pen, [, , image, smooth, ...place]) => {
    const [width, height, palette, start] = images[image];
    const data = new ImageData(width, height);
    if (palette.length) {
      const colors = palette.map((color) => Number.parseInt(color, 16));
      const view = new DataView(data.data.buffer);
      for (let i = 0; i < width * height; i += 1) view.setUint32(4 * i, colors[pixels[start + i]]);
    } else data.data.set(pixels.subarray(start, start + 4 * width * height));
    small.width = width;
    small.height = height;
    small.getContext("2d").putImageData(data, 0, 0);
    pen.imageSmoothingEnabled = Boolean(smooth);
    pen.drawImage(small, ...place);
  };
  const drawPath = (pen, number) => {
    const [fill, stroke, width, cap, join, offset, ...dashes] = styles[steps[number][0]];
    if (fill) {
      pen.fillStyle = fill;
      pen.fill(pathOf(number));
    }
    if (!stroke) return;
    pen.strokeStyle = stroke;
    pen.lineWidth = width * UNIT;
    pen.lineCap = cap === "projecting" ? "square" : cap;
    pen.lineJoin = join;
    pen.lineDashOffset = offset * UNIT;
    pen.setLineDash(dashes.map((dash) => dash * UNIT));
    pen.stroke(pathOf(number));
  };
  return (pen, layer) => {
    let clip = -1;
    for (const number of layers[layer]) {
      const step = steps[number];
      if (step[1] !== clip) {
        if (clip >= 0) pen.restore();
        clip = step[1];
        if (clip >= 0) pen.save();
        clipTo(pen, clip);
      }
      if (step[0] < 0) drawImage(pen, step);
      else drawPath(pen, number);
    }
    if (clip >= 0) pen.restore();
  };
}

/** Maakt één beeld, zo scherp als het scherm: na elke vaste laag tekent `paintBetween(pen, nummer)` wat beweegt. */
export function makeStage(tables, paint = makePainter(tables)) {
  const [width, height] = tables.description.size;
  const stage = new OffscreenCanvas(width, height);
  const pen = stage.getContext("2d");
  let fixed = [];
  const resize = (scale) => {
    stage.width = width * scale;
    stage.height = height * scale;
    fixed = tables.fixed.map((layer) => {
      if (tables.layers[layer].length <= FEW_STEPS) return null;
      const sheet = new OffscreenCanvas(stage.width, stage.height);
      const own = sheet.getContext("2d");
      own.setTransform(scale / UNIT, 0, 0, scale / UNIT, 0, 0);
      paint(own, layer);
      return sheet;
    });
  };
  return (paintBetween, scale) => {
    if (!fixed.length || stage.width !== Math.floor(width * scale)) resize(scale);
    fixed.forEach((sheet, i) => {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      if (sheet) pen.drawImage(sheet, 0, 0);
      pen.setTransform(scale / UNIT, 0, 0, scale / UNIT, 0, 0);
      if (!sheet) paint(pen, tables.fixed[i]);
      paintBetween(pen, i);
    });
    return stage.transferToImageBitmap();
  };
}

/** Het begin van een figuur: elke regelaar op zijn beginstand. */
const startOf = ({ controls }) => Object.fromEntries(controls.map((spec) => [spec.name, spec.start]));

/**
 * Een model zoals Jupyter dat aan live.js geeft. Een vraag krijgt meteen antwoord, uit de tabellen.
 * @param {any} tables wat `unpack` geeft
 */
export function tableModel(tables) {
  const { description, order, rows, texts } = tables;
  const height = description.size[1];
  const paint = makePainter(tables);
  const stage = height ? makeStage(tables, paint) : null;
  let values = startOf(description);
  let scale = 1;
  let reachedOnce = false;

  const draw = (moving) => stage((pen, i) => i < moving.length && paint(pen, moving[i]), scale);
  const frame = () => {
    const place = order.reduce((sum, [name, count]) => sum * count + Number(values[name]), 0);
    const [sentence, html, more, reached, ...moving] = rows[place];
    reachedOnce ||= Boolean(reached);
    return {
      values: { ...values },
      sentence: texts[sentence],
      html: texts[html],
      reached: Boolean(reached),
      reached_once: reachedOnce,
      error: "",
      places: [[0, 0, 0]],
      images: stage ? [draw(moving)] : [],
      ...(texts[more] ? JSON.parse(texts[more]) : {}),
    };
  };
  return answering({ description, frame: { ...frame(), background: stage ? [draw([])] : [] } }, (message) => {
    values = { ...values, ...message.values };
    const sharper = stage && message.scale && message.scale !== scale;
    if (sharper) scale = message.scale;
    const { images, ...rest } = frame();
    const background = sharper ? [draw([])] : [];
    return [{ ...rest, notes: {}, background: background.length }, [...background, ...images]];
  });
}
