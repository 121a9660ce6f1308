"""Het gesprek met de browser aan de kant van Python: elke vraag krijgt één keer werk, en altijd een antwoord."""

import anywidget
import pytest

from course_utils.live.output import ConversingWidget


@pytest.fixture
def talk(monkeypatch):
    """Een widget die telt; talk(request, ...) doet alsof de browser vraagt, en geeft wat er teruggaat."""
    sent, done = [], []
    monkeypatch.setattr(anywidget.AnyWidget, "send", lambda _widget, content, buffers=None: sent.append(content))

    def work(message: dict) -> None:
        if message.get("break"):
            raise OSError("vol")
        if "add" in message:
            done.append(message["add"])
        widget.send({"request": message["request"], "sum": sum(done)})

    class Counter(ConversingWidget):
        _esm = "export default { render() {} }"

    widget = Counter(work)

    def ask(request: str, **content) -> dict:
        widget._handle_custom_msg({"request": request, **content}, [])
        return sent[-1]

    ask.widget = widget
    return ask


def test_a_question_that_comes_twice_is_done_once_and_answered_twice(talk):
    assert talk("a 1", add=3) == talk("a 1", add=3) == {"request": "a 1", "sum": 3}
    assert talk("a 2", add=4)["sum"] == 7


def test_a_repeated_question_gets_the_state_of_now(talk):
    """Tussendoor vroeg een andere weergave iets, of zei een cel iets: het oude antwoord klopt dan niet meer."""
    talk("a 1", add=3)
    talk("b 1", add=4)
    assert talk("a 1", add=3) == {"request": "a 1", "sum": 7}
    talk.widget.send({"request": None, "sum": 7})
    assert talk("b 1", add=4) == {"request": "b 1", "sum": 7}


def test_a_mistake_is_answered_too_and_does_not_stop_the_conversation(talk):
    assert talk("a 1", **{"break": True})["problem"].startswith("Dit lukte niet in Python (OSError).")
    assert talk("a 2", add=1)["sum"] == 1
