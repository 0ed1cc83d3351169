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

OUT = Path(__file__).parent.parent / "testdata" / "architectures"
# No size is a multiple of what a kernel works on at a time.
C, F, L = 18, 26, 2
SIZES = {"hidden_size": C, "intermediate_size": F, "num_hidden_layers": L}
PROJECTIONS = {"mlp.gate_proj": (F, C), "mlp.up_proj": (F, C), "mlp.down_proj": (C, F)}


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


def make(name, family):
    torch.manual_seed(1 + sum(name.encode()))
    shapes = {**{norm: (C,) for norm in family["norms"]}, **PROJECTIONS}
    base, instruct = {}, {}
    for layer in range(L):
        for tensor, shape in shapes.items():
            values = torch.randn(shape) * (0.3 if len(shape) == 1 else shape[1] ** -0.5)
            values += family["norm_centre"] if len(shape) == 1 else 0.0
            key = f"model.layers.{layer}.{tensor}.weight"
            base[key] = values
            instruct[key] = (values + 0.05 * values.std() * torch.randn(shape)).bfloat16()
    models = {"base": base, "instruct": instruct}
    # Near the last of these lengths eps counts.
    x = torch.stack([length * torch.randn(C) for length in (30.0, 1.0, 1.0, 2e-3, 1e-3)]).bfloat16().double().numpy()
    eps = family["config"]["rms_norm_eps"]
    expected = {
        weights: {
            model: [
                family["mlp"](x, layer_weights(tensors, layer, shapes, weights == "bf16"), eps).tolist()
                for layer in range(L)
            ]
            for model, tensors in models.items()
        }
        for weights in ("bf16", "stored")
    }
    for model, tensors in models.items():
        folder = OUT / name / model
        folder.mkdir(parents=True, exist_ok=True)
        dtype = {"torch_dtype": "float32" if model == "base" else "bfloat16"}
        (folder / "config.json").write_text(json.dumps({**family["config"], **dtype}, indent=2) + "\n")
        (folder / "model.safetensors").write_bytes(safetensors(tensors))
    (OUT / name / "expected.json").write_text(json.dumps({"inputs": x.tolist(), "expected": expected}) + "\n")
    print(f"{name}: {sum(file.stat().st_size for file in (OUT / name).rglob('*.*'))} bytes")


def layer_weights(tensors, layer, shapes, rounds_weights):
    """Weights of one layer in float64, by name within the layer; every one is rounded to bfloat16 first, or none."""
    stored = {tensor: tensors[f"model.layers.{layer}.{tensor}.weight"] for tensor in shapes}
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
