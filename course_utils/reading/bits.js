// De bitschakelaars in de pagina: dezelfde stappen als number_formats.py en bit_switches.py. Een toets legt alle patronen
// van 16 bits naast die van Python.
import { answering } from "./answering.js";
import { readAnswer } from "./numbers.js";

const NONE = "is er niet";
const NOTHING = { kind: "", text: "", note: "" };
const NOT_FINITE = { nan: Number.NaN, inf: Infinity, infinity: Infinity, oneindig: Infinity, "∞": Infinity };
const superscript = (number) =>
  [...String(number)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻"["0123456789−-".indexOf(sign)]).join("");
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ".");
const dutch = (whole) => (whole < 0 ? "−" : "") + grouped(String(Math.abs(whole)));
const roundEven = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
const isMinus = (value) => value < 0 || Object.is(value, -0);

/** Een formaat zoals Python het beschrijft, met wat daaruit volgt. */
export function makeFormat({ name, bits, exponentBits, mantissaBits, hasInfinity }) {
  const whole = exponentBits === 0;
  const half = 2 ** (bits - 1);
  const bias = 2 ** (exponentBits - 1) - 1;
  const allOnes = (2 ** exponentBits - 1) * 2 ** mantissaBits; // de exponentbits
  const overflow = whole ? half - 1 : hasInfinity ? allOnes : allOnes + 2 ** mantissaBits - 2;
  const nan = hasInfinity ? allOnes + 2 ** (mantissaBits - 1) : allOnes + 2 ** mantissaBits - 1;

  const split = (pattern) => ({
    sign: Math.floor(pattern / half),
    exponent: Math.floor(pattern / 2 ** mantissaBits) % 2 ** exponentBits,
    mantissa: pattern % 2 ** mantissaBits,
  });
  const decode = (pattern) => {
    if (whole) return pattern >= half ? pattern - 2 * half : pattern;
    const { sign, exponent, mantissa } = split(pattern);
    const magnitude = pattern % half;
    let size =
      (2 ** mantissaBits * Math.min(exponent, 1) + mantissa) * 2 ** (Math.max(exponent, 1) - bias - mantissaBits);
    if (magnitude > overflow) size = Number.NaN;
    else if (hasInfinity && magnitude === overflow) size = Infinity;
    return sign ? -size : size;
  };
  const encode = (value) => {
    if (whole) {
      if (Number.isNaN(value)) throw new Error(`${name} heeft geen patroon voor NaN (geen getal).`);
      return (Math.min(Math.max(roundEven(value), -half), half - 1) + 2 * half) % (2 * half);
    }
    const size = Number.isFinite(value) ? Math.abs(value) : 0;
    const base = Math.max(size, 2 ** (1 - bias));
    let power = Math.floor(Math.log2(base));
    while (2 ** power > base) power -= 1;
    while (2 ** (power + 1) <= base) power += 1;
    const steps = roundEven(size * 2 ** (mantissaBits - power));
    let magnitude = Math.min((power - (1 - bias)) * 2 ** mantissaBits + steps, overflow);
    if (Number.isNaN(value)) magnitude = nan;
    else if (!Number.isFinite(value)) magnitude = overflow;
    return magnitude + (isMinus(value) ? half : 0);
  };
  const next = (pattern) => {
    if (Number.isNaN(decode(pattern)) || pattern === overflow) return null;
    if (whole) return (pattern + 1) % (2 * half);
    return pattern > half ? pattern - 1 : (pattern % half) + 1;
  };
  const mirror = (pattern) => (whole ? 2 * half - 1 - pattern : (pattern + half) % (2 * half));
  const previous = (pattern) => {
    const found = next(mirror(pattern));
    return found === null ? null : mirror(found);
  };
  const gap = (pattern) => {
    if (!Number.isFinite(decode(pattern))) return Number.NaN;
    return whole ? 1 : 2 ** (Math.max(split(pattern).exponent, 1) - bias - mantissaBits);
  };
  const text = (pattern) => pattern.toString(2).padStart(bits, "0");
  return {
    ...{ name, bits, exponentBits, mantissaBits, hasInfinity, whole, half, bias, split, decode, encode },
    next,
    previous,
    gap,
    text,
  };
}

