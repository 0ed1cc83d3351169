"""Writes tests/testdata/architectures/*: a tiny synthetic pair of each architecture, and what its MLPs give, by NumPy in float64.

    /usr/bin/python3 tests/oracle/make_architectures.py [FAMILY...]

A pair is two checkpoint folders as the Hub serves them, `base` in float32 and `instruct` in bfloat16. Beside the tensors of the
MLP lie norms of the same size that belong to attention, so that one taken for another shows. The arithmetic of a family is
written out from its code in transformers (modeling_*.py: its RMSNorm, its MLP, and the order in its DecoderLayer): y is what the
MLP block adds to the residual stream.

Letters: C hidden size, F intermediate size, L layers, V input vectors.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from scipy import special

OUT = Path(__file__).parent.parent / "testdata" / "architectures"
# No size is a multiple of what a kernel works on at a time; those of families that resemble another one are smaller still.
C, F, L = 18, 26, 2
SMALL_C, SMALL_F, SMALL_L = 6, 10, 1
SIZES = {"hidden_size": C, "intermediate_size": F, "num_hidden_layers": L}


def gelu_tanh(a):
    return 0.5 * a * (1 + np.tanh(np.sqrt(2 / np.pi) * (a + 0.044715 * a**3)))


def silu(a):
    return a / (1 + np.exp(-a))


def rms(x, eps):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)


def gemma2(x, w, eps):
    """Gemma2RMSNorm: its weight is stored less 1. Gemma2MLP: act is `hidden_activation`."""
    n = rms(x, eps) * (1 + w["pre_feedforward_layernorm"])
    h = gelu_tanh(n @ w["mlp.gate_proj"].T) * (n @ w["mlp.up_proj"].T)
    return rms(h @ w["mlp.down_proj"].T, eps) * (1 + w["post_feedforward_layernorm"])


def llama(x, w, eps):
    """LlamaRMSNorm, LlamaMLP: act is `hidden_act`; what the MLP gives is added as it is."""
    n = rms(x, eps) * w["post_attention_layernorm"]
    h = silu(n @ w["mlp.gate_proj"].T) * (n @ w["mlp.up_proj"].T)
    return h @ w["mlp.down_proj"].T


def qwen3(x, w, eps):
    """Qwen3RMSNorm: its weight is stored as it is. Qwen3MLP: act is `hidden_act`. Qwen3DecoderLayer adds the MLP's output as it is."""
    n = w["post_attention_layernorm"] * rms(x, eps)
    return (silu(n @ w["mlp.gate_proj"].T) * (n @ w["mlp.up_proj"].T)) @ w["mlp.down_proj"].T


# config: the keys of a published config.json that have to do with the MLP, and some that have not. norms: all of size C in a layer.
FAMILIES = {
    "gemma2": {
        "mlp": gemma2,
        "norm_centre": 0.0,
        "norms": ["input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"],
        "config": {
            "architectures": ["Gemma2ForCausalLM"],
            "final_logit_softcapping": 30.0,
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_activation": "gelu_pytorch_tanh",
            "model_type": "gemma2",
            "rms_norm_eps": 1e-06,
            **SIZES,
        },
    },
    "llama": {
        "mlp": llama,
        "norm_centre": 1.0,
        "norms": ["input_layernorm", "post_attention_layernorm"],
        "config": {
            "architectures": ["LlamaForCausalLM"],
            "hidden_act": "silu",
            "mlp_bias": False,
            "model_type": "llama",
            "rms_norm_eps": 1e-05,
            **SIZES,
        },
    },
    "qwen3": {
        "mlp": qwen3,
        "norm_centre": 1.0,
        # As if heads were as wide as the model: q_norm and k_norm could be taken for a norm of the MLP.
        "norms": ["input_layernorm", "post_attention_layernorm", "self_attn.q_norm", "self_attn.k_norm"],
        "config": {
            "architectures": ["Qwen3ForCausalLM"],
            "attention_bias": False,
            "head_dim": C,
            "hidden_act": "silu",
            "model_type": "qwen3",
            "rms_norm_eps": 1e-06,
            "sliding_window": None,
            **SIZES,
        },
    },
}


