"""Toegankelijkheid in een echte browser, met axe-core uit het pakket axe-playwright-python: geen internet nodig."""

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")
_OPEN = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # het notebook dat te zien is


def serious_violations(page, within: str | dict = "", contrast: bool = True, only: str = "") -> list[str]:
    """De ernstige klachten van axe-core over een pagina, of over wat past op de CSS-selector `within`.

    contrast: kijk ook naar de kleuren; dat kost de meeste tijd, en hoeft bij een andere breedte niet nog eens. only:
    alleen deze regel.
    """
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    if only:
        options = {"resultTypes": ["violations"], "runOnly": [only]}
    violations = Axe().run(page, context=within or None, options=options).response["violations"]
    return [
        f"{found['id']} ({found['help']}): {place['html'][:160]}"
        for found in violations
        if found["impact"] in SERIOUS
        for place in found["nodes"]
    ]


# Van elke soort tekst (kleur, achtergrond, grootte, vet) één: zo kost een lange les seconden en geen halve minuut.
_ONE_OF_EACH = """within => {
  const seen = new Set();
  const ground = node => {
    const { backgroundColor } = getComputedStyle(node);
    return backgroundColor === 'rgba(0, 0, 0, 0)' && node.parentElement ? ground(node.parentElement) : backgroundColor;
  };
  for (const node of document.querySelectorAll(`${within} *`)) {
    const { color, fontSize, fontWeight, opacity } = getComputedStyle(node);
    const shown = [...node.childNodes].some(part => part.nodeType === 3 && part.data.trim()) && node.checkVisibility();
    const kind = shown && [color, fontSize, fontWeight, opacity, ground(node)].join();
    node.toggleAttribute('data-een', shown && !seen.has(kind));
    seen.add(kind);
  }
}"""


def whole_page_violations(page) -> list[str]:
    """De ernstige klachten over een hele lange pagina, licht en donker; in een codeveld valt niets te bedienen."""
    found = serious_violations(page, within={"exclude": [[".code"]]}, contrast=False)
    found += serious_violations(page, only="scrollable-region-focusable")  # een codeveld kan wel opzij schuiven
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_ONE_OF_EACH, "body")
        found += [f"{scheme}: {text}" for text in serious_violations(page, within="[data-een]", only="color-contrast")]
    return found


def widget_violations(page) -> list[str]:
    """De ernstige klachten van axe-core over onze eigen figuren en kaarten in een notebook dat openstaat.

    axe-core bekijkt alleen de kleuren van wat in beeld is. Daarom wordt het venster zo hoog als het notebook.
    Doe dit dus als laatste.
    """
    height = page.locator(f"{_OPEN} .jp-WindowedPanel-viewport").evaluate("view => view.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height + 500})
    page.wait_for_timeout(500)  # JupyterLab deelt het venster opnieuw in
    page.locator(f"{_OPEN} .jp-WindowedPanel-outer").evaluate("scroller => { scroller.scrollTop = 0 }")
    page.evaluate("document.body.style.cssText += '; height: 100vh; overflow: visible'")
    widgets = f"{_OPEN} .hoe-ai-live"
    if not page.locator(widgets).count():
        return []
    page.evaluate(_ONE_OF_EACH, widgets)
    colors = serious_violations(page, within=f"{widgets} [data-een]", only="color-contrast")
    return serious_violations(page, within=widgets, contrast=False) + colors
