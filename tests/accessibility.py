"""Toegankelijkheid in een echte browser, met axe-core uit het pakket axe-playwright-python: geen internet nodig."""

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")


def serious_violations(page, within: str = "", contrast: bool = True) -> list[str]:
    """De ernstige klachten van axe-core over een pagina, of over wat past op de CSS-selector `within`.

    contrast: kijk ook naar de kleuren; dat kost de meeste tijd, en hoeft bij een andere breedte niet nog eens.
    """
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    violations = Axe().run(page, context=within or None, options=options).response["violations"]
    return [
        f"{found['id']} ({found['help']}): {place['html'][:160]}"
        for found in violations
        if found["impact"] in SERIOUS
        for place in found["nodes"]
    ]