/** De waarde met al haar cijfers. */
function exactDecimal(value) {
  if (Number.isNaN(value)) return "geen getal (NaN)";
  const sign = isMinus(value) ? "−" : "";
  if (!Number.isFinite(value)) return `${sign}∞`;
  let [size, power] = [Math.abs(value), 0];
  while (size % 1) {
    size *= 2;
    power += 1;
  }
  // size / 2^power = size × 5^power / 10^power
  const digits = (BigInt(size) * 5n ** BigInt(power)).toString().padStart(power + 1, "0");
  const decimals = digits.slice(digits.length - power);
  return `${sign}${grouped(digits.slice(0, digits.length - power))}${power ? `,${decimals}` : ""}`;
}

/** Een getal exact als dat kort kan, en anders met '≈' en negen cijfers. */
function short(value) {
  const exact = exactDecimal(value);
  if (exact.replace(/^−+/, "").length <= 16 || !Number.isFinite(value)) return exact;
  const [rounded, exponent] = Math.abs(value).toExponential(8).split("e");
  const digits = rounded.replace(".", "").replace(/0+$/, "");
  const power = Number(exponent);
  const sign = value < 0 ? "−" : "";
  if (power >= -5 && power < 0) return `≈ ${sign}0,${"0".repeat(-power - 1)}${digits}`;
  if (power >= 0 && power <= 5) {
    const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
    return `≈ ${sign}${grouped(whole)},${digits.slice(power + 1)}`.replace(/,$/, "");
  }
  return `≈ ${sign}${`${digits[0]},${digits.slice(1)}`.replace(/,$/, "")} × 10${superscript(power)}`;
}

/** Wat er over een patroon te zeggen is, als [naam, tekst]. */
export function rowsOf(pattern, format) {
  const value = format.decode(pattern);
  const say = (other) => (other === null ? NONE : short(format.decode(other)));
  const finite = Number.isFinite(value);
  const last = [
    ["Vorig getal", say(format.previous(pattern))],
    ["Volgend getal", say(format.next(pattern))],
    ["Gat", finite ? short(format.gap(pattern)) : NONE],
  ];
  const bits = format.text(pattern);
  if (format.whole) {
    const weights = [...bits].map((_, i) => (i ? 2 ** (format.bits - 1 - i) : -format.half));
    const chosen = weights.filter((_, i) => bits[i] === "1");
    return [
      ["Som", (chosen.length ? chosen : [0]).join(" + ").replaceAll("-", "−")],
      ["Waarde", exactDecimal(value)],
      ...last,
    ];
  }
  const { sign, exponent, mantissa } = format.split(pattern);
  const power = Math.max(exponent, 1) - format.bias;
  const exponentBits = bits.slice(1, 1 + format.exponentBits);
  const signText = sign ? "1, dus min" : "0, dus plus";
  if (!finite) {
    const special = Number.isNaN(value) ? (format.hasInfinity ? "niet alles 0" : "alles 1") : "alles 0";
    return [
      ...[
        ["Teken", signText],
        ["Exponent", "alles 1: een bijzonder patroon"],
        ["Mantisse", special],
      ],
      ...[["Waarde", exactDecimal(value)], ...last],
    ];
  }
  const halves = [...bits.slice(1 + format.exponentBits)].flatMap((bit, i) =>
    bit === "1" ? [`1/${2 ** (i + 1)}`] : [],
  );
  const terms = [String(Math.min(exponent, 1)), ...halves];
  const shown = terms.length > 6 ? [...terms.slice(0, 4), "…", terms.at(-1)] : terms;
  const times = `× 2${superscript(power)}`;
  const exact = exactDecimal(value);
  const total = exactDecimal(Math.min(exponent, 1) + mantissa / 2 ** format.mantissaBits);
  const exponentText = exponent
    ? `${exponentBits} = ${exponent}; ${exponent} − ${format.bias} = ${dutch(power)}, dus ${times}`
    : `${exponentBits}: alles 0, dus ${times} zonder de onzichtbare 1`;
  const long = exact.length > 40 ? ` (${short(value)})` : "";
  return [
    ["Teken", signText],
    ["Exponent", exponentText],
    [`${Math.min(exponent, 1)} + mantisse`, shown.join(" + ") + (shown.length > 1 ? ` = ${total}` : "")],
    ["Waarde", `${sign ? "−" : "+"}1 ${times} × ${total} = ${exact}${long}`],
    ...last,
  ];
}

