// Een getal of een som lezen zoals iemand die typt: 12.560, 1,5, 175 miljard, 28 * 28 + 1, 10^9.

const WORDS = { duizend: 3, miljoen: 6, miljard: 9, biljoen: 12 };
const NUMBER = /^(?:\d[\d.,]*|[.,]\d+)(?:e[+-]?\d+)?/i;

/** Wat een rij cijfers kan betekenen: de Nederlandse lezing, en als die anders is, die van Python. */
function readings(text) {
  const [, digits, power = ""] = /^([\d.,]+)(e.+)?$/i.exec(text);
  const commas = digits.split(",").length - 1;
  const points = digits.split(".").length - 1;
  const dutch = digits.replaceAll(".", "").replace(",", ".");
  if (commas === 1) return [Number(dutch + power)];
  if (commas > 1) return [Number(digits.replaceAll(",", "") + power)];
  if (points > 1) return [Number(digits.replaceAll(".", "") + power)];
  const ambiguous = /^[1-9]\d{0,2}\.\d{3}$/.test(digits) && !power;
  return ambiguous ? [Number(dutch), Number(digits)] : [Number(digits + power)];
}

function tokens(text) {
  let rest = text
    .toLowerCase()
    .replace(/(\d)[\s_]+(?=\d)/g, "$1")
    .replace(/[−–]/g, "-")
    .replace(/[×·]|(?<=[\d)\s])x(?=[\s\d(])/g, "*")
    .replaceAll("**", "^");
  const found = [];
  while (rest.trim()) {
    rest = rest.trimStart();
    const word = Object.keys(WORDS).find((name) => rest.startsWith(name));
    const number = NUMBER.exec(rest)?.[0];
    if (word) found.push("*", [10 ** WORDS[word]]);
    else if (number) found.push(readings(number));
    else if ("+-*/^()".includes(rest[0])) found.push(rest[0]);
    else return null;
    rest = rest.slice((word ?? number ?? rest[0]).length);
  }
  return found;
}

/** Reken uit met haakjes, machten, keer en gedeeld, plus en min; NaN als het geen som is. */
function calculate(parts, reading) {
  let place = 0;
  const next = (...signs) => (signs.includes(parts[place]) ? parts[place++] : "");
  const atom = () => {
    if (next("(")) {
      const value = sum();
      return next(")") ? value : Number.NaN;
    }
    const found = parts[place++];
    return Array.isArray(found) ? (found[reading] ?? found[0]) : Number.NaN;
  };
  const power = () => {
    const base = atom();
    return next("^") ? base ** sign() : base;
  };
  const sign = () => (next("-") ? -sign() : next("+") ? sign() : power());
  const product = () => {
    let value = sign();
    for (let op = next("*", "/"); op; op = next("*", "/")) value = op === "*" ? value * sign() : value / sign();
    return value;
  };
  const sum = () => {
    let value = product();
    for (let op = next("+", "-"); op; op = next("+", "-")) value += op === "+" ? product() : -product();
    return value;
  };
  const value = sum();
  return place === parts.length ? value : Number.NaN;
}

/** De getallen die iemand kan bedoelen, het meest waarschijnlijke eerst; null als het niet te lezen is. */
export function readAnswer(text) {
  const parts = tokens(text);
  if (!parts?.length) return null;
  const values = [...new Set([calculate(parts, 0), calculate(parts, 1)])].filter(Number.isFinite);
  return values.length ? values : null;
}
