"""Het taalmodel van les 07: de code die in het notebook staat, en wat het notebook alleen aanroept.

Tot en met `stap_met_cache` is dit letterlijk de code van het notebook; een toets vergelijkt ze deel voor deel. Zo werkt
elke stap ook voor wie daar begint, en gebruikt het script dat het meegeleverde model traint dezelfde code. De namen
zijn Nederlands, want de student leest en typt ze.
"""

import math
import random
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import nn

from course_utils.lessons.alles_samen.story_model import load_story_model
from course_utils.subjects.stories import detokenize, generate_story, tokenize, vocabulary

# --- de code van het notebook ----------------------------------------------------------------------------------------

torch.set_num_threads(1)  # kleine matrices verdelen over rekenkernen kost meer dan het oplevert

LEEG, EIND = 0, 1
woordenlijst = ["<leeg>", "<eind>", *vocabulary()]
nummer = {woord: plaats for plaats, woord in enumerate(woordenlijst)}


def naar_tokens(verhaal):
    return [EIND, *(nummer[woord] for woord in tokenize(verhaal)), EIND]


def naar_tekst(tokens):
    return detokenize([woordenlijst[token] for token in tokens if token > EIND])


class Attention(nn.Module):
    def __init__(self, breedte, koppen):
        super().__init__()
        self.koppen = koppen
        self.query, self.key = nn.Linear(breedte, breedte), nn.Linear(breedte, breedte)
        self.value, self.uit = nn.Linear(breedte, breedte), nn.Linear(breedte, breedte)

    def per_kop(self, x):  # verdeel de getallen van elk token over de koppen
        verhalen, lengte, breedte = x.shape
        delen = x.view(verhalen, lengte, self.koppen, breedte // self.koppen)
        return delen.transpose(1, 2)

    def forward(self, x):
        q, k, v = (self.per_kop(laag(x)) for laag in (self.query, self.key, self.value))
        scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
        later = torch.full(scores.shape[-2:], -torch.inf).triu(1)
        gewichten = (scores + later).softmax(-1)
        self.gewichten = gewichten.detach()  # bewaard om later te bekijken
        return self.uit((gewichten @ v).transpose(1, 2).reshape(x.shape))


class Blok(nn.Module):
    def __init__(self, breedte, koppen):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(breedte), Attention(breedte, koppen)
        self.norm2 = nn.LayerNorm(breedte)
        heen, terug = nn.Linear(breedte, 4 * breedte), nn.Linear(4 * breedte, breedte)
        self.netwerk = nn.Sequential(heen, nn.ReLU(), terug)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))  # naar elkaar kijken
        return x + self.netwerk(self.norm2(x))  # ieder voor zich rekenen


class GPT(nn.Module):
    def __init__(self, woorden, lengte=96, lagen=2, breedte=64, koppen=4):
        super().__init__()
        self.tokens = nn.Embedding(woorden, breedte)
        self.posities = nn.Embedding(lengte, breedte)
        self.blokken = nn.Sequential(*(Blok(breedte, koppen) for _ in range(lagen)))
        self.norm = nn.LayerNorm(breedte)
        nn.init.normal_(self.tokens.weight, std=0.02)  # klein: eerst gokt het model
        nn.init.normal_(self.posities.weight, std=0.02)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.posities.weight[: tokens.shape[1]]
        return self.norm(self.blokken(x)) @ self.tokens.weight.T


def loss_van(model, stapel):
    invoer, doel = stapel[:, :-1], stapel[:, 1:]  # het doel is het volgende token
    scores = model(invoer).flatten(0, 1)  # alle verhalen achter elkaar
    return nn.functional.cross_entropy(scores, doel.flatten(), ignore_index=LEEG)


def leer(model, stapels, stappen):
    adam = torch.optim.Adam(model.parameters(), lr=0.003)
    for _, stapel in zip(range(stappen), stapels):
        loss = loss_van(model, stapel)
        adam.zero_grad()  # vergeet de vorige gradiënt
        loss.backward()  # backpropagation
        adam.step()  # alle gewichten een stapje
        yield loss.item()


@torch.no_grad()  # bij schrijven is geen gradiënt nodig
def vervolg(model, tokens, temperatuur=1.0):
    while len(tokens) < len(model.posities.weight):
        scores = model(torch.tensor([tokens]))[0, -1]
        kansen = (scores / temperatuur).softmax(-1)
        nieuw = torch.multinomial(kansen, 1).item()
        tokens = [*tokens, nieuw]
        if nieuw == EIND:
            break
    return tokens


def schrijf(model, begin="", temperatuur=1.0):
    return naar_tekst(vervolg(model, naar_tokens(begin)[:-1], temperatuur))


