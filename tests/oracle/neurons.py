"""Writes tests/testdata/neurons/*.json: which neurons carry the change of a layer's output, by PyTorch in float64.

    /usr/bin/python3 tests/oracle/neurons.py

The layers are those of tests/testdata/compute/*.json (first input vector), and a wider one of random activations. Shapley values
are means over all orders of the three factors.
"""

import base64
import json
from itertools import permutations
from pathlib import Path

import torch

import mlp

DATA = Path(__file__).parent.parent / "testdata"
DTYPES = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}
LISTED = 200
NEAREST = 3


def main():
    (DATA / "neurons").mkdir(parents=True, exist_ok=True)
    for name, outliers in {"gemma_like": [4, 17, 9], "llama_like": [25, 0]}.items():
        layer = read_layer(name)
        for weights in ("bf16", "stored"):
            write(f"{name}_{weights}", case(layer, weights, outliers))
    write("wide", case(wide_layer(C=11, F=450), "bf16", [2, 6], n_roles=1, n_traits=1))


def read_layer(name):
    """Weights as stored, and h and g of both models under either rounding, of a compute fixture."""
    fixture = json.loads((DATA / "compute" / f"{name}.json").read_text())
    recipe = fixture["recipe"]
    x = tensor(fixture["inputs"], "F32", (fixture["V"], fixture["C"]))[0].double()
    models = {}
    for model, entries in fixture["models"].items():
        stored = {key: tensor(entry["data"], entry["dtype"], entry["shape"]) for key, entry in entries.items()}
        models[model] = {"dtype": entries["down"]["dtype"], "down": stored["down"]}
        for weights in ("bf16", "stored"):
            w = {key: rounded(values, weights) for key, values in stored.items()}
            n = mlp.rms_norm(x, recipe["norm_offset"] + w["preNorm"], recipe["eps"])
            h = mlp.ACTIVATIONS[recipe["activation"]](w["gate"] @ n) * (w["up"] @ n)
            scale = torch.ones(fixture["C"]).double()
            if recipe["has_post_norm"]:
                r = torch.sqrt((w["down"] @ h).pow(2).mean() + recipe["eps"])
                scale = (recipe["norm_offset"] + w["postNorm"]) / r
            models[model][weights] = {"hidden": h.float(), "scale": scale}
    return models


def wide_layer(C, F):
    """More neurons than are listed, a few of which carry most of the change."""
    torch.manual_seed(4)
    down, h, scale = torch.randn(C, F), torch.randn(F) ** 3, 0.5 + torch.rand(C).double()
    models = {}
    for model, change in {"base": 0.0, "instruct": 0.3}.items():
        models[model] = {
            "dtype": "BF16",
            "down": (down + change * torch.randn(C, F)).bfloat16(),
            "bf16": {
                "hidden": h + change * torch.randn(F) ** 3,
                "scale": scale * (1 + change * torch.randn(C).double()),
            },
        }
    return models


def case(layer, weights, outliers, n_roles=5, n_traits=2):
    models = {
        model: {"down": rounded(entry["down"], weights), "h": entry[weights]["hidden"].double(), "g": entry[weights]["scale"]}
        for model, entry in layer.items()
    }
    base, instruct = models["base"], models["instruct"]
    d = instruct["g"] * (instruct["down"] @ instruct["h"]) - base["g"] * (base["down"] @ base["h"])
    semantic = semantic_vectors(len(d), n_roles, n_traits)
    kept = torch.ones(len(d)).double()
    kept[outliers] = 0
    raw = along(models, d)
    trimmed = along(models, d * kept)
    listed = set(largest(raw["contribution"])) | set(largest(trimmed["contribution"]))
    order = sorted(listed, key=lambda j: (-abs(raw["contribution"][j].item()), j))
    rows = []
    for j in order:
        written = instruct["g"] * instruct["down"][:, j]
        row = {"neuron": j, "base_activation": base["h"][j].item(), "instruct_activation": instruct["h"][j].item()}
        for prefix, parts in {"": raw, "trimmed_": trimmed}.items():
            for key in ("contribution", "share", "fires", "writes", "rescaled"):
                row[prefix + key] = parts[key][j].item()
        row["nearest"] = nearest(written, semantic, torch.ones(len(d)).double())
        row["trimmed_nearest"] = nearest(written, semantic, kept)
        rows.append(row)
    summary = {"neurons": len(base["h"]), "contribution_absolute": raw["contribution"].abs().sum().item()}
    for prefix, parts in {"": raw, "trimmed_": trimmed}.items():
        summary[f"{prefix}delta_norm"] = (d * (kept if prefix else 1)).norm().item()
        summary[f"{prefix}contribution_sum"] = parts["contribution"].sum().item()
        summary[f"{prefix}half_count"] = half_count(parts)
        for key in ("fires", "writes", "rescaled"):
            summary[prefix + key] = parts[key].sum().item()
    return {
        "weights": weights,
        "outliers": outliers,
        "d": d.tolist(),
        "models": {
            model: {
                "down": {"dtype": entry["dtype"], "shape": list(entry["down"].shape), "data": data(entry["down"])},
                "hidden": data(entry[weights]["hidden"]),
                "scale": entry[weights]["scale"].tolist(),
            }
            for model, entry in layer.items()
        },
        "semantic": [{"kind": kind, "name": name, "values": data(values.bfloat16())} for kind, name, values in semantic],
        "expected": shortened({"summary": summary, "rows": rows}),
    }


