"""Writes tests/testdata/layers/*.json: changes of several layers along role and trait vectors, and along one another.

    /usr/bin/python3 tests/oracle/layers.py

NumPy in float64 from the definitions alone; bfloat16 by rounding the bits of a float32 to nearest even. Changes are multiples of
1/256 and stored vectors of 1/64, so that float32 holds them.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent.parent / "testdata" / "layers"
C = 14


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(21)
    write("along_vectors", along_vectors(rng))
    write("same_direction", same_direction(rng))


def write(name, value):
    (OUT / f"{name}.json").write_text(json.dumps(value, allow_nan=False, separators=(",", ":")) + "\n")


def along_vectors(rng):
    """Three layers with vectors and one without; a role of no length at one, a trait that is not there at another, no change at a third."""
    names = [("role", "poet"), ("role", "Tax_Adviser"), ("role", "default_like"), ("trait", "calm"), ("trait", "poet")]
    layers = []
    for layer in (3, 4, 7, 9):
        default = rng.integers(-300, 300, C) / 64
        raw = {key: rng.integers(-300, 300, C) / 64 for key in names}
        if layer == 4:
            raw[("role", "default_like")] = default.copy()
        if layer == 7:
            del raw[("trait", "calm")]
        if layer == 9:
            raw = {}
        differences = {name: rng.integers(-500, 500, C) / 256 for name in ("PC1", "PC2", "probe")}
        if layer == 7:
            differences["PC2"] = np.zeros(C)
        layers.append((layer, default, raw, differences))
    expected_names = sorted(names)
    return {
        "layers": [
            {
                "layer": layer,
                "default": default.tolist(),
                "vectors": [{"kind": kind, "name": name, "values": values.tolist()} for (kind, name), values in raw.items()],
                "differences": {name: d.tolist() for name, d in differences.items()},
            }
            for layer, default, raw, differences in layers
        ],
        "vectors": [{"kind": kind, "name": name} for kind, name in expected_names],
        "expected": [
            None if not raw else {
                name: [along(d, unit(key, raw, default)) for key in expected_names] for name, d in differences.items()
            }
            for _, default, raw, differences in layers
        ],
    }


def unit(key, raw, default):
    """s, or None where there is none: the difference in bfloat16, then of unit length in bfloat16."""
    if key not in raw:
        return None
    a = bf16(raw[key] - default if key[0] == "role" else raw[key])
    length = np.float32(np.sqrt(np.sum(a**2)))
    return None if length == 0 else bf16(a / np.float64(np.float32(length + np.float32(1e-8))))


def along(d, s):
    if s is None:
        return {"projection": None, "cosine": None}
    projection = float(np.sum(d * s))
    length = np.sqrt(np.sum(d**2)) * np.sqrt(np.sum(s**2))
    return {"projection": projection, "cosine": None if length == 0 else projection / float(length)}


def bf16(values):
    bits = np.asarray(values, dtype=np.float32).view(np.uint32).astype(np.uint64)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype(np.uint32).view(np.float32).astype(np.float64)


def same_direction(rng):
    """Five layers; one does not change, one is nothing but its outlier dimensions, and two share one large coordinate."""
    layers = [2, 5, 6, 8, 11]
    d = rng.integers(-500, 500, (5, C)) / 256
    d[1, 4] = d[3, 4] = 40.0
    d[2] = 0
    d[4] = np.eye(C)[9] * 3
    outliers = {2: [0], 5: [4], 6: [], 8: [4, 7], 11: [9]}
    return {
        "layers": layers,
        "d": d.tolist(),
        "outliers": [outliers[layer] for layer in layers],
        "cosines": matrix(d, lambda i, j: []),
        "trimmed_cosines": matrix(d, lambda i, j: sorted({*outliers[layers[i]], *outliers[layers[j]]})),
    }


def matrix(d, left_out):
    def value(i, j):
        kept = [k for k in range(C) if k not in left_out(i, j)]
        a, b = d[i, kept], d[j, kept]
        length = np.linalg.norm(a) * np.linalg.norm(b)
        return None if length == 0 else float(a @ b / length)

    return [[value(i, j) for j in range(len(d))] for i in range(len(d))]


if __name__ == "__main__":
    main()
