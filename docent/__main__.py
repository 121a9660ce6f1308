"""Maak de delen van de handleiding die uit de lessen komen: minuten, fouten, oplossingen en werkbladen."""

from docent.guide import GUIDE, generated


def main() -> None:
    """Schrijf alles wat veranderd is, en noem het."""
    changed = 0
    for path, text in generated().items():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        print(f"gemaakt: {path.relative_to(GUIDE.parent)}")
        changed += 1
    print("Alles was al bij." if not changed else f"{changed} bestanden zijn nieuw of veranderd.")


if __name__ == "__main__":
    main()
