"""Hoeveel parameters heeft een taalmodel? Het exacte aantal, deel voor deel, uit de bouw van het model.

Een transformer is een stapel gelijke lagen. Elke laag heeft twee delen: attention (tokens kijken naar elkaar) en
feed-forward (elk token gaat apart door een klein netwerk). Wie van elk deel de maten kent, telt het hele model.

Tot op het laatste cijfer juist voor twee families:
- `TransformerConfig.gpt2(...)`: GPT-2 (Radford e.a. 2019, "Language Models are Unsupervised Multitask Learners") en
  GPT-3 (Brown e.a. 2020, arXiv:2005.14165, tabel 2.1). GPT-1: final_norm=False. Pythia: learned_positions=False,
  tied=False.
- `TransformerConfig.llama(...)`: Llama 1, 2 en 3 (Touvron e.a. 2023, arXiv:2302.13971 en 2307.09288; arXiv:2407.21783),
  Mistral (Jiang e.a. 2023, arXiv:2310.06825), Mixtral (Jiang e.a. 2024, arXiv:2401.04088), Qwen2.5 (arXiv:2412.15115),
  Qwen3 (arXiv:2505.09388), Gemma 1, 2 en 3 (arXiv:2403.08295, 2408.00118 en 2503.19786), Phi-3-mini en EuroLLM.
  OLMo-1: norm="none", tied=True. Van een model dat ook beelden leest, telt dit het taaldeel.
OPT heeft twee plaatsen meer dan zijn context. Niet: BERT en RobBERT, Falcon, Phi-2 en Fietje, OLMo-2, DeepSeek-V3 en
gpt-oss. Die zijn anders gebouwd.
"""

import math
from dataclasses import KW_ONLY, dataclass
from typing import NamedTuple, Self

# LayerNorm leert per plaats een schaal en een verschuiving (Ba e.a. 2016, arXiv:1607.06450), RMSNorm alleen een schaal
# (Zhang en Sennrich 2019, arXiv:1910.07467).
VECTORS_PER_NORM = {"layernorm": 2, "rmsnorm": 1, "none": 0}


