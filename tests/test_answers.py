"""Wat een student ook geeft: het nakijken valt niet om, en zegt in één Nederlandse zin wat er mis is."""

import datetime
import math
import re
from collections import OrderedDict, deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons_exercises import EXERCISES

from course_utils.questions.answers import Unusable, read_number, read_numbers, show, show_number, text_advice
from course_utils.questions.exercises import BLANK_TEXT, FunctionExercise, NumberExercise, OpenExercise

ENGLISH = re.compile(r"Error|Traceback|\b(?:the|object|invalid|array|is not|cannot|could)\b")


class Evil:
    """Een voorwerp dat omvalt bij alles wat je ermee doet."""

    def _fail(self, *_):
        raise RuntimeError("boem")

    __repr__ = __str__ = __eq__ = __len__ = __iter__ = __array__ = __float__ = __bool__ = __getattr__ = _fail
    __hash__ = None
    __call__ = __int__ = __index__ = __lt__ = __add__ = __getitem__ = __deepcopy__ = _fail


class Endless:
    """Een rij die nooit ophoudt."""

    def __iter__(self):
        return self

    def __next__(self):
        return 1


class FloatLike:
    def __float__(self):
        return 12.0


def _number(right):
    return NumberExercise(id="9.1", question="?", answer=right, praise="Goed.", hints=("h",), solution="a = 1")


DOUBLE = FunctionExercise(
    id="9.2",
    question="?",
    reference=lambda x: 2 * x,
    cases=((np.array([1.0, 2.5]),), (np.array([-3.0, 0.5]),)),
    praise="Goed.",
    hints=("h",),
    solution="def f(x):\n    return 2 * x",
)


def _loop(*_):
    while True:
        pass


TENSORS = {  # PyTorch laadt pas als een toets er een nodig heeft
    "a tensor with a gradient": lambda torch: torch.tensor([1.0, 2.0], requires_grad=True),
    "a list of tensors with gradients": lambda torch: [torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)],
    "a sparse tensor": lambda torch: torch.eye(2).to_sparse(),
    "a complex tensor": lambda torch: torch.tensor([1 + 2j]),
    "a meta tensor": lambda torch: torch.empty(3, device="meta"),
    "a quantized tensor": lambda torch: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
}
NONSENSE = {
    "NaN": math.nan,
    "infinity": math.inf,
    "a text": "weet ik niet",
    "a number with a word": "175 miljard",
    "a decimal comma": (3, 5),
    "a list": [1, 2, 3],
    "an empty list": [],
    "texts": ["a", "b"],
    "a truth": True,
    "truths": [True, False],
    "a numpy truth": np.True_,
    "complex": 1 + 2j,
    "complex in a list": [1j],
    "a complex array": np.array([1j]),
    "bytes": b"12560",
    "text in an array": np.array(["12560"]),
    "text in a list": ["12560"],
    "bytes in an array": np.array([b"1"]),
    "a date": datetime.date(2025, 1, 1),
    "a numpy date": np.datetime64("2025-01-01"),
    "a duration": np.timedelta64(3, "D"),
    "a table": np.zeros((2, 3)),
    "rows of different lengths": [[1, 2], [3]],
    "objects": np.array([object(), None], dtype=object),
    "a record": np.zeros(2, dtype=[("a", int)]),
    "a dict": {"a": 1},
    "a set": {1, 2},
    "dots inside": [1, ...],
    "a class": int,
    "a module": math,
    "a function without arguments": lambda: 1,
    "a function that fails": lambda *_: 1 / 0,
    "a function that leaves": lambda *_: exit(),
    "a coroutine function": _loop.__class__,
    "a generator": (x for x in (1, 2)),
    "zip": zip([1], [2], strict=True),
    "an iterator without end": Endless(),
    "an evil object": Evil(),
    "evil inside": [Evil(), 1],
    "a huge number": 10**5000,
    "huge inside": (10**5000, 1),
    "a deque": deque([1]),
    "an ordered dict": OrderedDict(a=1),
    "NotImplemented": NotImplemented,
}
SELDOM = [id for id, exercise in EXERCISES.items() if isinstance(exercise, OpenExercise)]  # elk met een eigen `check`
KINDS = {"a number": _number(12_560), "a function": DOUBLE, **{id: EXERCISES[id] for id in SELDOM}}


def nonsense(name):
    if name in TENSORS:
        import torch

        return TENSORS[name](torch)
    return NONSENSE[name]