export function describe(pattern, format) {
  const value = format.decode(pattern);
  const gap = Number.isFinite(value) ? ` Het gat tot het volgende getal is ${short(format.gap(pattern))}.` : "";
  if (format.whole) return `${format.name} staat op ${short(value)}.${gap}`;
  const { sign, exponent, mantissa } = format.split(pattern);
  const parts = `teken ${sign}, exponent ${exponent} en mantisse ${dutch(mantissa)}`;
  return `${format.name} met ${parts} is ${short(value)}.${gap}`;
}

function readNumber(text) {
  const word = text.trim().toLowerCase();
  const size = NOT_FINITE[word.replace(/^[-+−]/, "")];
  if (size !== undefined) return /^[-−]/.test(word) ? -size : size;
  const values = readAnswer(text);
  if (values === null) throw new Error("Dit is geen getal. Typ een getal, bijvoorbeeld 0,1 of 1e-5.");
  if (values.length > 1)
    throw new Error(`Bedoel je ${dutch(values[0])} of ${String(values[1]).replace(".", ",")}? Typ het zonder punt.`);
  return values[0];
}

function readBits(text, format) {
  const bits = text.replace(/[\s_]/g, "");
  if (!bits) throw new Error(`Het veld is leeg. Typ ${format.bits} bits: nullen en enen.`);
  const wrong = bits.replace(/[01]/g, "");
  if (wrong) throw new Error(`Een bit is 0 of 1. ‘${wrong[0]}’ hoort hier niet.`);
  if (bits.length !== format.bits)
    throw new Error(`${format.name} heeft ${format.bits} bits; je typte er ${bits.length}.`);
  return Number.parseInt(bits, 2);
}

/** De schakelaars als model voor bit_switches.js. */
export function bitModel({ description, formats, start, goals, ranges }) {
  const known = Object.fromEntries(formats.map((spec) => [spec.name, makeFormat(spec)]));
  const begin = { format: known[start.format], pattern: Number.parseInt(start.bits, 2) };
  let { format, pattern } = begin;
  let given = `${format.name} ${pattern}`; // zo stond het zonder bits om te zetten
  let typed = NOTHING;
  const reached = new Set();

  const read = (kind, text, into) => (kind === "bits" ? readBits(text, into) : into.encode(readNumber(text)));
  const change = (kind, what) => {
    if (kind === "flip") {
      const bit = 2 ** (format.bits - 1 - what);
      pattern += Math.floor(pattern / bit) % 2 ? -bit : bit;
    } else if (kind === "step") pattern = (what > 0 ? format.next(pattern) : format.previous(pattern)) ?? pattern;
    else if (kind === "number" || kind === "bits") {
      pattern = read(kind, what, format);
      return { kind, text: what, note: "" };
    } else if (kind === "format") {
      const fresh = known[what];
      const again = typed.kind === "number" && !typed.note; // een getypt getal begint opnieuw
      const value = format.decode(pattern);
      pattern = again
        ? read("number", typed.text, fresh)
        : fresh.encode(Number.isNaN(value) && fresh.whole ? 0 : value);
      format = fresh;
      return again ? typed : NOTHING;
    } else ({ format, pattern } = begin);
    return NOTHING;
  };
  const act = (kind, what) => {
    try {
      typed = change(kind, what);
    } catch (problem) {
      const field = kind === "number" || kind === "bits";
      typed = { kind: field ? kind : "number", text: field ? what : typed.text, note: problem.message };
      return;
    }
    if (kind !== "flip" && kind !== "bits") given = `${format.name} ${pattern}`;
    else if (`${format.name} ${pattern}` !== given) {
      const value = format.decode(pattern);
      for (const [i, [, goal]] of goals.entries()) if (goal === value) reached.add(i);
    }
  };
  const shown = () => {
    const value = format.decode(pattern);
    const words = short(value);
    return {
      format: format.name,
      bits: format.text(pattern),
      big: words.startsWith("≈") || Number.isNaN(value) ? words : `= ${words}`,
      rows: rowsOf(pattern, format),
      sentence: describe(pattern, format),
      range: ranges[format.name],
      goals: goals.map(([text, goal], i) => {
        const there = goal === value ? "○ dit getal staat er: maak het nu met de bits" : "○ nog niet";
        return [text, reached.has(i) ? "✓ gehaald" : there, reached.has(i)];
      }),
      typed,
    };
  };
  return answering({ description, frame: shown() }, ({ actions = [] }) => {
    for (const action of actions) act(...Object.entries(action)[0]);
    return [shown(), []];
  });
}
