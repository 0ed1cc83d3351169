"""Writes tests/testdata/weights/*: tiny synthetic pairs of checkpoints, and how far their MLP tensors are apart, by NumPy in long double.

    /usr/bin/python3 tests/oracle/make_weights.py

A folder holds `base`, `instruct` and `expected.json`: the rows of `weights.csv` under `bf16` and under `stored`, those of all other tensors of
the layers under `others`, those of what is in no layer under `outside`, and under `mlp_share` what the MLPs have of all squared changes and of all elements. Every number comes of its
definition: W as stored or as PyTorch rounds it to bfloat16, norm weights as 1 + w where the model adds one, 1 - cos as half the squared
length of W_b / |W_b| - W_i / |W_i|.

Letters: C hidden size, F intermediate size, L layers.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch

OUT = Path(__file__).parent.parent / "testdata" / "weights"
C, F, L = 18, 26, 2
SIZES = {"hidden_size": C, "intermediate_size": F, "num_hidden_layers": L}
COLUMNS = ["layer", "tensor", "n_elements", "base_norm", "instruct_norm", "delta_norm", "relative_change", "delta_angular",
           "changed_share", "largest_change", "rounding_change", "delta_spectral_norm", "delta_stable_rank", "delta_top8_share",
           "delta_low_rank", "isotropic_top8_share"]

GEMMA = {
    "pre_norm": ("pre_feedforward_layernorm.weight", (C,)),
    "gate": ("mlp.gate_proj.weight", (F, C)),
    "up": ("mlp.up_proj.weight", (F, C)),
    "down": ("mlp.down_proj.weight", (C, F)),
    "post_norm": ("post_feedforward_layernorm.weight", (C,)),
}
LLAMA = {
    "pre_norm": ("post_attention_layernorm.weight", (C,)),
    "gate": ("mlp.gate_proj.weight", (F, C)),
    "gate_bias": ("mlp.gate_proj.bias", (F,)),
    "up": ("mlp.up_proj.weight", (F, C)),
    "up_bias": ("mlp.up_proj.bias", (F,)),
    "down": ("mlp.down_proj.weight", (C, F)),
    "down_bias": ("mlp.down_proj.bias", (C,)),
}
# Of a fused tensor the first rows are gate and the others up.
PHI = {
    "pre_norm": ("post_attention_layernorm.weight", (C,)),
    "gate": ("mlp.gate_up_proj.weight[:F]", (F, C)),
    "up": ("mlp.gate_up_proj.weight[F:]", (F, C)),
    "down": ("mlp.down_proj.weight", (C, F)),
}

# What is none of an MLP, in the order of names. Numbers of its own, so that those of the MLPs stay what they were.
OTHERS = {
    "gemma2": [("input_layernorm", (C,)), ("self_attn.o_proj", (C, 12)), ("self_attn.q_proj", (12, C))],
    "llama": [("input_layernorm", (C,)), ("self_attn.q_proj.bias", (14,)), ("self_attn.q_proj", (14, C)), ("self_attn.v_proj", (7, C))],
    "phi3": [("input_layernorm", (C,)), ("self_attn.qkv_proj", (30, C))],
}

# What is in no layer, in the order of names; numbers of its own again.
V = 40
OUTSIDE = {
    "gemma2": [("model.embed_tokens", (V, C)), ("model.norm", (C,))],
    "llama": [("lm_head", (V, C)), ("model.embed_tokens", (V, C)), ("model.norm", (C,))],
    "phi3": [("lm_head.bias", (V,)), ("lm_head", (V, C)), ("model.embed_tokens", (V, C)), ("model.norm", (C,))],
}

PAIRS = {
    "gemma2": {
        "tensors": GEMMA, "offset": 1, "dtypes": (torch.float32, torch.bfloat16),
        "config": {"architectures": ["Gemma2ForCausalLM"], "hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6},
    },
    "llama": {
        "tensors": LLAMA, "offset": 0, "dtypes": (torch.float16, torch.float32),
        "config": {"architectures": ["LlamaForCausalLM"], "hidden_act": "silu", "rms_norm_eps": 1e-5, "mlp_bias": True},
    },
    "phi3": {
        "tensors": PHI, "offset": 0, "dtypes": (torch.bfloat16, torch.bfloat16),
        "config": {"architectures": ["Phi3ForCausalLM"], "rms_norm_eps": 1e-5},
    },
}


def change(name, layer, tensor, base, random):
    """What the instruct checkpoint has of a tensor of the base, before it is stored."""
    if (name, layer, tensor) == ("gemma2", 1, "up"):
        return base  # as it was, but for its dtype
    if (name, layer, tensor) == ("gemma2", 0, "down"):
        return 2 * base  # length alone
    if (name, layer, tensor) == ("llama", 0, "gate"):
        return base * (1 + 1e-6 * random.standard_normal(base.shape))  # less than bfloat16 tells
    return base + 0.02 * random.standard_normal(base.shape) * np.abs(base).mean()


def base_of(name, layer, tensor, shape, random):
    if name == "llama" and tensor == "gate_bias":
        return np.zeros(shape)  # in the base alone at layer 1, in both at layer 0
    centre = 0.9 if tensor.endswith("norm") and name != "gemma2" else 0
    return centre + 0.3 * random.standard_normal(shape)


def bf16(values):
    return values.to(torch.float32).to(torch.bfloat16)


def row(layer, tensor, base, instruct, weights, offset):
    """One row, of tensors as stored."""
    taken = [bf16(it) if weights == "bf16" else it for it in (base, instruct)]
    a, b = [offset + it.to(torch.float64).numpy().astype(np.longdouble).ravel() for it in taken]
    d = b - a
    norm = lambda v: np.sqrt(np.sum(v * v))
    na, nb, nd = norm(a), norm(b), norm(d)
    roundings = []
    for stored, v in ((base, a), (instruct, b)):
        if stored.dtype == torch.bfloat16 or norm(v) == 0:
            continue
        error = bf16(stored).to(torch.float64) - stored.to(torch.float64)
        roundings.append(norm(error.numpy().astype(np.longdouble).ravel()) / norm(v))
    turn = None if na == 0 or nb == 0 else np.sum((a / na - b / nb) ** 2) / 2
    spectrum = spectrum_of(d.reshape(base.shape)) if base.dim() == 2 else [None] * 5
    values = [layer, tensor, a.size, na, nb, nd, None if na == 0 else nd / na, turn,
              np.count_nonzero(d) / a.size, np.max(np.abs(d)), max(roundings) if roundings else None,
              *spectrum]
    return dict(zip(COLUMNS, [it if it is None or isinstance(it, (int, str)) else float(it) for it in values]))


def spectrum_of(d):
    """Of all singular values: the largest, how many of it the squared length is worth, the share of the eight largest, how few hold all but a
    ten-thousandth; and what is likely."""
    squares = np.linalg.svd(d.astype(np.float64), compute_uv=False) ** 2
    rows, columns = d.shape
    likely = min(1, 8 * (np.sqrt(rows) + np.sqrt(columns)) ** 2 / (rows * columns))
    if squares[0] == 0:
        return [0, None, None, None, likely]
    shares = np.cumsum(squares[:8]) / squares.sum()
    low = int(np.argmax(shares >= 1 - 1e-4)) + 1 if shares[-1] >= 1 - 1e-4 else None
    return [np.sqrt(squares[0]), squares.sum() / squares[0], shares[-1], low, likely]


def make(name, pair):
    random = np.random.default_rng(sum(map(ord, name)))
    files, rows = ({}, {}), {"bf16": [], "stored": []}
    others = {"bf16": [], "stored": []}
    beside = np.random.default_rng(1000 + sum(map(ord, name)))
    for layer in range(L):
        for tensor, (stored_name, shape) in pair["tensors"].items():
            base = base_of(name, layer, tensor, shape, random)
            instruct = change(name, layer, tensor, base, random)
            if name == "llama" and tensor == "gate_bias" and layer == 1:
                instruct = 0.1 * random.standard_normal(shape)
            sides = [torch.tensor(it).to(torch.float32).to(dtype) for it, dtype in zip((base, instruct), pair["dtypes"])]
            for file, values in zip(files, sides):
                file[f"model.layers.{layer}.{stored_name}"] = values
            for weights in rows:
                rows[weights].append(row(layer, tensor, *sides, weights, pair["offset"] if tensor.endswith("norm") else 0))
        for other, shape in OTHERS[name]:
            add_other(name, layer, other, shape, beside, files, others)
        if name == "llama":
            # Angles, which older versions of transformers stored: no weight.
            for file, dtype in zip(files, pair["dtypes"]):
                file[f"model.layers.{layer}.self_attn.rotary_emb.inv_freq"] = (10000 ** -torch.arange(0, 1, 0.25)).to(dtype)
    outside, alone = {"bf16": [], "stored": []}, np.random.default_rng(2000 + sum(map(ord, name)))
    for tensor, shape in OUTSIDE[name]:
        add_other(name, None, tensor, shape, alone, files, outside)
    for side, tensors in zip(("base", "instruct"), files):
        folder = OUT / name / side
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.safetensors").write_bytes(safetensors(fused(tensors)))
        (folder / "config.json").write_text(json.dumps({**pair["config"], **SIZES}, indent=1) + "\n")
    expected = {**rows, "others": others, "outside": outside, "mlp_share": {weights: share(rows[weights], others[weights]) for weights in rows}}
    (OUT / name / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def add_other(name, layer, tensor, shape, random, files, rows):
    """One tensor that is none of an MLP, of no layer where that is None: into both files, and its row for both ways of taking weights."""
    pair = PAIRS[name]
    is_norm = tensor.endswith("norm")
    stored_name = tensor if tensor.endswith(".bias") else f"{tensor}.weight"
    base = (0.9 if is_norm and name != "gemma2" else 0) + 0.3 * random.standard_normal(shape)
    instruct = base + 0.01 * random.standard_normal(shape)
    sides = [torch.tensor(it).to(torch.float32).to(dtype) for it, dtype in zip((base, instruct), pair["dtypes"])]
    for file, values in zip(files, sides):
        file[stored_name if layer is None else f"model.layers.{layer}.{stored_name}"] = values
    for weights in rows:
        found = row(layer, tensor, *sides, weights, pair["offset"] if is_norm else 0)
        rows[weights].append({**found, "shape": f"[{', '.join(map(str, shape))}]"})


def share(rows, others):
    """What rows have of all squared changes, and of all elements."""
    of = lambda rows, term: sum(term(row) for row in rows)
    return [of(rows, term) / of(rows + others, term) for term in (lambda row: row["delta_norm"] ** 2, lambda row: row["n_elements"])]


def safetensors(tensors):
    """The bytes of a safetensors file: length of the header, header, data."""
    spelt = {torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32"}
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()
        header[name] = {"dtype": spelt[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def fused(tensors):
    """The same with the two halves of a fused tensor as one."""
    whole = {}
    for name, values in tensors.items():
        if name.endswith("[F:]"):
            continue
        if name.endswith("[:F]"):
            other = tensors[name.replace("[:F]", "[F:]")]
            name, values = name.removesuffix("[:F]"), torch.cat([values, other])
        whole[name] = values
    return whole


for name, pair in PAIRS.items():
    make(name, pair)
