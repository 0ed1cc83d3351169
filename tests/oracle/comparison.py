"""Writes tests/testdata/comparison/ranks.json: rank correlations by SciPy, of lists with and without ties, and of the decompositions
of two made-up runs beside those of their random role mixtures.

    /usr/bin/python3 tests/oracle/comparison.py

Everything is float64. Vectors and draws are multiples of 1/256, so that float32 holds them.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

OUT = Path(__file__).parent.parent / "testdata" / "comparison"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(11)
    report = {"lists": lists(rng), "runs": runs(rng)}
    (OUT / "ranks.json").write_text(json.dumps(report, allow_nan=False, separators=(",", ":")) + "\n")


def correlation(a, b):
    """None where a list has no spread, of which SciPy warns and gives NaN."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rho = spearmanr(a, b).correlation
    return None if np.isnan(rho) else float(rho)


def lists(rng):
    ties = rng.integers(0, 6, size=(2, 40))
    plain = rng.normal(size=(2, 31))
    plain[1] += plain[0]
    cases = [
        plain,
        -plain * [[1], [-1]],
        ties,
        rng.normal(size=(2, 3)),
        np.array([[1, 2, 3, 4], [4, 3, 2, 1]]),
        np.array([[1, 2, 3], [7, 7, 7]]),
        np.array([[0.0, -0.0, 1.0], [1.0, 2.0, 3.0]]),
    ]
    return [{"a": a.tolist(), "b": b.tolist(), "rho": correlation(a, b)} for a, b in cases]


def grid(values):
    return np.round(values * 256) / 256


def runs(rng):
    """Run B has one vector that A lacks and the others in another order; its last draws have no partner."""
    names = [["role", f"role{i}"] for i in range(9)] + [["trait", f"trait{i}"] for i in range(7)]
    A = {"names": names, **run(rng, S=16, N=24)}
    order = rng.permutation(16)
    B = {"names": [names[i] for i in order] + [["trait", "only in B"]], **run(rng, S=17, N=26)}
    # They have something in common.
    B["vectors"][:16] = grid(B["vectors"][:16] + 1.5 * A["vectors"][order])
    B["draws"][:24] = grid(B["draws"][:24] + A["draws"])
    B["d"] = grid(B["d"] + 2 * A["d"])
    # The change of -PC1 is no mirror image of that of PC1: the MLP is not linear.
    opposite = measure(B["vectors"], B["draws"], grid(-0.7 * B["d"] + rng.normal(size=20)), B["names"])
    measured = [measure(**A), measure(**B)]
    shared = [names.index(name) for name in names], [B["names"].index(name) for name in names]
    expected = {}
    for variant in ("raw", "specific"):
        a, b = (run[variant][:, columns] for run, columns in zip(measured, shared))
        drawn = [correlation(a[1 + k], b[1 + k]) for k in range(24)]
        expected[variant] = {
            "rho": correlation(a[0], b[0]),
            "opposite": correlation(a[0], opposite[variant][0, shared[1]]),
            "mixtures": drawn,
            "q05": float(np.quantile(drawn, 0.05)),
            "q50": float(np.quantile(drawn, 0.5)),
            "q95": float(np.quantile(drawn, 0.95)),
        }
    listed = [
        {**{key: np.asarray(run[key]).tolist() for key in ("vectors", "draws", "d")}, "names": run["names"]}
        for run in (A, B)
    ]
    for run_listed, of in zip(listed, measured):
        run_listed["expected"] = {variant: of[variant].tolist() for variant in ("raw", "specific")}
    listed[1]["opposite"] = {variant: of[0].tolist() for variant, of in opposite.items()}
    return {"a": listed[0], "b": listed[1], "expected": expected}


def run(rng, S, N, C=20):
    # A share in common, so that there is a mean direction.
    vectors = grid(rng.normal(size=(S, C)) + rng.normal(size=C))
    return {"vectors": vectors, "draws": grid(rng.normal(size=(N, C)) * 2), "d": grid(rng.normal(size=C) * 3)}


def measure(vectors, draws, d, names):
    """Cosines of d (row 0) and of the draws with all vectors, and the same without the mean direction of the unit vectors."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    m = units.mean(axis=0)
    m /= np.linalg.norm(m)
    differences = np.vstack([d, draws])
    return {"raw": cosines(differences, units), "specific": cosines(without(differences, m), without(units, m))}


def without(rows, m):
    return rows - np.outer(rows @ m, m)


def cosines(a, b):
    return a @ b.T / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))


main()
