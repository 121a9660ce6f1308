"""Kaarten in een echte JupyterLab: wat alleen daar te zien is."""


def test_een_keuze_in_de_ene_kaart_laat_de_andere_kaart_met_rust(lab):
    code = (
        "from course_utils.card import choices, show_card\n"
        "card = show_card('Kies.', [choices('keuze', 'Welke?', ['deze', 'die'])], lambda *_: [])"
    )
    notebook = lab.open(lab.write("kaarten.ipynb", [code, code]))
    notebook.run_all()
    first, second = (notebook.cell(index).get_by_label("die") for index in (0, 1))
    first.check()
    second.check()
    assert first.is_checked() and second.is_checked()
    assert notebook.errors() == []
