"""Writes tests/testdata/adapters/*: tiny synthetic checkpoints, PEFT LoRA adapters of them, and what comes of merging the two, by NumPy in
float64.

    /usr/bin/python3 tests/oracle/make_adapters.py [BASE...]

A folder holds `base`, adapter folders as PEFT saves them, for each of them `merged-NAME`, the checkpoint in float32 that merging gives,
and `expected.json`: what the MLPs of base and merged checkpoints give for a few inputs. The arithmetic is written out from peft 0.21
(`tuners/lora/layer.py`: `get_delta_weight`, `update_layer`; `tuners/lora/dora.py`: `get_weight_norm`; `utils/other.py`:
`get_pattern_key`), that of the MLPs from transformers (`make_architectures.py`).

Letters: C hidden size, F intermediate size, L layers, r rank, V input vectors.
"""

import json
import math
import re
import sys
from pathlib import Path

import numpy as np
import torch
from make_architectures import gemma2, llama, rms, silu

OUT = Path(__file__).parent.parent / "testdata" / "adapters"
C, F, L = 18, 26, 2
SIZES = {"hidden_size": C, "intermediate_size": F, "num_hidden_layers": L}
PROJECTIONS = {"mlp.gate_proj": (F, C), "mlp.up_proj": (F, C), "mlp.down_proj": (C, F)}
FUSED = {"mlp.gate_up_proj": (2 * F, C), "mlp.down_proj": (C, F)}


def phi3(x, w, eps):
    """Phi3MLP: `gate, up = gate_up_proj(n).chunk(2)`."""
    gate, up = np.split(rms(x, eps) * w["post_attention_layernorm"] @ w["mlp.gate_up_proj"].T, 2, axis=-1)
    return (silu(gate) * up) @ w["mlp.down_proj"].T