def along(models, d):
    """Contributions of all neurons along d and their three parts."""
    u = d / d.norm()

    def value(activation, column, scale):
        return models[activation]["h"] * (models[column]["down"].T @ (models[scale]["g"] * u))

    parts = {"activation": 0, "column": 0, "scale": 0}
    orders = list(permutations(parts))
    for order in orders:
        model = {factor: "base" for factor in parts}
        for factor in order:
            before = value(**model)
            model[factor] = "instruct"
            parts[factor] = parts[factor] + (value(**model) - before) / len(orders)
    contribution = value("instruct", "instruct", "instruct") - value("base", "base", "base")
    assert torch.allclose(contribution.sum(), d.norm(), rtol=1e-6), "contributions sum to |d|"
    return {
        "contribution": contribution,
        "share": contribution / d.norm(),
        "fires": parts["activation"],
        "writes": parts["column"],
        "rescaled": parts["scale"],
        "length": d.norm().item(),
    }


def largest(values):
    return sorted(range(len(values)), key=lambda j: (-abs(values[j].item()), j))[:LISTED]


def half_count(parts):
    sums = torch.cumsum(torch.sort(parts["contribution"], descending=True).values, 0)
    reached = torch.nonzero(sums >= parts["length"] / 2)
    return reached[0].item() + 1 if len(reached) else None


def nearest(written, semantic, kept):
    a = written * kept
    cosines = []
    for kind, name, values in semantic:
        s = values * kept
        cosines.append({"kind": kind, "name": name, "cosine": (a @ s / (a.norm() * s.norm())).item()})
    cosines.sort(key=lambda entry: (-abs(entry["cosine"]), entry["kind"], entry["name"]))
    chosen = [entry for kind in ("role", "trait") for entry in [it for it in cosines if it["kind"] == kind][:NEAREST]]
    return [entry for entry in cosines if entry in chosen]


def semantic_vectors(C, n_roles, n_traits):
    """Unit vectors in bfloat16; the first coordinates are large, as outliers are."""
    torch.manual_seed(5)
    vectors = []
    for kind, count in (("role", n_roles), ("trait", n_traits)):
        for i in range(count):
            s = torch.randn(C)
            s[:3] *= 4
            vectors.append((kind, f"{kind}-{i}", (s / s.norm()).bfloat16().double()))
    return vectors


def rounded(values, weights):
    return (values.bfloat16() if weights == "bf16" else values).double()


def shortened(value):
    """Numbers to nine digits: tests ask for fewer."""
    if isinstance(value, dict):
        return {key: shortened(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [shortened(entry) for entry in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def tensor(text, dtype, shape):
    raw = bytearray(base64.b64decode(text))
    if dtype == "BF16":
        return torch.frombuffer(raw, dtype=torch.int16).view(torch.bfloat16).reshape(shape)
    return torch.frombuffer(raw, dtype=DTYPES[dtype]).reshape(shape)


def data(values):
    if values.dtype == torch.bfloat16:
        values = values.view(torch.int16)
    return base64.b64encode(values.contiguous().numpy().tobytes()).decode()


def write(name, content):
    path = DATA / "neurons" / f"{name}.json"
    path.write_text(json.dumps(content) + "\n")
    rows = content["expected"]["rows"]
    print(f"{name}: {path.stat().st_size} bytes, {len(rows)} rows, summary {content['expected']['summary']}")


if __name__ == "__main__":
    main()