@pytest.mark.parametrize("exercise", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("name", [*NONSENSE, *TENSORS])
def test_nonsense_gets_a_dutch_sentence(exercise, name):
    verdict = exercise.judge(nonsense(name))
    assert not verdict.correct, f"{name} wordt goedgekeurd"
    assert verdict.text and "\n" not in verdict.text and len(verdict.text) < 400
    assert not ENGLISH.search(verdict.text), verdict.text


@pytest.mark.parametrize("name", [name for name in [*NONSENSE, *TENSORS] if "function" not in name])
def test_nonsense_as_the_result_of_a_function_gets_a_sentence(name):
    if "iterator" in name or "generator" in name or name == "zip":
        return
    value = nonsense(name)
    verdict = DOUBLE.judge(lambda x: value)
    assert verdict.correct is False, f"een functie die {name} geeft, wordt goedgekeurd"
    assert not ENGLISH.search(verdict.text), verdict.text


@pytest.mark.parametrize(
    "wrong",
    [
        str,
        repr,
        lambda y: [str(v) for v in y],
        lambda y: np.array([str(v) for v in y]),
        lambda y: [np.array(str(v)) for v in y],
        lambda y: y + 0j,
    ],
    ids=["text", "repr", "texts", "text array", "texts without a row", "complex"],
)
def test_the_right_numbers_as_text_or_complex_are_not_accepted(wrong):
    verdict = DOUBLE.judge(lambda x: wrong(2 * x))
    assert verdict.correct is False and ("tekst" in verdict.text or "complex" in verdict.text), verdict.text


@pytest.mark.parametrize("value", [None, ..., "", " ... ", "…"])
def test_nothing_is_not_filled_in_yet(value):
    for exercise in KINDS.values():
        assert exercise.judge(value).text == BLANK_TEXT


@pytest.mark.parametrize(
    "value",
    [12, 12.0, "x", np.int8(12), np.float16(12), np.array([[12]]), [12], (12,), Fraction(12), Decimal(12), FloatLike()],
    ids=lambda given: repr(given).split(" at 0x")[0],  # een adres verschilt per proces
)
def test_a_number_may_have_any_form(value):
    if value == "x":
        import torch

        value = torch.tensor([12.0], requires_grad=True)
    assert read_number(value) == 12


def test_views_and_generators_are_rows():
    assert read_numbers({1: 2, 3: 4}.values()).tolist() == [2, 4]
    assert read_numbers(x for x in (1, 2)).tolist() == [1, 2]
    assert read_numbers(zip((1, 2), (3, 4), strict=True)).tolist() == [[1, 3], [2, 4]]


def test_a_number_of_few_bits_is_precise_enough():
    import torch

    for right, value in ((-0.3, np.float16(-0.3)), (0.02, np.float16(0.02)), (-0.3, torch.tensor(-0.3).bfloat16())):
        assert _number(right).judge(value).correct


@pytest.mark.parametrize(
    "text, right, advice",
    [
        ("1.386", 1.386294, "weg: 1.386"),
        ("0.480", 0.48, "weg: 0.480"),
        ("14.483", 14.4835, "weg: 14.483"),
        ("12.560", 12_560, "Python: 12560"),
        ("12.560", None, "Bedoel je 12560 of 12,560?"),
        ("0.128", 5, "weg: 0.128"),
        ("12,5", 7, "Python: 12.5"),
        ("175 miljard", 7, "Python: 175e9"),
        ("14 GB", 14, "en GB weg"),
        ("12 560", 12560, "weg: 12560"),
        ("28*28", 784, "weg: 28*28"),
        ("veel", 3, "kan ik niet lezen"),
    ],
)
def test_the_advice_for_a_text_is_the_number_that_was_meant(text, right, advice):
    assert advice in text_advice(text, right)


@pytest.mark.parametrize(
    "value, right, advice",
    [
        ((0, 25), 1.386, "0.25"),
        ((12, 560), 12_560, "Laat de komma weg: 12560"),
        ((12, 0), 12_000, "Laat de komma weg: 12000"),
        ((65, 504), 65_504, "65504"),
        ((86, 881), 86_880.97, "86881"),
        ((1, 605, 632), 1_605_632, "1605632"),
        ((28, 28), 784, "Dit zijn twee getallen"),
        ((784 * 16, 16), 12_560, "Dit zijn twee getallen"),
        ((64, 16), 1_605_632, "Dit zijn twee getallen"),
        ((14, 48), 14.48, "14.48"),
        ((3.5, 2), 7, "2 losse getallen"),
    ],
)
def test_a_comma_is_explained_by_what_the_answer_is(value, right, advice):
    with pytest.raises(Unusable, match=re.escape(advice)):
        read_number(value, right)


@given(st.floats(allow_nan=True) | st.integers())
def test_a_shown_number_has_no_scientific_notation(value):
    assert not re.search(r"\de", show_number(value))


def test_a_shown_number_is_written_as_in_python():
    numbers = {12_560.0: "12560", 32e9: "32_000_000_000", 1_234_567.25: "1_234_567", 0.0144: "0.0144", 1e-10: "bijna 0"}
    assert {number: show_number(number) for number in numbers} == numbers


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary() | st.complex_numbers(),
        lambda parts: st.lists(parts, max_size=4) | st.tuples(parts, parts) | st.dictionaries(st.text(), parts),
        max_leaves=8,
    )
)
@settings(max_examples=300)
def test_grading_never_raises(value):
    for exercise in KINDS.values():
        if isinstance(exercise, FunctionExercise):
            continue
        assert exercise.judge(value).text
    assert isinstance(show(value), str) and len(show(value)) <= 60