def resembling(like, norm, architecture, **rest):
    """A family whose MLP is that of another, but for the norm before it, its eps or how its files are nested."""
    act, weight, has_post = like
    attention = rest.pop("attention", ["input_layernorm"])
    eps = rest.pop("eps", 1e-6)
    post = "post_feedforward_layernorm"

    def mlp(x, w, eps):
        n = rms(x, eps) * (weight + w[norm])
        y = (act(n @ w["mlp.gate_proj"].T) * (n @ w["mlp.up_proj"].T)) @ w["mlp.down_proj"].T
        return rms(y, eps) * (weight + w[post]) if has_post else y

    return {
        "mlp": mlp,
        "norm_centre": 1.0 - weight,
        "norms": [*attention, norm, *([post] if has_post else [])],
        "config": {"architectures": [architecture], **rest.pop("config", {})},
        "eps": eps,
        **rest,
    }


# (activation, what is added to the weight of a norm, whether a norm follows the MLP)
LIKE_GEMMA_1, LIKE_GEMMA, LIKE_GEMMA_4 = (gelu_tanh, 1, False), (gelu_tanh, 1, True), (gelu_tanh, 0, True)
LIKE_LLAMA, LIKE_QWEN_3_5 = (silu, 0, False), (silu, 1, False)
AFTER_ATTENTION, BEFORE_MLP = "post_attention_layernorm", "pre_feedforward_layernorm"
GEMMA_ATTENTION = ["input_layernorm", AFTER_ATTENTION]


def fused(norm, architecture, eps, has_post=False, **rest):
    """Phi3MLP, GlmMLP: `gate, up = gate_up_proj(n).chunk(2)`; Glm4DecoderLayer has a norm after the MLP."""
    def mlp(x, w, eps):
        gate, up = np.split(rms(x, eps) * w[norm] @ w["mlp.gate_up_proj"].T, 2, axis=-1)
        y = silu(gate) * up @ w["mlp.down_proj"].T
        return rms(y, eps) * w["post_mlp_layernorm"] if has_post else y

    attention = ["input_layernorm", *(["post_self_attn_layernorm", "post_mlp_layernorm"] if has_post else [])]
    return {
        "mlp": mlp,
        "norm_centre": 1.0,
        "norms": [*attention, norm],
        "is_fused": True,
        "config": {"architectures": [architecture]},
        "eps": eps,
        **rest,
    }


def gelu(a):
    """Exact, by the error function."""
    return 0.5 * a * (1 + special.erf(a / np.sqrt(2)))


def layer_norm(x, eps):
    return (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + eps)


NAMES = {"gate": "mlp.gate_proj", "up": "mlp.up_proj", "down": "mlp.down_proj"}


def other(architecture, eps, pre=None, post=None, act=silu, norm=rms, factor=1.0, names=NAMES, biased=(), fused=False, **rest):
    """y = factor * post(down(act(gate n) * (up n))), n = pre(x), with any of the norms absent and biases where `biased` names them.

    pre and post: the names of norms with a weight, or a norm that has none ("" of OlmoLayerNorm), or None.
    """
    def mlp(x, w, eps):
        add = lambda part: w.get(f"{names.get(part, part)}:bias", 0.0)
        n = x if pre is None else norm(x, eps) * (w[pre] if pre else 1.0) + add(pre)
        if fused:
            gate, up = np.split(n @ w[names["gate"]].T, 2, axis=-1)
        else:
            gate, up = n @ w[names["gate"]].T + add("gate"), n @ w[names["up"]].T + add("up")
        y = act(gate) * up @ w[names["down"]].T + add("down")
        return factor * (norm(y, eps) * w[post] if post else y)

    return {
        "mlp": mlp,
        "norm_centre": 1.0,
        "norms": [*rest.pop("attention", ["self_attn.some_norm"]), *(name for name in (pre, post) if name)],
        "projections": names,
        "is_fused": fused,
        "biased": [names.get(part, part) for part in biased],
        "config": {"architectures": [architecture], **rest.pop("config", {})},
        "eps": eps,
        **rest,
    }