GEMMA_NORMS = ["input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"]
GEMMA = {"hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6}

BASES = {
    "llama": {
        "mlp": llama, "dtype": torch.float32, "prefix": "model.", "shapes": PROJECTIONS, "eps": 1e-5,
        "norms": ["input_layernorm", "post_attention_layernorm"], "centre": 1.0,
        "config": {"architectures": ["LlamaForCausalLM"], "hidden_act": "silu", "rms_norm_eps": 1e-5, **SIZES},
    },
    "gemma2": {
        "mlp": gemma2, "dtype": torch.bfloat16, "prefix": "model.", "shapes": PROJECTIONS, "eps": 1e-6,
        "norms": GEMMA_NORMS, "centre": 0.0,
        "config": {"architectures": ["Gemma2ForCausalLM"], **GEMMA, **SIZES},
    },
    "gemma3": {
        "mlp": gemma2, "dtype": torch.bfloat16, "prefix": "language_model.model.", "shapes": PROJECTIONS, "eps": 1e-6,
        "norms": GEMMA_NORMS, "centre": 0.0,
        "config": {"architectures": ["Gemma3ForConditionalGeneration"], "text_config": {"model_type": "gemma3_text", **GEMMA, **SIZES}},
    },
    "phi3": {
        "mlp": phi3, "dtype": torch.bfloat16, "prefix": "model.", "shapes": FUSED, "eps": 1e-5,
        "norms": ["input_layernorm", "post_attention_layernorm"], "centre": 1.0,
        "config": {"architectures": ["Phi3ForCausalLM"], "rms_norm_eps": 1e-5, **SIZES},
    },
}

# Of every adapter: the keys of its config that are not PEFT's defaults; `modules`, {module within its layer: ranks by layer, None where
# the layer has no such tensors}; `whole`, tensors of modules_to_save as {name within the layer: layers}; names as they are in its file.
ADAPTERS = {
    "llama": {
        "patterns": {
            "config": {
                "r": 4, "lora_alpha": 8, "target_modules": ["gate_proj", "up_proj", "down_proj", "q_proj"],
                "rank_pattern": {"down_proj": 2, r"layers\.1\.mlp\.gate_proj": 3, "model.layers.0.mlp.up_proj": 5},
                "alpha_pattern": {"model.layers.0.mlp.up_proj": 5, "^model.layers.1.mlp.down_proj": 16},
                "modules_to_save": ["post_attention_layernorm"],
            },
            "modules": {"mlp.gate_proj": [4, 3], "mlp.up_proj": [5, None], "mlp.down_proj": [2, 2], "self_attn.q_proj": [4, 4]},
            "whole": {"post_attention_layernorm": [0], "input_layernorm": [0, 1]},
            "dtype": torch.float32, "prefix": "base_model.model.model.",
        },
        "dora": {
            "config": {"r": 3, "lora_alpha": 3, "use_dora": True, "target_modules": "all-linear"},
            "modules": {"mlp.gate_proj": [3, 3], "mlp.up_proj": [3, 3], "mlp.down_proj": [3, 3]},
            "dtype": torch.float16, "prefix": "base_model.model.model.",
        },
        "attention": {
            "config": {"r": 2, "lora_alpha": 4, "target_modules": ["q_proj", "v_proj"]},
            "modules": {"self_attn.q_proj": [2, 2], "self_attn.v_proj": [2, 2]},
            "dtype": torch.float32, "prefix": "base_model.model.model.",
        },
    },
    "gemma2": {
        "rslora": {
            "config": {"r": 5, "lora_alpha": 7, "use_rslora": True, "target_modules": ["up_proj", "down_proj"],
                       "modules_to_save": ["pre_feedforward_layernorm", "post_feedforward_layernorm"]},
            "modules": {"mlp.up_proj": [5, 5], "mlp.down_proj": [5, 5]},
            "whole": {"pre_feedforward_layernorm": [0, 1], "post_feedforward_layernorm": [1]},
            # As older files have it.
            "whole_name": "{module}.modules_to_save.weight",
            "dtype": torch.bfloat16, "prefix": "base_model.model.model.",
        },
        # Saved of a model without its head, after torch.compile.
        "headless": {
            "config": {"r": 1, "lora_alpha": 2, "target_modules": ["gate_proj"]},
            "modules": {"mlp.gate_proj": [1, 1]},
            "dtype": torch.float32, "prefix": "base_model.model._orig_mod.",
        },
    },
    "gemma3": {
        # The in-memory names of another version than that of the files; and a module of the vision tower of the same name.
        "nested": {
            "config": {"r": 2, "lora_alpha": 4, "target_modules": r".*language_model.*\.(gate|down)_proj|.*vision_tower.*"},
            "modules": {"mlp.gate_proj": [2, 2], "mlp.down_proj": [None, 2]},
            "dtype": torch.float32, "prefix": "base_model.model.model.language_model.",
            "beside": "base_model.model.model.vision_tower.encoder.layers.0.mlp.gate_proj",
        },
    },
    "phi3": {
        "fused": {
            "config": {"r": 4, "lora_alpha": 32, "target_modules": ["gate_up_proj", "down_proj"]},
            "modules": {"mlp.gate_up_proj": [4, 4], "mlp.down_proj": [4, 4]},
            "dtype": torch.bfloat16, "prefix": "base_model.model.model.",
        },
        "fused-dora": {
            "config": {"r": 6, "lora_alpha": 9, "use_dora": True, "use_rslora": True, "target_modules": ["gate_up_proj"]},
            "modules": {"mlp.gate_up_proj": [6, 6]},
            "dtype": torch.float32, "prefix": "base_model.model.model.",
        },
    },
}

# What PEFT writes out of a LoraConfig that asks for nothing more.
DEFAULTS = {
    "alpha_pattern": {}, "arrow_config": None, "auto_mapping": None, "base_model_name_or_path": None, "bias": "none",
    "corda_config": None, "eva_config": None, "exclude_modules": None, "fan_in_fan_out": False, "inference_mode": True,
    "init_lora_weights": True, "layer_replication": None, "layers_pattern": None, "layers_to_transform": None, "loftq_config": {},
    "lora_alpha": 8, "lora_bias": False, "lora_dropout": 0.05, "megatron_config": None, "modules_to_save": None, "peft_type": "LORA",
    "qalora_group_size": 16, "r": 8, "rank_pattern": {}, "revision": None, "target_modules": None, "target_parameters": None,
    "task_type": "CAUSAL_LM", "use_dora": False, "use_qalora": False, "use_rslora": False,
}


def pattern_value(patterns, path, default):
    """get_pattern_key: the first key that ends the path of the module, else the path itself."""
    for key in patterns:
        if re.match(rf"(.*\.)?({key})$", path):
            return patterns[key]
    return patterns.get(path, default)


def make(name):
    base = BASES[name]
    torch.manual_seed(3 + sum(name.encode()))
    shapes = {**{norm: (C,) for norm in base["norms"]}, **base["shapes"]}
    start = lambda layer: f"{base['prefix']}layers.{layer}."
    weights = {}
    for layer in range(L):
        for tensor, shape in shapes.items():
            values = torch.randn(shape) * (0.3 if len(shape) == 1 else shape[1] ** -0.5)
            weights[f"{start(layer)}{tensor}.weight"] = (values + (base["centre"] if len(shape) == 1 else 0)).to(base["dtype"])
    write(OUT / name / "base", "model.safetensors", weights, "config.json", base["config"])
    x = torch.stack([length * torch.randn(C) for length in (30.0, 1.0, 1.0, 2e-3)]).bfloat16().double().numpy()

    def outputs(tensors):
        return {rounding: [base["mlp"](x, of_layer(tensors, start(layer), shapes, rounding == "bf16"), base["eps"]).tolist()
                           for layer in range(L)]
                for rounding in ("bf16", "stored")}

    expected = {"base": outputs(weights)}
    for adapter_name, adapter in ADAPTERS[name].items():
        config = {**DEFAULTS, "base_model_name_or_path": f"synthetic/{name}", **adapter["config"]}
        stored, merged = {}, {key: it.float() for key, it in weights.items()}
        for module, ranks in adapter["modules"].items():
            for layer, r in enumerate(ranks):
                if r is None:
                    continue
                rows, columns = shapes.get(module, (C, C))
                a = (torch.randn(r, columns) * columns**-0.5).to(adapter["dtype"])
                b = (torch.randn(rows, r) * 0.2).to(adapter["dtype"])
                path = f"{adapter['prefix']}layers.{layer}.{module}"
                stored[f"{path}.lora_A.weight"], stored[f"{path}.lora_B.weight"] = a, b
                if module not in shapes:
                    continue
                in_model = path.replace("base_model.model.", "", 1).replace("_orig_mod.", "")
                assert r == pattern_value(config["rank_pattern"], in_model, config["r"]), path
                alpha = pattern_value(config["alpha_pattern"], in_model, config["lora_alpha"])
                scale = alpha / math.sqrt(r) if config["use_rslora"] else alpha / r
                key = f"{start(layer)}{module}.weight"
                w = weights[key].double().numpy() + scale * (b.double().numpy() @ a.double().numpy())
                if config["use_dora"]:
                    # Not the length that the sum has: as after training.
                    m = (weights[key].float().norm(dim=1) * (1 + 0.2 * torch.randn(rows))).to(torch.float32)
                    stored[f"{path}.lora_magnitude_vector"] = m
                    w = m.double().numpy()[:, None] * w / np.linalg.norm(w, axis=1, keepdims=True)
                merged[key] = torch.from_numpy(w).float()
        for module, layers in adapter.get("whole", {}).items():
            for layer in layers:
                values = (torch.randn(C) * 0.3 + base["centre"]).to(adapter["dtype"])
                pattern = adapter.get("whole_name", "{module}.weight")
                stored[pattern.format(module=f"{adapter['prefix']}layers.{layer}.{module}")] = values
                merged[f"{start(layer)}{module}.weight"] = values.float()
        if "beside" in adapter:
            stored[f"{adapter['beside']}.lora_A.weight"] = torch.randn(2, 7)
            stored[f"{adapter['beside']}.lora_B.weight"] = torch.randn(9, 2)
        write(OUT / name / adapter_name, "adapter_model.safetensors", stored, "adapter_config.json", config)
        write(OUT / name / f"merged-{adapter_name}", "model.safetensors", merged, "config.json", base["config"])
        expected[adapter_name] = outputs(merged)
    (OUT / name / "expected.json").write_text(json.dumps({"inputs": x.tolist(), "expected": expected}) + "\n")
    print(f"{name}: {sum(file.stat().st_size for file in (OUT / name).rglob('*.*'))} bytes")


def of_layer(tensors, start, shapes, rounds_weights):
    """Weights of one layer in float64, by name within the layer; every one is rounded to bfloat16 first, or none."""
    stored = {tensor: tensors[f"{start}{tensor}.weight"] for tensor in shapes}
    return {tensor: (it.bfloat16() if rounds_weights else it).double().numpy() for tensor, it in stored.items()}


def write(folder, weights_file, tensors, config_file, config):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / config_file).write_text(json.dumps(config, indent=2) + "\n")
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        raw = (tensor.contiguous().view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor.contiguous()).numpy().tobytes()
        dtype = {torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32"}[tensor.dtype]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (folder / weights_file).write_bytes(len(text).to_bytes(8, "little") + text + data)


if __name__ == "__main__":
    for name in sys.argv[1:] or BASES:
        make(name)
