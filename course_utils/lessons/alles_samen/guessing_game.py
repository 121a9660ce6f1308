"""Speel tegen het model: raad het volgende woord van een nieuw verhaal, en zeg hoe zeker je bent."""

import math
import random
from typing import NamedTuple

import numpy as np

from course_utils.dutch_numbers import counted, dutch
from course_utils.questions.card import Block, card_button, choices, code, heading, paragraph, show_card, status
from course_utils.subjects.optimizers import softmax
from course_utils.subjects.stories import detokenize, generate_story

__all__ = ["play"]

TURNS, OPTIONS = 6, 4
SURENESS = (0.3, 0.5, 0.7, 0.9)  # de kans voor het gekozen woord; de andere drie delen de rest
TITLE = "Speel tegen het model"
RULES = (
    "Hier staat een nieuw verhaal, dat jullie geen van beiden kennen. Raad zes keer het volgende woord. Jij kiest een "
    "woord en de kans die je het geeft; de andere drie delen de rest. Het model verdeelt zijn kansen over dezelfde "
    "vier. De loss van een beurt is −ln(kans op het woord dat er staat). Na zes beurten wint de laagste loss."
)


class Turn(NamedTuple):
    """Een plaats in het verhaal. text: wat eraan voorafgaat; words: de keuzes; right: welke er staat; model: kansen."""

    text: str
    words: list[str]
    right: int
    model: np.ndarray


class GuessingGame:
    """Een spel van zes beurten. number: het hoeveelste verhaal; losses: per beurt (van de speler, van het model)."""

    def __init__(self, model):
        self._model, self.number = model, 0
        self.begin_story()

    def begin_story(self) -> None:
        """Neem een nieuw verhaal, en daarin zes plaatsen waar iets te raden valt."""
        import torch

        from course_utils.lessons.alles_samen import gpt

        self.number += 1
        self.losses: list[tuple[float, float]] = []
        tokens = gpt.naar_tokens(generate_story(random.Random(1000 + self.number)))[:-1]
        with torch.no_grad():
            scores = self._model(torch.tensor([tokens]))[0].numpy()
        words = gpt.woordenlijst
        places = [place for place in range(3, len(tokens)) if words[tokens[place]].isalpha()]  # geen komma's raden
        turns = [self._turn(words, tokens, scores, place) for place in places]
        open_turns = [turn for turn in turns if turn.model.max() < 0.9]
        self.turns = [open_turns[round(i * (len(open_turns) - 1) / (TURNS - 1))] for i in range(TURNS)]

    @staticmethod
    def _turn(words: list[str], tokens: list[int], scores: np.ndarray, place: int) -> Turn:
        order = [int(token) for token in np.argsort(-scores[place - 1]) if words[token].isalpha()]
        favourites = [token for token in order if token != tokens[place]]
        offered = sorted([tokens[place], *favourites[: OPTIONS - 1]])  # op alfabet: de plaats verraadt niets
        text = detokenize([words[token] for token in tokens[1:place]])
        chances = softmax(scores[place - 1][offered])
        return Turn(text, [words[token] for token in offered], offered.index(tokens[place]), chances)

    def guess(self, word: int, sure: float) -> None:
        """Speel een beurt."""
        turn = self.turns[len(self.losses)]
        mine = sure if word == turn.right else (1 - sure) / (OPTIONS - 1)
        self.losses.append((-math.log(mine), -math.log(turn.model[turn.right])))

    @property
    def over(self) -> bool:
        return len(self.losses) == TURNS

    def score(self) -> str:
        """De stand in één zin."""
        mine, theirs = np.mean(self.losses, axis=0)
        turns = counted(len(self.losses), "beurt", "beurten")
        return (
            f"Gemiddelde loss na {turns}: jij {dutch(mine, 2)}, het model {dutch(theirs, 2)}. "
            f"Wie steeds vier gelijke kansen geeft, heeft {dutch(math.log(OPTIONS), 2)}."
        )


def play(model) -> None:
    """Raad zes keer het volgende woord, tegen het model."""
    game = GuessingGame(model)

    def question(note: str = "") -> list[Block]:
        number, turn = len(game.losses) + 1, game.turns[len(game.losses)]
        parts = [heading(f"{TITLE}: beurt {number} van {TURNS}"), paragraph(f"{turn.text} ___")]
        parts += [choices(f"woord {game.number}.{number}", "Welk woord staat hier?", turn.words)]
        sure = [f"{dutch(100 * chance)} %" for chance in SURENESS]
        parts += [choices(f"kans {game.number}.{number}", "Hoeveel kans geef je dat woord?", sure, inline=True)]
        parts += [card_button("raad", "Dit is mijn gok", main=True)]
        return [*parts, status(note)] if note else parts

    def answer(word: int, sure: float) -> list[Block]:
        turn = game.turns[len(game.losses)]
        game.guess(word, sure)
        mine, theirs = game.losses[-1]
        said = (
            f"Er staat “{turn.words[turn.right]}”. Jouw loss: {dutch(mine, 2)}. Die van het model: {dutch(theirs, 2)}."
        )
        parts = [heading(f"{TITLE}: beurt {len(game.losses)} van {TURNS}"), paragraph(f"{turn.text} ___")]
        parts += [status(said, word == turn.right), code(_model_bars(turn)), paragraph(game.score())]
        if not game.over:
            return [*parts, card_button("verder", "Volgende beurt", main=True)]
        mine, theirs = np.sum(game.losses, axis=0)
        won = "Jij wint: jouw loss is lager." if mine < theirs else "Het model wint: zijn loss is lager."
        return [*parts, status(won, bool(mine < theirs)), card_button("opnieuw", "Nog een verhaal", main=True)]

    def on_press(name: str, chosen: dict[str, int]) -> list[Block]:
        if name == "opnieuw":
            game.begin_story()
        if name != "raad" or game.over:
            return question()
        turn = f"{game.number}.{len(game.losses) + 1}"
        word, sure = chosen.get(f"woord {turn}"), chosen.get(f"kans {turn}")
        if word is None or sure is None:
            return question("Kies eerst een woord." if word is None else "Kies nog hoeveel kans je het geeft.")
        return answer(word, SURENESS[sure])

    static = [heading(TITLE), paragraph(RULES), paragraph(f"Het verhaal begint zo: {game.turns[0].text} ___")]
    show_card(f"{TITLE}: raad zes keer het volgende woord van een verhaal.", question(), on_press, lambda: static)


def _model_bars(turn: Turn) -> str:
    """De kansen van het model, als balkjes van tekens."""
    rows = []
    for place, (word, chance) in enumerate(zip(turn.words, turn.model, strict=True)):
        mark = "  <- dit staat er" if place == turn.right else ""
        rows.append(f"{word:<14}{'█' * round(20 * chance):<20} {dutch(100 * chance, 0):>3} %{mark}")
    return "Zo verdeelde het model zijn kansen:\n" + "\n".join(rows)
