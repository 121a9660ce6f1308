"""De telling klopt tot op het laatste cijfer: met gepubliceerde modellen en met PyTorch-modellen van dezelfde bouw."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from course_utils.lessons.parameters.transformer_size import (
    TransformerConfig,
    count_active_parameters,
    count_parameters,
    parameter_parts,
)

gpt2, llama = TransformerConfig.gpt2, TransformerConfig.llama


def grouped(n_heads, n_kv_heads, d_ff, **options):
    return {"n_heads": n_heads, "n_kv_heads": n_kv_heads, "d_ff": d_ff} | options


def pythia(n_layer, d_model, vocab=50304):
    return gpt2(n_layer, d_model, vocab, 2048, learned_positions=False, tied=False)


def gemma(n_layer, d_model, vocab, **options):
    return llama(n_layer, d_model, vocab, tied=True, **({"head_dim": 256} | options))


# Model -> (bouw, aantal parameters). Bouw: de artikelen in de docstring van de module en, waar die zwijgen, de
# config.json bij de gewichten (zie litgpt/config.py van Lightning AI). Aantal: geteld aan een model van
# die bouw in PyTorch, en vergeleken met het aantal (vaak afgerond) dat de makers noemen.
MODELS = {
    "GPT-1": (gpt2(12, 768, 40478, 512, final_norm=False), 116_534_784),
    "GPT-2 small": (gpt2(12, 768, n_heads=12), 124_439_808),
    "GPT-2 medium": (gpt2(24, 1024, n_heads=16), 354_823_168),
    "GPT-2 large": (gpt2(36, 1280, n_heads=20), 774_030_080),
    "GPT-2 XL": (gpt2(48, 1600, n_heads=25), 1_557_611_200),
    "gpt2-small-dutch": (gpt2(12, 768, 40000), 116_562_432),
    "GPT-3 Small": (gpt2(12, 768, context=2048), 125_226_240),
    "GPT-3 Medium": (gpt2(24, 1024, context=2048), 355_871_744),
    "GPT-3 Large": (gpt2(24, 1536, context=2048), 760_300_032),
    "GPT-3 XL": (gpt2(24, 2048, context=2048), 1_315_723_264),
    "GPT-3 2.7B": (gpt2(32, 2560, context=2048), 2_651_553_280),
    "GPT-3 6.7B": (gpt2(32, 4096, context=2048), 6_658_404_352),
    "GPT-3 175B": (gpt2(96, 12288, context=2048, n_heads=96, d_ff=49152), 174_604_259_328),
    "Pythia-70M": (pythia(6, 512), 70_426_624),
    "Pythia-160M": (pythia(12, 768), 162_322_944),
    "Pythia-410M": (pythia(24, 1024), 405_334_016),
    "Pythia-1B": (pythia(16, 2048), 1_011_781_632),
    "Pythia-2.8B": (pythia(32, 2560), 2_775_208_960),
    "Pythia-6.9B": (pythia(32, 4096, 50432), 6_857_302_016),
    "LLaMA-1 7B": (llama(32, 4096), 6_738_415_616),
    "LLaMA-1 33B": (llama(60, 6656), 32_528_943_616),
    "LLaMA-1 65B": (llama(80, 8192), 65_285_660_672),
    "Llama 2 7B": (llama(32, 4096, context=4096), 6_738_415_616),
    "Llama 2 13B": (llama(40, 5120, context=4096), 13_015_864_320),
    "Llama 3 8B": (llama(32, 4096, 128256, **grouped(32, 8, 14336)), 8_030_261_248),
    "Llama 3 70B": (llama(80, 8192, 128256, **grouped(64, 8, 28672)), 70_553_706_496),
    "Llama 3.1 405B": (llama(126, 16384, 128256, **grouped(128, 8, 53248)), 405_853_388_800),
    "Llama 3.2 1B": (llama(16, 2048, 128256, tied=True, **grouped(32, 8, 8192)), 1_235_814_400),
    "EuroLLM-1.7B": (llama(24, 2048, 128000, **grouped(16, 8, 5632)), 1_656_850_432),
    "Mistral 7B v0.1": (llama(32, 4096, 32000, **grouped(32, 8, 14336)), 7_241_732_096),
    "GEITje-7B": (llama(32, 4096, 32000, **grouped(32, 8, 14336)), 7_241_732_096),
    "Mixtral 8x7B": (
        llama(32, 4096, 32000, n_experts=8, n_experts_active=2, **grouped(32, 8, 14336)),
        46_702_792_704,
    ),
    "Gemma 2B": (gemma(18, 2048, 256000, **grouped(8, 1, 16384)), 2_506_172_416),
    "Gemma 2 2B": (gemma(26, 2304, 256000, post_norms=True, **grouped(8, 4, 9216)), 2_614_341_888),
    "Gemma 2 9B": (gemma(42, 3584, 256000, post_norms=True, **grouped(16, 8, 14336)), 9_241_705_984),
    "Gemma 3 270M": (gemma(18, 640, 262144, post_norms=True, qk_norm=True, **grouped(4, 1, 2048)), 268_098_176),
    "Qwen2.5-0.5B": (llama(24, 896, 151936, tied=True, qkv_bias=True, **grouped(14, 2, 4864)), 494_032_768),
    "Qwen2.5-7B": (llama(28, 3584, 152064, qkv_bias=True, **grouped(28, 4, 18944)), 7_615_616_512),
    "Qwen3-8B": (llama(36, 4096, 151936, qk_norm=True, **grouped(32, 8, 12288)), 8_190_735_360),
    "Qwen3-30B-A3B": (
        llama(
            48,
            2048,
            151936,
            head_dim=128,
            qk_norm=True,
            n_experts=128,
            n_experts_active=8,
            d_ff_expert=768,
            **grouped(32, 4, 6144),
        ),
        30_532_122_624,
    ),
    "Phi-3-mini": (llama(32, 3072, 32064, d_ff=8192), 3_821_079_552),
    "OLMo-1B": (llama(16, 2048, 50304, d_ff=8192, norm="none", tied=True), 1_176_764_416),
    # Vanaf hier: het aantal dat anderen aan de gepubliceerde gewichten telden (een gedeelde tabel één keer).
    "Llama 3.2 3B": (llama(28, 3072, 128256, tied=True, **grouped(24, 8, 8192)), 3_212_749_824),
    "Qwen2.5-1.5B": (llama(28, 1536, 151936, tied=True, qkv_bias=True, **grouped(12, 2, 8960)), 1_543_714_304),
    "Qwen3-0.6B": (
        llama(28, 1024, 151936, tied=True, qk_norm=True, head_dim=128, **grouped(16, 8, 3072)),
        596_049_920,
    ),
    "Gemma 2 27B": (gemma(46, 4608, 256000, head_dim=128, post_norms=True, **grouped(32, 16, 36864)), 27_227_128_320),
    "Gemma 3 1B": (gemma(26, 1152, 262144, post_norms=True, qk_norm=True, **grouped(4, 1, 6912)), 999_885_952),
    "Mistral Nemo 12B": (llama(40, 5120, 131072, head_dim=128, **grouped(32, 8, 14336)), 12_247_782_400),
    "Mixtral 8x22B": (
        llama(56, 6144, 32768, n_experts=8, n_experts_active=2, **grouped(48, 8, 16384)),
        140_630_071_296,
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_published_models_to_the_last_digit(name):
    """Elk bekend model komt precies uit."""
    config, exact = MODELS[name]
    assert count_parameters(config) == exact


def test_active_parameters_of_published_models():
    """Met experts werken per token minder parameters mee; zonder experts alle."""
    assert count_active_parameters(MODELS["Mixtral 8x7B"][0]) == 12_879_925_248
    assert count_active_parameters(MODELS["Qwen3-30B-A3B"][0]) == 3_353_032_704
    for config, exact in MODELS.values():
        if not config.n_experts:
            assert count_active_parameters(config) == exact


def test_three_numbers_are_enough():
    """Een beginner geeft alleen lagen, breedte en woordenschat, en krijgt GPT-2."""
    assert count_parameters(TransformerConfig(12, 768, 50257)) == 124_439_808
    assert TransformerConfig(n_layer=12, d_model=768, vocab=50257) == gpt2(12, 768)
    assert count_parameters(TransformerConfig(1, 1, 1)) == count_parameters(gpt2(1, 1, 1, 1024))


# Een werkend taalmodel in PyTorch, los van de formule geschreven: de telling hoort bij iets wat rekent.


def build_torch_model(config, device):
    import torch
    from torch import nn

    def norm(width):
        if config.norm == "rmsnorm":
            return nn.RMSNorm(width, device=device)
        return nn.LayerNorm(width, elementwise_affine=config.norm == "layernorm", device=device)

    def linear(inputs, outputs, bias=config.biases):
        return nn.Linear(inputs, outputs, bias=bias, device=device)

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.heads = config.n_heads or 1
            self.kv_heads = config.n_kv_heads or self.heads
            self.width = config.head_dim or config.d_model // self.heads
            bias = config.biases or config.qkv_bias
            self.query = linear(config.d_model, self.heads * self.width, bias)
            self.key = linear(config.d_model, self.kv_heads * self.width, bias)
            self.value = linear(config.d_model, self.kv_heads * self.width, bias)
            self.out = linear(self.heads * self.width, config.d_model)
            self.query_norm = norm(self.width) if config.qk_norm else nn.Identity()
            self.key_norm = norm(self.width) if config.qk_norm else nn.Identity()

        def forward(self, x):
            tokens = len(x)
            query = self.query_norm(self.query(x).view(tokens, self.heads, self.width)).transpose(0, 1)
            key = self.key_norm(self.key(x).view(tokens, self.kv_heads, self.width)).transpose(0, 1)
            value = self.value(x).view(tokens, self.kv_heads, self.width).transpose(0, 1)
            mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True, enable_gqa=True)
            return self.out(mixed.transpose(0, 1).reshape(tokens, -1))

    class FeedForward(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.up, self.down = linear(config.d_model, width), linear(width, config.d_model)
            self.gate = linear(config.d_model, width) if config.gated else None

        def forward(self, x):
            hidden = nn.functional.silu(self.gate(x)) * self.up(x) if self.gate else nn.functional.gelu(self.up(x))
            return self.down(hidden)

    class Experts(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.router = linear(config.d_model, config.n_experts)
            self.experts = nn.ModuleList(FeedForward(width) for _ in range(config.n_experts))

        def forward(self, x):
            return torch.stack([self.one_token(token) for token in x])

        def one_token(self, token):
            weights, chosen = self.router(token).softmax(-1).topk(config.n_experts_active)
            return sum(weight * self.experts[i](token) for weight, i in zip(weights, chosen.tolist(), strict=True))

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            width = config.ff_width
            self.attention = Attention()
            self.feed_forward = Experts(config.d_ff_expert or width) if config.n_experts else FeedForward(width)
            self.norms = nn.ModuleList(norm(config.d_model) for _ in range(2))
            self.post_norms = nn.ModuleList(
                norm(config.d_model) if config.post_norms else nn.Identity() for _ in range(2)
            )

        def forward(self, x):
            x = x + self.post_norms[0](self.attention(self.norms[0](x)))
            return x + self.post_norms[1](self.feed_forward(self.norms[1](x)))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens = nn.Embedding(config.vocab, config.d_model, device=device)
            if config.learned_positions:
                self.positions = nn.Embedding(config.context, config.d_model, device=device)
            self.layers = nn.Sequential(*(Layer() for _ in range(config.n_layer)))
            self.final_norm = norm(config.d_model) if config.final_norm else nn.Identity()
            self.output = nn.Linear(config.d_model, config.vocab, bias=False, device=device)
            if config.tied:
                self.output.weight = self.tokens.weight

        def forward(self, tokens):
            x = self.tokens(tokens)
            if config.learned_positions:
                x = x + self.positions(torch.arange(len(tokens)))
            return self.output(self.final_norm(self.layers(x)))

    return Model()


def torch_count(model):
    return sum(parameter.numel() for parameter in model.parameters())


flags = st.booleans()


@st.composite
def configs(draw, largest=40):
    """Elke bouw die mag, met alle keuzes door elkaar en kleine maten."""
    sizes = st.integers(1, largest)
    options = {
        name: draw(flags) for name in ("tied", "learned_positions", "gated", "biases", "qkv_bias", "post_norms")
    } | {"norm": draw(st.sampled_from(["layernorm", "rmsnorm", "none"])), "final_norm": draw(flags)}
    d_model = draw(sizes)
    if draw(flags):
        kv_heads = draw(st.integers(1, 3))
        options["n_heads"] = kv_heads * draw(st.integers(1, 3))
        options["qk_norm"] = draw(flags)
        if draw(flags):
            options["n_kv_heads"] = kv_heads
        if draw(flags):
            options["head_dim"] = draw(sizes)
        else:
            d_model *= options["n_heads"]
    if draw(flags):
        options["d_ff"] = draw(sizes)
    if draw(flags):
        options["n_experts"] = draw(st.integers(1, 4))
        options["n_experts_active"] = draw(st.integers(1, options["n_experts"]))
        if draw(flags):
            options["d_ff_expert"] = draw(sizes)
    return TransformerConfig(draw(st.integers(1, 3)), d_model, draw(sizes), draw(sizes), **options)


random_configs = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@random_configs
@given(configs(largest=10_000))
def test_count_equals_torch(config):
    """Bij elke bouw telt PyTorch evenveel parameters (op het apparaat meta: wel vormen, geen geheugen)."""
    assert count_parameters(config) == torch_count(build_torch_model(config, "meta"))


@pytest.mark.parametrize("name", ["GPT-3 175B", "Gemma 3 1B", "Qwen2.5-1.5B", "Mixtral 8x22B"])
def test_published_model_equals_torch(name):
    """Ook een bekend model op ware grootte telt PyTorch net zo."""
    config, exact = MODELS[name]
    assert torch_count(build_torch_model(config, "meta")) == exact


@settings(random_configs, max_examples=60)
@given(configs(largest=12))
def test_active_count_equals_what_one_token_uses(config):
    """Actief is elke parameter waar de uitkomst van één token langs komt: daar geeft PyTorch een gradiënt."""
    import torch

    model = build_torch_model(config, "cpu")
    scores = model(torch.tensor([config.vocab - 1]))
    assert scores.shape == (1, config.vocab)
    scores.sum().backward()
    used = sum(parameter.numel() for parameter in model.parameters() if parameter.grad is not None)
    assert count_active_parameters(config) == used


@random_configs
@given(configs())
def test_parts_sum_to_the_total(config):
    """De onderdelen hebben vaste namen, zijn nooit negatief en samen het geheel."""
    parts = parameter_parts(config)
    assert [part.name for part in parts] == [
        "tokenembedding",
        "posities",
        "attention",
        "router",
        "feed-forward",
        "normen",
        "eindnorm",
        "uitvoerlaag",
    ]
    assert sum(part.size * part.times for part in parts) == count_parameters(config)
    assert all(part.size >= 0 and part.times in (1, config.n_layer) for part in parts)
    assert count_active_parameters(config) <= count_parameters(config)


def test_parts_of_gpt2_small_by_hand():
    """De som van GPT-2 small, deel voor deel met de hand uitgeschreven."""
    parts = {part.name: part for part in parameter_parts(gpt2(12, 768))}
    assert parts["tokenembedding"].total == 50257 * 768
    assert parts["posities"].total == 1024 * 768
    assert parts["attention"] == ("attention", 4 * (768 * 768 + 768), 12)
    assert parts["feed-forward"] == ("feed-forward", 768 * 3072 + 3072 + 3072 * 768 + 768, 12)
    assert parts["normen"].total == 12 * 2 * 2 * 768
    assert parts["eindnorm"].total == 2 * 768
    assert parts["router"].total == parts["uitvoerlaag"].total == 0


@random_configs
@given(configs(), st.sampled_from(["n_layer", "d_model", "vocab", "context", "d_ff", "n_experts"]), st.integers(1, 5))
def test_bigger_is_never_smaller(config, name, extra):
    """Meer lagen, meer breedte, meer woorden of meer experts: nooit minder parameters."""
    assume(getattr(config, name))
    step = extra * (config.n_heads or 1)  # zo blijft d_model te verdelen
    larger = replace(config, **{name: getattr(config, name) + step})
    assert count_parameters(larger) >= count_parameters(config)
    if name in ("n_layer", "d_model", "vocab", "n_experts"):
        assert count_parameters(larger) > count_parameters(config)


def test_a_derived_size_follows_when_another_changes():
    """Wie met replace de breedte verandert, krijgt ook de feed-forward en de koppen die daarbij horen."""
    assert count_parameters(replace(gpt2(24, 768, n_heads=16), d_model=1024)) == 354_823_168


@given(st.integers(1, 6), st.sampled_from([1, 2, 3, 4, 6, 8]))
def test_number_of_heads_does_not_change_the_sum(size, n_heads):
    """Vaker verdelen is niet meer: het aantal koppen maakt voor de som niets uit."""
    d_model = 24 * size
    assert count_parameters(gpt2(2, d_model, 99, n_heads=n_heads)) == count_parameters(gpt2(2, d_model, 99))


@pytest.mark.parametrize(
    "options, words",
    [
        ({"n_heads": 7}, "768 is niet gelijk te verdelen over 7"),
        ({"n_heads": 12, "n_kv_heads": 5}, "5 koppen voor key"),
    ],
)
def test_heads_that_do_not_fit_are_explained(options, words):
    with pytest.raises(ValueError, match=words):
        gpt2(12, 768, **options)


def test_no_experts_may_be_written_as_zero():
    """Een lege kolom (None) en een 0 betekenen allebei: geen experts."""
    empty = llama(2, 64, 100, n_experts=None, n_experts_active=None)
    zero = llama(2, 64, 100, n_experts=0, n_experts_active=0)
    assert count_parameters(empty) == count_parameters(zero) == count_parameters(llama(2, 64, 100))