def text(model_type, **rest):
    """The config of a text model within a larger one; as published, sizes alone may be in it."""
    return {"model_type": model_type, **rest}


FAMILIES |= {
    # Old files of Gemma 1 name the exact GELU and mean the tanh form.
    "gemma": resembling(LIKE_GEMMA_1, AFTER_ATTENTION, "GemmaForCausalLM", config={"hidden_act": "gelu", "rms_norm_eps": 1e-6}),
    "gemma3-text": resembling(LIKE_GEMMA, BEFORE_MLP, "Gemma3ForCausalLM", attention=GEMMA_ATTENTION,
                              config={"hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6}),
    "gemma3": resembling(LIKE_GEMMA, BEFORE_MLP, "Gemma3ForConditionalGeneration", attention=GEMMA_ATTENTION,
                         prefix="language_model.model.", text=text("gemma3_text")),
    "vaultgemma": resembling(LIKE_GEMMA_1, BEFORE_MLP, "VaultGemmaForCausalLM"),
    "gemma4": resembling(LIKE_GEMMA_4, BEFORE_MLP, "Gemma4ForConditionalGeneration", attention=GEMMA_ATTENTION,
                         prefix="model.language_model.", text=text("gemma4_text", enable_moe_block=False)),
    "gemma4-text": resembling(LIKE_GEMMA_4, BEFORE_MLP, "Gemma4ForCausalLM", attention=GEMMA_ATTENTION),
    "gemma4-unified": resembling(LIKE_GEMMA_4, BEFORE_MLP, "Gemma4UnifiedForCausalLM", attention=GEMMA_ATTENTION),
    "mistral": resembling(LIKE_LLAMA, AFTER_ATTENTION, "MistralForCausalLM", eps=1e-5, config={"rms_norm_eps": 1e-5, "hidden_act": "silu"}),
    "ministral": resembling(LIKE_LLAMA, AFTER_ATTENTION, "MinistralForCausalLM"),
    "ministral3": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Ministral3ForCausalLM", eps=1e-5),
    "mistral3": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Mistral3ForConditionalGeneration",
                           prefix="language_model.model.", text=text("mistral")),
    "qwen2": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Qwen2ForCausalLM"),
    "qwen2-vl": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Qwen2VLForConditionalGeneration", config={"model_type": "qwen2_vl"}),
    "qwen2.5-vl": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Qwen2_5_VLForConditionalGeneration", text=text("qwen2_5_vl_text")),
    "qwen3-vl": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Qwen3VLForConditionalGeneration",
                           prefix="model.language_model.", text=text("qwen3_vl_text")),
    "qwen3.5": resembling(LIKE_QWEN_3_5, AFTER_ATTENTION, "Qwen3_5ForConditionalGeneration",
                          prefix="model.language_model.", text=text("qwen3_5_text")),
    "qwen3.5-text": resembling(LIKE_QWEN_3_5, AFTER_ATTENTION, "Qwen3_5ForCausalLM"),
    "smollm3": resembling(LIKE_LLAMA, AFTER_ATTENTION, "SmolLM3ForCausalLM", config={"mlp_bias": False}),
    "seed-oss": resembling(LIKE_LLAMA, AFTER_ATTENTION, "SeedOssForCausalLM"),
    "hunyuan-dense": resembling(LIKE_LLAMA, AFTER_ATTENTION, "HunYuanDenseV1ForCausalLM", eps=1e-5),
    "cwm": resembling(LIKE_LLAMA, AFTER_ATTENTION, "CwmForCausalLM", eps=1e-5),
    "ernie4.5": resembling(LIKE_LLAMA, AFTER_ATTENTION, "Ernie4_5ForCausalLM", eps=1e-5, config={"use_bias": False}),
    "helium": resembling(LIKE_LLAMA, AFTER_ATTENTION, "HeliumForCausalLM", eps=1e-8),
    "youtu": resembling(LIKE_LLAMA, AFTER_ATTENTION, "YoutuForCausalLM"),
    "diffllama": resembling(LIKE_LLAMA, AFTER_ATTENTION, "DiffLlamaForCausalLM", eps=1e-5),
    # Saved without its head; after torch.compile and DistributedDataParallel.
    "llama-model": resembling(LIKE_LLAMA, AFTER_ATTENTION, "LlamaModel", prefix="", config={"hidden_act": "swish"}),
    "llama-wrapped": resembling(LIKE_LLAMA, AFTER_ATTENTION, "LlamaForCausalLM", prefix="module._orig_mod.model."),
    "llava": resembling(LIKE_LLAMA, AFTER_ATTENTION, "LlavaForConditionalGeneration", eps=1e-5,
                        prefix="language_model.model.", text=text("llama", rms_norm_eps=1e-5)),
    "phi3": fused(AFTER_ATTENTION, "Phi3ForCausalLM", 1e-5),
    "glm": fused(AFTER_ATTENTION, "GlmForCausalLM", 1.5625e-7),
    "glm4": fused(AFTER_ATTENTION, "Glm4ForCausalLM", 1.5625e-7, has_post=True),
    "glm4v": fused(AFTER_ATTENTION, "Glm4vForConditionalGeneration", 1.5625e-7, has_post=True,
                   prefix="model.language_model.", text=text("glm4v_text")),
    "paligemma": resembling(LIKE_GEMMA, BEFORE_MLP, "PaliGemmaForConditionalGeneration", attention=GEMMA_ATTENTION,
                            prefix="language_model.model.", text=text("gemma2")),
}

