"""Writes tests/testdata/causes: where changes arise and what they say by tests/oracle/causes.py, numbers to 9 significant digits.

    /usr/bin/python3 tests/oracle/make_causes.py --real ../shared/real --demonstration FOLDER

FOLDER is the folder `demonstration` in the cache folder of deltascope, as `deno task report` leaves it. The directions are those of
the evidence, see make_evidence.py: the runs are the same two, with --sweep on, stories260k with --outliers 8, as by the criterion
it has no outlier dimensions.

Tables are {"columns": [...], "rows": [[...], ...]}. To keep the files small, neurons have their nearest vectors in the first rows only,
and of the demonstration most tables are kept at two layers, and the inputs after PC1 decomposed at layer 18 only.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import causes as oracle
import causes_ranks
from causes_semantic import activations
from evidence import parse
from make_evidence import DIGITS, tables
from report import rounded_numbers
from report_inputs import bf16

TESTDATA = Path(__file__).parent.parent / "testdata"
OUT = TESTDATA / "causes"
N_WITH_NEAREST = 20
N_ACTIVATIONS = 64
ACTIVATIONS_LAYER = 2
PLANTED = {
    "neurons": set(range(0, 768, 96)),
    "toward": {"calibrated", "methodical", "literal"},
    "away": {"poet", "pirate", "caveman"},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--demonstration", type=Path, required=True)
    folders = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)

    stories = folders.real / "stories260k"
    pair = [f"--base={stories / 'base'}", f"--instruct={stories / 'finetuned'}", f"--vectors={stories / 'vectors'}"]
    options = options_of("stories260k", [*pair, "--layers=all", "--pca-layer=2", "--outliers=8"])
    made = oracle.prepare(options)
    result = oracle.causes_of(*made)
    write("ranks-stories260k", ranks(made, result))
    write("stories260k", result)
    write("activations-stories260k", activations_case(options))

    folder = folders.demonstration
    pair = [f"--base={folder / 'synthetic-base'}", f"--instruct={folder / 'synthetic-instruct'}"]
    made = oracle.prepare(options_of("demonstration", [*pair, f"--vectors={folder / 'synthetic-personas'}"]))
    result = oracle.causes_of(*made)
    check_planted(result)
    write("ranks-demonstration", ranks(made, result))
    for table in ("mlp", "stages", "parity", "self_projection", "spreads"):
        result[table] = [row for row in result[table] if row["layer"] in (18, 21)]
    of_pc1 = [row for row in result["decompositions"]["21"]["rows"] if row["input_vector"] == "PC1"]
    result["decompositions"]["21"]["rows"] = of_pc1
    result["neurons"]["21"]["rows"] = result["neurons"]["21"]["rows"][:N_WITH_NEAREST]
    write("demonstration", result)


def ranks(made, result):
    vectors, _, layers = made
    return causes_ranks.ranks(layers, vectors, result["decompositions"])


def options_of(name, arguments):
    return parse([*arguments, f"--directions={TESTDATA / 'report' / f'directions-{name}.safetensors'}"])


def activations_case(options):
    """Seeded rows about the default vector: along PC1, along semantic vectors, and noise; written as float32."""
    vectors, pair, layers = oracle.prepare(options)
    layer = next(layer for layer in layers if layer.layer == ACTIVATIONS_LAYER)
    s = np.stack([vector for _, _, vector in vectors.semantic(ACTIVATIONS_LAYER)[0]])
    mu, pc1 = vectors.default[ACTIVATIONS_LAYER], layer.x[layer.index("pcs", 0)]
    rng = np.random.default_rng(4)
    size = np.linalg.norm(mu) / 3
    x = mu + size * rng.normal(size=(N_ACTIVATIONS, 1)) * pc1
    x += size / 2 * rng.normal(size=(N_ACTIVATIONS, len(s))) @ s / np.sqrt(len(s))
    x += size / 4 * rng.normal(size=x.shape) / np.sqrt(x.shape[1])
    x = x.astype(np.float32)
    np.save(OUT / "activations-stories260k.npy", x)
    return activations(pair, layer, bf16(x).astype(np.float64))


def check_planted(result):
    """The oracle itself finds what was planted at layer 18, on all coordinates and without O."""
    for prefix, projection in (("", "projection"), ("trimmed_", "trimmed_projection")):
        (down,) = (
            row
            for row in result["attribution"]
            if (row["layer"], row["input_vector"], row["component"]) == (18, "PC1", "down")
        )
        assert down[f"{prefix}share"] > 0.9
        neurons = sorted(result["neurons"]["18"]["rows"], key=lambda row: -abs(row[f"{prefix}contribution"]))
        assert {row["neuron"] for row in neurons[:8]} == PLANTED["neurons"]
        of_pc1 = [row for row in result["decompositions"]["18"]["rows"] if row["input_vector"] == "PC1"]
        first = sorted(of_pc1, key=lambda row: -abs(row[projection]))[:6]
        assert {row["name"] for row in first if row["kind"] == "trait" and row[projection] > 0} == PLANTED["toward"]
        assert {row["name"] for row in first if row["kind"] == "role" and row[projection] < 0} == PLANTED["away"]


def write(name, result):
    for layer in result.get("neurons", {}).values():
        layer["nearest"] = [
            {"neuron": row["neuron"], "variant": variant, "position": position, **near}
            for row in layer["rows"][:N_WITH_NEAREST]
            for variant, column in (("raw", "nearest"), ("trimmed", "trimmed_nearest"))
            for position, near in enumerate(row[column])
        ]
        layer["rows"] = [{key: value for key, value in row.items() if not key.endswith("nearest")} for row in layer["rows"]]
    path = OUT / f"{name}.json"
    text = json.dumps(tables(rounded_numbers(result, DIGITS)), allow_nan=False, separators=(",", ":"))
    path.write_text(text.replace("[[", "[\n[").replace("],[", "],\n[") + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
