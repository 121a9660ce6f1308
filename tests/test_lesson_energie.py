"""Klopt wat les 08 zegt met de metingen, en werken haar figuren zoals de tekst belooft?"""

import pytest

from course_utils.authoring.notebook_reader import REPOSITORY, Notebook
from course_utils.lessons.energie import figures
from course_utils.lessons.energie.prompt_energy import load_prompt_energy
from course_utils.lessons.energie.questions import LESSON
from course_utils.subjects.data import load_energy_measurements

CARDS = ("H100", "H200")
TEXT = "\n".join(cell.source for cell in Notebook(REPOSITORY / "notebooks" / "08_energie.ipynb").text_cells)


def gpu(card):
    return next(found for name, found in load_energy_measurements().items() if card in name)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_at_its_limit_slows_down(card):
    rows = gpu(card)["trace_bf16"]
    late = rows[-10:]
    assert sum(row["tflops"] for row in late) / 10 < 0.95 * rows[0]["tflops"]
    assert max(row["clock_mhz"] for row in late) < rows[0]["clock_mhz"]
    assert all(row["watt"] > 0.95 * gpu(card)["power_limit_watt"] for row in late)


@pytest.mark.parametrize("card", CARDS)
def test_zeros_cost_about_half_while_the_work_is_the_same(card):
    found = gpu(card)
    assert 0.4 < found["product_bf16_zeros"]["joule_per_unit"] / found["product_bf16"]["joule_per_unit"] < 0.6
    assert found["product_bf16_zeros"]["per_second"] >= found["product_bf16"]["per_second"]


@pytest.mark.parametrize("card", CARDS)
def test_moving_a_byte_costs_more_than_a_hundred_steps(card):
    found = gpu(card)
    assert found["copy"]["joule_per_unit"] > 100 * found["product_bf16"]["joule_per_unit"]


def test_the_newer_memory_is_cheaper_and_the_same_arithmetic_is_not():
    old, new = gpu("H100"), gpu("H200")
    assert new["copy"]["joule_per_unit"] < 0.85 * old["copy"]["joule_per_unit"]
    assert new["product_bf16"]["joule_per_unit"] == pytest.approx(old["product_bf16"]["joule_per_unit"], rel=0.05)


@pytest.mark.parametrize("card", CARDS)
def test_company_makes_a_token_more_than_a_hundred_times_cheaper(card):
    rows = gpu(card)["decode_7b"]["rows"]
    assert [row["tokens_at_once"] for row in rows] == sorted({row["tokens_at_once"] for row in rows})
    costs = [row["joule_per_unit"] for row in rows]
    assert costs == sorted(costs, reverse=True) and costs[0] / costs[-1] > 100


def test_alone_the_card_uses_the_power_that_the_text_names():
    assert f"waren het er {round(gpu('H100')['decode_7b']['rows'][0]['watt'])}" in TEXT


@pytest.mark.parametrize("card", CARDS)
def test_a_long_conversation_costs_more_and_reading_costs_less(card):
    decode = gpu(card)["decode_7b"]
    assert decode["contexts"][-1]["joule_per_unit"] > 1.2 * decode["rows"][0]["joule_per_unit"]
    assert all(row["joule_per_unit"] < 0.05 * decode["rows"][0]["joule_per_unit"] for row in decode["prompts"])


@pytest.mark.parametrize("card", CARDS)
def test_the_small_model_hardly_asks_more_than_an_idle_card(card):
    assert gpu(card)["small_gpt"]["gpu"]["watt"] < 1.3 * gpu(card)["idle_watt"]


def test_newer_sources_for_a_plain_question_lie_where_the_text_says():
    newer = [source.watt_hour for source in load_prompt_energy().values() if source.year == 2025]
    assert len(newer) == 3 and all(0.2 <= cost <= 0.4 for cost in newer)


@pytest.mark.parametrize("card", CARDS)
def test_the_goal_of_company_asks_for_both_sides(card):
    """Alleen een tussenstand haalt het: niet de eerste, en niet de laatste."""
    figure = figures.tokens_in_company()
    reached = []
    for row in gpu(card)["decode_7b"]["rows"]:
        figure.set(company=row["tokens_at_once"], card=card)
        if figure.drawing.reached:
            reached.append(row["tokens_at_once"])
    assert reached and 1 not in reached and 512 not in reached


def test_a_cup_of_tea_is_reached_in_a_few_ways_and_never_in_company():
    figure = figures.price_of_an_answer(lambda tokens, joule, factor: tokens * joule * factor / 3600)
    ways = set()
    for tokens in figures.ANSWER_TOKENS:
        for others in figure.controls["others"].values:
            for counted in figure.controls["counted"].values:
                figure.set(tokens=tokens, others=others, counted=counted)
                if figure.drawing.reached:
                    ways.add((tokens, others))
    assert ways == {(20_000, "alleen")}


def test_the_answer_is_priced_by_the_function_of_the_student():
    figure = figures.price_of_an_answer(lambda tokens, joule, factor: 12.0)
    assert "kost 12 Wh" in figure.sentence or "kost 12,0 Wh" in figure.sentence


def test_water_for_tea_is_heated_from_15_to_100_degrees():
    assert pytest.approx(24.7, abs=0.05) == figures.CUP_OF_TEA


def test_one_watt_hour_is_3600_joule():
    assert LESSON.exercises["8.1"].reference(3600, 1, 1) == 1