W1_W3_W2 = {"gate": "feed_forward.w1", "up": "feed_forward.w3", "down": "feed_forward.w2"}
SHARED = {"gate": "shared_mlp.input_linear", "down": "shared_mlp.output_linear"}
C_FC = {"gate": "mlp.c_fc_0", "up": "mlp.c_fc_1", "down": "mlp.c_proj"}
BIASED = ("gate", "up", "down")
POST = "post_feedforward_layernorm"

FAMILIES |= {
    # No norm before the MLP: Olmo2DecoderLayer, Exaone4DecoderLayer.
    "olmo2": other("Olmo2ForCausalLM", 1e-6, post=POST, attention=[AFTER_ATTENTION], config={"rms_norm_eps": 1e-6}),
    "olmo3": other("Olmo3ForCausalLM", 1e-5, post=POST, attention=[AFTER_ATTENTION]),
    "exaone4": other("Exaone4ForCausalLM", 1e-5, post=POST, attention=[AFTER_ATTENTION]),
    # What the MLP adds is multiplied: GraniteDecoderLayer, MiniCPMDecoderLayer (scale_depth / sqrt(L)).
    "granite": other("GraniteForCausalLM", 1e-6, pre=AFTER_ATTENTION, factor=0.22, config={"residual_multiplier": 0.22, "hidden_act": "silu"}),
    "granite4-dense": other("GraniteMoeHybridForCausalLM", 1e-6, pre=AFTER_ATTENTION, factor=0.25, names=SHARED, fused=True,
                            width_key="shared_intermediate_size", config={"residual_multiplier": 0.25, "num_local_experts": 0}),
    "minicpm": other("MiniCPMForCausalLM", 1e-5, pre=AFTER_ATTENTION, factor=1.4, config={"scale_depth": 1.4, "rms_norm_eps": 1e-5}),
    "hyperclovax": other("HyperCLOVAXForCausalLM", 1e-6, pre=AFTER_ATTENTION, post="post_norm2", factor=0.5,
                         config={"residual_multiplier": 0.5, "rms_norm_eps": 1e-6}),
    "hyperclovax-plain": other("HyperCLOVAXForCausalLM", 1e-6, pre=AFTER_ATTENTION, attention=["post_norm2"],
                               config={"use_post_norm": False, "rms_norm_eps": 1e-6}),
    # LayerNorm: CohereLayerNorm has no bias, StableLM's has one, OlmoLayerNorm has no parameters. Cohere's MLP reads what attention reads.
    "cohere": other("CohereForCausalLM", 1e-5, pre="input_layernorm", norm=layer_norm, config={"layer_norm_eps": 1e-5}),
    "cohere2": other("Cohere2ForCausalLM", 1e-5, pre="input_layernorm", norm=layer_norm),
    "stablelm": other("StableLmForCausalLM", 1e-5, pre=AFTER_ATTENTION, norm=layer_norm, biased=[AFTER_ATTENTION],
                      attention=["input_layernorm"], config={"layer_norm_eps": 1e-5, "use_parallel_residual": False}),
    "stablelm-parallel": other("StableLmForCausalLM", 1e-5, pre="input_layernorm", norm=layer_norm, biased=["input_layernorm"],
                               config={"use_parallel_residual": True}),
    "olmo": other("OlmoForCausalLM", 1e-5, pre="", norm=layer_norm),
    # Biases: LlamaMLP with mlp_bias, Ernie4_5MLP with use_bias. The exact GELU of any gated family.
    "llama-biases": other("LlamaForCausalLM", 1e-5, pre=AFTER_ATTENTION, biased=BIASED, config={"mlp_bias": True, "rms_norm_eps": 1e-5}),
    "ernie4.5-biases": other("Ernie4_5ForCausalLM", 1e-5, pre=AFTER_ATTENTION, biased=BIASED, config={"use_bias": True}),
    "llama-gelu": other("LlamaForCausalLM", 1e-6, pre=AFTER_ATTENTION, act=gelu, config={"hidden_act": "gelu"}),
    # Other names: InternLM2MLP, Lfm2MLP (F = 10 of 14: two thirds are 9, rounded up to 10), ExaoneGatedMLP.
    "internlm2": other("InternLM2ForCausalLM", 1e-5, pre="ffn_norm", names=W1_W3_W2, config={"rms_norm_eps": 1e-5}),
    "lfm2": other("Lfm2ForCausalLM", 1e-5, pre="ffn_norm", names=W1_W3_W2, told_width=14,
                  config={"norm_eps": 1e-5, "block_multiple_of": 5, "block_ffn_dim_multiplier": 1.0, "block_auto_adjust_ff_dim": True}),
    "exaone": other("ExaoneForCausalLM", 1e-5, pre="ln_2", names=C_FC, prefix="transformer.", layers="h", attention=["ln_1"],
                    layers_key="num_layers", config={"layer_norm_epsilon": 1e-5, "activation_function": "silu"}),
    # Wider last layers: Gemma4TextMLP with use_double_wide_mlp, in the last num_kv_shared_layers.
    "gemma4-wide": {**resembling(LIKE_GEMMA_4, BEFORE_MLP, "Gemma4ForCausalLM", attention=GEMMA_ATTENTION,
                                 config={"use_double_wide_mlp": True, "num_kv_shared_layers": 1}), "n_layers": 2, "wide_from": 1},
    # As published: weights wrapped by adapters for images and speech, which text does not pass.
    "phi4-multimodal": {**fused(AFTER_ATTENTION, "Phi4MultimodalForCausalLM", 1e-5), "wrapped": "base_layer"},
    # LLaVA 1.5 leaves out even the sizes, which are Llama's; they are too large for a fixture.
}


