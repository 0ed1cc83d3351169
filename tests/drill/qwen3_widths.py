"""A pair at Qwen 3 32B's true widths (C 5120, F 25600, layer 32 alone) with its published vectors, against PyTorch in float64.

    /usr/bin/python3 tests/drill/qwen3_widths.py VECTORS [DEVICE]

VECTORS is a folder of the published vectors of that model (`role_vectors/*.pt`, `default_vector.pt`). The weights are random: 1.6 GB
are written to a temporary folder, and removed. PC1 and PC2 come from scikit-learn's PCA of the roles at layer 32.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from sklearn.decomposition import PCA

sys.path.insert(0, str(Path(__file__).parent.parent / "oracle"))
from make_architectures import safetensors

C, F, LAYERS, LAYER, EPS = 5120, 25600, 64, 32, 1e-6
ROOT = Path(__file__).parent.parent.parent
SHAPES = {"post_attention_layernorm": (C,), "mlp.gate_proj": (F, C), "mlp.up_proj": (F, C), "mlp.down_proj": (C, F)}


def pair(folder):
    torch.manual_seed(0)
    models = {"base": {}, "instruct": {}}
    for name, shape in SHAPES.items():
        values = torch.randn(shape) * (0.2 if len(shape) == 1 else shape[1] ** -0.5) + (1.0 if len(shape) == 1 else 0.0)
        models["base"][name] = values.bfloat16()
        models["instruct"][name] = (values + 0.05 * values.std() * torch.randn(shape)).bfloat16()
    config = {"architectures": ["Qwen3ForCausalLM"], "hidden_size": C, "intermediate_size": F, "num_hidden_layers": LAYERS,
              "rms_norm_eps": EPS, "hidden_act": "silu", "deltascope_synthetic": "Random weights at Qwen 3 32B's widths"}
    for model, tensors in models.items():
        (folder / model).mkdir()
        (folder / model / "config.json").write_text(json.dumps(config))
        named = {f"model.layers.{LAYER}.{name}.weight": tensor for name, tensor in tensors.items()}
        (folder / model / "model.safetensors").write_bytes(safetensors(named))
    return models


def components(vectors):
    files = sorted((vectors / "role_vectors").glob("*.pt"))
    roles = np.stack([torch.load(file)[LAYER].double().numpy() for file in files])
    found = PCA(n_components=2, svd_solver="full").fit(roles).components_
    # Each component's largest entry is positive.
    return [row * np.sign(row[np.argmax(np.abs(row))]) for row in found]


def output(w, x):
    n = x / torch.sqrt((x**2).mean() + EPS) * w["post_attention_layernorm"].double()
    h = torch.nn.functional.silu(w["mlp.gate_proj"].double() @ n) * (w["mlp.up_proj"].double() @ n)
    return w["mlp.down_proj"].double() @ h


def main(vectors, device="cpu"):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        models = pair(folder)
        command = ["npx", "-y", "deno@2.9.6", "task", "report", "--base", folder / "base", "--instruct", folder / "instruct", "--vectors",
                   vectors, "--layers", str(LAYER), "--random", "8", "--device", device, "--out", folder / "site"]
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True)
        rows = json.loads((folder / "site/data/results.json").read_text())["mlp"]
    found = {row["input_vector"]: row for row in rows}
    worst = 0.0
    for k, component in enumerate(components(vectors), 1):
        for name, sign in ((f"PC{k}", 1), (f"-PC{k}", -1)):
            x = sign * torch.from_numpy(component.copy()).bfloat16().double()
            base, instruct = (output(models[model], x) for model in ("base", "instruct"))
            norms = {"base_output_norm": base, "instruct_output_norm": instruct, "delta_norm": instruct - base}
            for column, vector in norms.items():
                expected = float(vector.norm())
                error = abs(found[name][column] - expected) / expected
                worst = max(worst, error)
                assert error < 2e-5, (name, column, found[name][column], expected)
            angular = float((base / base.norm() - instruct / instruct.norm()).norm() ** 2 / 2)
            error = abs(found[name]["delta_angular"] - angular) / angular
            worst = max(worst, error)
            assert error < 4e-4, (name, found[name]["delta_angular"], angular)
    print(f"PC1, -PC1, PC2 and -PC2 agree with float64 arithmetic; largest relative difference {worst:.1e}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:])