@torch.no_grad()
def stap_met_cache(model, tokens, cache):  # tokens: van elke tekst alleen het nieuwste
    plaats = cache[0][0].shape[2] if cache else 0
    x = model.tokens(tokens) + model.posities.weight[plaats]
    for diepte, blok in enumerate(model.blokken):
        a, h = blok.attention, blok.norm1(x)
        q, k, v = (a.per_kop(laag(h)) for laag in (a.query, a.key, a.value))
        if plaats > 0:  # zet de nieuwe key en value achter de bewaarde
            oude_k, oude_v = cache[diepte]
            k, v = torch.cat([oude_k, k], dim=2), torch.cat([oude_v, v], dim=2)
        cache[diepte] = k, v
        gewichten = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])).softmax(-1)
        x = x + a.uit((gewichten @ v).transpose(1, 2).reshape(x.shape))
        x = x + blok.netwerk(blok.norm2(x))
    return (model.norm(x) @ model.tokens.weight.T)[:, -1]


# --- wat er niet in het notebook staat -------------------------------------------------------------------------------


def maak_stapels(rijen: list[list[int]], grootte: int = 48, toeval=random) -> list[torch.Tensor]:
    """Maak stapels van ongeveer even lange verhalen, door elkaar; kortere zijn aangevuld met LEEG."""
    rows = sorted((torch.tensor(row) for row in rijen), key=len)
    groups = [rows[i : i + grootte] for i in range(0, len(rows), grootte)]
    toeval.shuffle(groups)
    return [nn.utils.rnn.pad_sequence(group, batch_first=True, padding_value=LEEG) for group in groups]


def verse_stapels() -> Iterator[torch.Tensor]:
    """Stapels van steeds nieuwe verhalen; er komt nooit een eind aan."""
    stories, order = random.Random(1), random.Random(2)
    while True:
        yield from maak_stapels([naar_tokens(generate_story(stories)) for _ in range(8 * 48)], toeval=order)


@torch.no_grad()
def meet_loss(model: nn.Module, stapels: list[torch.Tensor]) -> float:
    """De loss op deze stapels, gemiddeld over alle tokens; opvulling telt niet mee."""
    counts = [(stapel[:, 1:] != LEEG).sum().item() for stapel in stapels]
    return sum(loss_van(model, stapel).item() * n for stapel, n in zip(stapels, counts)) / sum(counts)


def leer_snel(model: nn.Module, stapels, stappen: int) -> Iterator[float]:
    """Doe wat `leer` doet, maar bereik in dezelfde tijd meer; geeft na elke stap de loss.

    Elke stapel gaat in twee helften naar twee rekenkernen, en het gemiddelde van hun gradiënten telt. Muon (Jordan e.a.
    2024) maakt van de gradiënt van een matrix een stap die in alle richtingen even groot is; de rest doet Adam. De
    leersnelheid loopt eerst op, en daalt dan langzaam tot nul.
    """
    matrices = [p for p in model.blokken.parameters() if p.ndim == 2]
    rest = [p for p in model.parameters() if all(p is not matrix for matrix in matrices)]
    muon = torch.optim.Muon(matrices, weight_decay=0)
    adam = torch.optim.Adam(rest, betas=(0.9, 0.95), fused=True)

    def loss_and_gradient(half):
        loss = loss_van(model, half)
        return loss.item(), torch.autograd.grad(loss, list(model.parameters()))

    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as cores:
        for step, batch in zip(range(stappen), stapels):
            losses, gradients = zip(*cores.map(loss_and_gradient, batch.chunk(2)))
            for weight, *parts in zip(model.parameters(), *gradients):
                weight.grad = sum(parts) / len(parts)
            pace = min(1, (step + 1) / 50) * (1 + math.cos(math.pi * step / stappen)) / 2
            for optimizer in (muon, adam):
                optimizer.param_groups[0]["lr"] = 0.02 * pace
                optimizer.step()
            yield sum(losses) / len(losses)


@torch.no_grad()
def schrijf_veel(model: nn.Module, aantal: int, begin: str = "", temperatuur: float = 1.0) -> list[str]:
    """Doe wat `schrijf` doet, voor veel verhalen tegelijk en met `stap_met_cache`: dat is heel veel sneller."""
    start = torch.tensor([naar_tokens(begin)[:-1]] * aantal)
    cache, written, ended = {}, [], torch.zeros(aantal, dtype=torch.bool)
    for column in start.T[:, :, None]:
        scores = stap_met_cache(model, column, cache)
    while not ended.all() and start.shape[1] + len(written) < len(model.posities.weight):
        new = torch.multinomial((scores / temperatuur).softmax(-1), 1)
        new[ended] = LEEG
        written.append(new)
        ended |= new[:, 0] == EIND
        scores = stap_met_cache(model, new, cache)
    return [naar_tekst(row) for row in torch.cat([start, *written], dim=1).tolist()]


def vingerafdruk(verhaal: str) -> int:
    """Een getal van 32 bits dat uit de tekst volgt; twee verschillende teksten hebben bijna nooit hetzelfde."""
    return zlib.crc32(verhaal.encode("utf-8"))


def geoefende_verhalen() -> set[int]:
    """De vingerafdrukken van de 110.400 verhalen van `verse_stapels` waarmee het meegeleverde model oefende."""
    return set(load_story_model().practised.tolist())


def meegeleverd_model() -> GPT:
    """Een GPT met de gewichten die bij de cursus zitten, getraind met `leer_snel`."""
    model = GPT(len(woordenlijst))
    stored = load_story_model().weights
    model.load_state_dict({name: torch.tensor(np.float32(values)) for name, values in stored.items()})
    return model