@dataclass(frozen=True)
class TransformerConfig:
    """De bouw van een taalmodel; lagen, breedte en woordenschat zijn genoeg. Koppen die niet passen: ValueError."""

    n_layer: int  # aantal lagen
    d_model: int  # breedte: zoveel getallen per token
    vocab: int  # woordenschat: aantal verschillende tokens
    context: int = 1024  # langste tekst in tokens; telt alleen mee bij geleerde posities
    _: KW_ONLY
    n_heads: int | None = None  # attention-koppen; zonder n_kv_heads, head_dim en qk_norm verandert dit de som niet
    n_kv_heads: int | None = None  # minder koppen voor key en value (Ainslie e.a. 2023, arXiv:2305.13245)
    head_dim: int | None = None  # breedte van een kop; anders d_model / n_heads
    d_ff: int | None = None  # breedte binnen de feed-forward; anders de gewone keuze, zie ff_width
    n_experts: int | None = None  # zoveel feed-forwards naast elkaar, met een router die kiest
    n_experts_active: int | None = None  # zoveel experts kiest de router per token
    d_ff_expert: int | None = None  # breedte binnen een expert; anders die van de feed-forward
    tied: bool = True  # de uitvoerlaag gebruikt de tabel van de tokenembedding nog een keer
    learned_positions: bool = True  # een geleerde vector per plaats; False: posities worden berekend (RoPE)
    gated: bool = False  # feed-forward met poort: drie matrices in plaats van twee (Shazeer 2020, arXiv:2002.05202)
    biases: bool = True  # elke lineaire laag heeft biases; de uitvoerlaag nooit
    qkv_bias: bool = False  # alleen query, key en value hebben biases (Qwen2.5)
    norm: str = "layernorm"  # "layernorm", "rmsnorm" of "none" (een norm zonder parameters)
    qk_norm: bool = False  # per laag een norm voor queries en een voor keys, zo breed als een kop (Qwen3, Gemma 3)
    post_norms: bool = False  # ook na attention en na feed-forward een norm (Gemma 2 en 3)
    final_norm: bool = True  # een norm na de laatste laag

    @classmethod
    def gpt2(cls, n_layer: int, d_model: int, vocab: int = 50257, context: int = 1024, **options) -> Self:
        """De bouw van GPT-2 en GPT-3: geleerde posities, overal biases, LayerNorm, gedeelde embeddingtabel."""
        return cls(n_layer, d_model, vocab, context, **options)

    @classmethod
    def llama(cls, n_layer: int, d_model: int, vocab: int = 32000, context: int = 2048, **options) -> Self:
        """De bouw van Llama: berekende posities, geen biases, RMSNorm, poort in de feed-forward, eigen uitvoerlaag."""
        style = {"tied": False, "learned_positions": False, "gated": True, "biases": False, "norm": "rmsnorm"}
        return cls(n_layer, d_model, vocab, context, **(style | options))

    @property
    def head_width(self) -> int:
        """Breedte van één kop: head_dim, of een gelijk deel van d_model."""
        return self.head_dim or self.d_model // (self.n_heads or 1)

    @property
    def ff_width(self) -> int:
        """Breedte binnen de feed-forward: d_ff, of anders 4 × d_model, en met poort 2/3 daarvan.

        Die 2/3 is naar boven afgerond op een veelvoud van 256, zoals bij Llama 1; nieuwere modellen kiezen vaak anders.
        """
        return self.d_ff or (256 * math.ceil(8 * self.d_model // 3 / 256) if self.gated else 4 * self.d_model)

    def __post_init__(self):
        heads = self.n_heads or 1
        if not self.head_dim and self.d_model % heads:
            raise ValueError(f"De breedte {self.d_model} is niet gelijk te verdelen over {heads} koppen.")
        if heads % (self.n_kv_heads or 1):
            raise ValueError(f"{self.n_kv_heads} koppen voor key en value passen niet bij {heads} query-koppen.")


class Part(NamedTuple):
    """Een onderdeel: hoe het heet, hoeveel parameters één exemplaar heeft, hoe vaak het in het model voorkomt."""

    name: str
    size: int
    times: int

    @property
    def total(self) -> int:
        return self.size * self.times


def parameter_parts(config: TransformerConfig, active: bool = False) -> list[Part]:
    """Geef de acht onderdelen, van invoer tot uitvoer; hun totalen samen zijn het aantal parameters.

    Wat een model niet heeft, staat erbij met grootte 0. Met active=True tellen van de experts alleen die mee waar één
    token doorheen gaat.
    """
    d, biases, norm_vectors = config.d_model, config.biases, VECTORS_PER_NORM[config.norm]
    n_heads = config.n_heads or 1
    query_width = n_heads * config.head_width
    kv_width = (config.n_kv_heads or n_heads) * config.head_width
    attention = (
        _linear(d, query_width, biases or config.qkv_bias)
        + 2 * _linear(d, kv_width, biases or config.qkv_bias)  # key en value
        + _linear(query_width, d, biases)  # alle koppen samen terug naar breedte d
    )
    feed_forward, router = _feed_forward(config, config.ff_width), 0
    if config.n_experts:
        experts = config.n_experts_active if active else config.n_experts
        feed_forward = experts * _feed_forward(config, config.d_ff_expert or config.ff_width)
        router = _linear(d, config.n_experts, biases)
    norms = norm_vectors * ((4 if config.post_norms else 2) * d + (2 * config.head_width if config.qk_norm else 0))
    return [
        Part("tokenembedding", config.vocab * d, 1),
        Part("posities", config.context * d if config.learned_positions else 0, 1),
        Part("attention", attention, config.n_layer),
        Part("router", router, config.n_layer),
        Part("feed-forward", feed_forward, config.n_layer),
        Part("normen", norms, config.n_layer),
        Part("eindnorm", norm_vectors * d if config.final_norm else 0, 1),
        Part("uitvoerlaag", 0 if config.tied else config.vocab * d, 1),
    ]


def count_parameters(config: TransformerConfig) -> int:
    """Tel alle parameters van het model."""
    return sum(part.total for part in parameter_parts(config))


def count_active_parameters(config: TransformerConfig) -> int:
    """Tel de parameters die meedoen voor één token, de hele embeddingtabel meegerekend; zonder experts is dat alles."""
    return sum(part.total for part in parameter_parts(config, active=True))


def _linear(inputs: int, outputs: int, bias: bool) -> int:
    """Een lineaire laag: een gewicht per verbinding, en met bias nog een getal per uitgang."""
    return inputs * outputs + (outputs if bias else 0)


def _feed_forward(config: TransformerConfig, width: int) -> int:
    """Van breedte d_model naar width en terug; met poort gaan er twee matrices heen."""
    ways_up = 2 if config.gated else 1
    return ways_up * _linear(config.d_model, width, config.biases) + _linear(width, config.d_model, config.biases)
