// Wat je antwoordt, in de opslag van deze browser: dezelfde velden als voortgang.json (progress.py), over alle lessen.

const PLACE = "hoe-ai-rekent.voortgang";

export function makeStore(version) {
  let content = {};
  let kept = true;
  try {
    content = JSON.parse(localStorage.getItem(PLACE)) ?? {};
  } catch {
    kept = false;
  }
  const save = () => {
    try {
      localStorage.setItem(PLACE, JSON.stringify(content));
    } catch {
      kept = false; // een browser die niets bewaart: dan blijft het alleen in deze pagina
    }
  };
  return {
    get: (key) => content[key] ?? {},
    record(key, fields) {
      content = { ...content, [key]: { ...content[key], ...fields } };
      save();
    },
    clear() {
      content = {};
      save();
    },
    isKept: () => kept,
    /** De inhoud van voortgang.json, met een vraag per regel. */
    asText() {
      const lines = Object.entries({ versie: version, ...content }).map(
        ([key, item]) => ` ${JSON.stringify(key)}: ${JSON.stringify(item)}`,
      );
      return `{\n${lines.join(",\n")}\n}\n`;
    },
  };
}