def make(name, family):
    torch.manual_seed(1 + sum(name.encode()))
    is_small = "eps" in family
    c, f, n_layers = (SMALL_C, SMALL_F, family.get("n_layers", SMALL_L)) if is_small else (C, F, L)
    prefix = f"{family.get('prefix', 'model.')}{family.get('layers', 'layers')}."
    base, instruct = {}, {}
    shapes_of = []
    for layer in range(n_layers):
        shapes = shapes_in(family, c, 2 * f if layer >= family.get("wide_from", n_layers) else f)
        shapes_of.append(shapes)
        for tensor, shape in shapes.items():
            values = torch.randn(shape) * (0.3 if len(shape) == 1 else shape[1] ** -0.5)
            values += family["norm_centre"] if len(shape) == 1 and not tensor.endswith(":bias") else 0.0
            key = f"{prefix}{layer}.{stored_name(tensor, family)}"
            base[key] = values
            instruct[key] = (values + 0.05 * values.std() * torch.randn(shape)).bfloat16()
    models = {"base": base, "instruct": instruct}
    # Near the last of these lengths eps counts.
    lengths = (1.0, 2e-3) if is_small else (30.0, 1.0, 1.0, 2e-3, 1e-3)
    x = torch.stack([length * torch.randn(c) for length in lengths]).bfloat16().double().numpy()
    config = family["config"]
    if is_small:
        width_key, layers_key = family.get("width_key", "intermediate_size"), family.get("layers_key", "num_hidden_layers")
        sizes = {"hidden_size": c, width_key: family.get("told_width", f), layers_key: n_layers}
        config = {**config, "text_config": {**family["text"], **sizes}} if "text" in family else {**config, **sizes}
    eps = family.get("eps", config.get("rms_norm_eps"))
    expected = {
        weights: {
            model: [
                family["mlp"](x, layer_weights(tensors, f"{prefix}{layer}.", family, shapes, weights == "bf16"), eps).tolist()
                for layer, shapes in enumerate(shapes_of)
            ]
            for model, tensors in models.items()
        }
        for weights in ("bf16", "stored")
    }
    for model, tensors in models.items():
        folder = OUT / name / model
        folder.mkdir(parents=True, exist_ok=True)
        dtype = {"torch_dtype": "float32" if model == "base" else "bfloat16"}
        (folder / "config.json").write_text(json.dumps({**config, **dtype}, indent=2) + "\n")
        (folder / "model.safetensors").write_bytes(safetensors(tensors))
    (OUT / name / "expected.json").write_text(json.dumps({"inputs": x.tolist(), "expected": expected}) + "\n")
    print(f"{name}: {sum(file.stat().st_size for file in (OUT / name).rglob('*.*'))} bytes")


