"""Eén A4 per onderwerp voor school, ouders en beheerder, en de praktische opdracht; de teksten staan in docent/."""

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook
from course_utils.kit.pages import page

PAGES = ("privacy", "toegankelijkheid", "beheerder")
LONGER = ("opdracht_i3",)


def files(notebooks: list[Notebook]) -> dict[str, str]:
    """Deze bladzijden van de handleiding, om te printen."""
    found = {}
    for name in (*PAGES, *LONGER):
        text = (REPOSITORY / "docent" / f"{name}.md").read_text("utf-8")
        title = text.partition("\n")[0].lstrip("# ")
        found[f"voor_school/{name}.html"] = page("one_page.html.j2", title=title, text=text)
    return found
