"""Writes tests/testdata/compute/*.json: one layer's MLP of two models, and its operations alone, by PyTorch.

    /usr/bin/python3 tests/oracle/make_compute.py

Weights are random and written as they would be stored (base64, little endian); expected numbers are those of mlp.py, float64
unless the name says otherwise.
"""

import base64
import json
from pathlib import Path

import torch

import mlp

OUT = Path(__file__).parent.parent / "testdata" / "compute"
DTYPES = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}

# Dtypes are mixed between and within the two models.
GEMMA_DTYPES = {
    "base": {"preNorm": "F32", "gate": "F32", "up": "F32", "down": "F32", "postNorm": "F32"},
    "instruct": {"preNorm": "BF16", "gate": "BF16", "up": "F16", "down": "BF16", "postNorm": "F32"},
}
LLAMA_DTYPES = {
    "base": {"preNorm": "F16", "gate": "BF16", "up": "F32", "down": "F16"},
    "instruct": {"preNorm": "F32", "gate": "F32", "up": "F32", "down": "F32"},
}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    # No size is a multiple of what a kernel works on at a time.
    gemma = {"eps": 1e-6, "norm_offset": 1, "activation": "gelu_tanh", "has_post_norm": True}
    llama = {"eps": 1e-5, "norm_offset": 0, "activation": "silu", "has_post_norm": False}
    write("gemma_like.json", layer(gemma, GEMMA_DTYPES, C=21, F=50, V=6, seed=1))
    write("llama_like.json", layer(llama, LLAMA_DTYPES, C=26, F=43, V=9, seed=2))
    write("operations.json", operations())


def layer(recipe, dtypes, C, F, V, seed):
    torch.manual_seed(seed)
    shapes = {"preNorm": (C,), "gate": (F, C), "up": (F, C), "down": (C, F), "postNorm": (C,)}
    centre = 0.0 if recipe["norm_offset"] == 1 else 1.0
    x = (10 * torch.randn(V, C)).bfloat16().float()
    models, weights = {}, {}
    values = {}
    for model in ("base", "instruct"):
        weights[model], models[model] = {}, {}
        for name, dtype in dtypes[model].items():
            shape = shapes[name]
            if model == "base":
                values[name] = torch.randn(shape) * (0.3 if len(shape) == 1 else shape[1] ** -0.5)
                values[name] += centre if len(shape) == 1 else 0.0
            else:
                values[name] = values[name] + 0.05 * values[name].std() * torch.randn(shape)
            stored = values[name].to(DTYPES[dtype])
            weights[model][name] = stored
            models[model][name] = {"dtype": dtype, "shape": list(shape), "data": data(stored)}
    expected = {}
    for name, options in {
        "bf16": {"rounds_weights": True},
        "stored": {"rounds_weights": False},
        "notebook": {"rounds_weights": True, "is_notebook": True},
        "notebook_stored": {"rounds_weights": False, "is_notebook": True},
    }.items():
        expected[name] = {model: mlp.outputs(x, weights[model], recipe, **options).tolist() for model in weights}
    return {"recipe": recipe, "C": C, "F": F, "V": V, "inputs": data(x), "models": models, "expected": expected}


def operations():
    """Each operation on its own, with arguments far from and near to zero."""
    torch.manual_seed(3)
    x, w = torch.randn(3, 11), torch.randn(11)
    a = torch.cat([torch.linspace(-30, 30, 41), torch.linspace(-0.5, 0.5, 10), torch.tensor([-1e4, 1e4, -90.0, 90.0])])
    up = torch.randn(len(a))
    matrix = torch.randn(5, 11)
    g = torch.randn(2, 5)
    as_float64 = lambda values: values.double().tolist()
    return {
        "rmsnorm": {
            "x": as_float64(x),
            "weight": as_float64(w),
            "eps": 1e-2,
            "offset_0": as_float64(mlp.rms_norm(x.double(), w.double(), 1e-2)),
            "offset_1": as_float64(mlp.rms_norm(x.double(), 1 + w.double(), 1e-2)),
            "offset_1_rounded": as_float64(mlp.rms_norm(x.double(), 1 + w.double(), 1e-2).bfloat16()),
            "centred": as_float64(torch.nn.functional.layer_norm(x.double(), x.shape[-1:], w.double(), None, 1e-2)),
        },
        "linear": {"x": as_float64(x), "weight": as_float64(matrix), "y": as_float64(x.double() @ matrix.double().T)},
        "combine_rows": {
            "g": as_float64(g),
            "weight": as_float64(matrix),
            "out": as_float64(g.double() @ matrix.double()),
        },
        "gated_activation": {
            "gate": as_float64(a),
            "up": as_float64(up),
            **{name: as_float64(act(a.double()) * up.double()) for name, act in mlp.ACTIVATIONS.items()},
        },
    }


def data(tensor):
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return base64.b64encode(tensor.contiguous().numpy().tobytes()).decode()


def write(name, content):
    (OUT / name).write_text(json.dumps(content) + "\n")
    print(f"{name}: {(OUT / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