def shapes_in(family, c, f):
    """The shapes of one layer's tensors by name; that of a bias ends with ":bias"."""
    projections = {"mlp.gate_proj": (f, c), "mlp.up_proj": (f, c), "mlp.down_proj": (c, f)}
    if "projections" in family:
        names = family["projections"]
        wide = {names["gate"]: (2 * f, c)} if family["is_fused"] else {names["gate"]: (f, c), names["up"]: (f, c)}
        projections = {**wide, names["down"]: (c, f)}
    elif family.get("is_fused"):
        projections = {"mlp.gate_up_proj": (2 * f, c), "mlp.down_proj": (c, f)}
    shapes = {**{norm: (c,) for norm in family["norms"]}, **projections}
    return {**shapes, **{f"{tensor}:bias": (shapes[tensor][0],) for tensor in family.get("biased", [])}}


def stored_name(tensor, family):
    name, _, kind = tensor.partition(":")
    wrapped = f".{family['wrapped']}" if "wrapped" in family and name.startswith("mlp.") else ""
    return f"{name}{wrapped}.{kind or 'weight'}"


def layer_weights(tensors, start, family, shapes, rounds_weights):
    """Weights of one layer in float64, by name within the layer; every one is rounded to bfloat16 first, or none."""
    stored = {tensor: tensors[f"{start}{stored_name(tensor, family)}"] for tensor in shapes}
    return {tensor: (it.bfloat16() if rounds_weights else it).double().numpy() for tensor, it in stored.items()}


def safetensors(tensors):
    """The bytes of a safetensors file: length of the header, header, data."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        is_bf16 = tensor.dtype == torch.bfloat16
        raw = (tensor.view(torch.int16) if is_bf16 else tensor).numpy().tobytes()
        header[name] = {
            "dtype": "BF16" if is_bf16 else "F32",
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


if __name__ == "__main__":
    for name in sys.argv[1:] or FAMILIES:
        make(name, FAMILIES[name])
