"""Writes tests/testdata/evidence/definitions.json: outlier dimensions, bands of resamples, ranks and a layer's own components.

    /usr/bin/python3 tests/oracle/evidence_definitions.py --real ../shared/real

The outlier dimensions of a published default vector are written to outliers-qwen-3-32b.json beside it. Everything is float64;
nothing here shares a line with tests/oracle/evidence.py, which says the same of whole runs.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.spatial.distance import cosine
from scipy.stats.mstats import mquantiles
from sklearn.decomposition import PCA

OUT = Path(__file__).parent.parent / "testdata" / "evidence"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True)
    report = {
        "outliers": outliers(np.random.default_rng(5)),
        "bands": bands(np.random.default_rng(6)),
        "beyond": beyond(np.random.default_rng(7)),
        "ownComponents": own_components(np.random.default_rng(8)),
    }
    (OUT / "definitions.json").write_text(json.dumps(report, separators=(",", ":")) + "\n")
    published(parser.parse_args().real / "qwen-3-32b" / "default_vector.pt")


def criterion(mu):
    """Coordinates of more than 1 % of |mu|^2 and more than ten times the median |mu_k|, largest first, before the cap."""
    size = np.abs(mu)
    named = [k for k in range(len(mu)) if size[k] ** 2 > 0.01 * (size**2).sum() and size[k] > 10 * np.median(size)]
    return sorted(named, key=lambda k: -size[k])


def outliers(rng):
    """Whole numbers, so that nothing hangs on a rounding: mu, what is named, and whether that is cut at 16."""
    ordinary = rng.integers(1, 3, size=40) * rng.choice([-1, 1], size=40)
    cases = {"none": ordinary}
    cases["one"] = np.append(ordinary, -100)
    cases["signs and ties"] = np.concatenate([[100, -300], ordinary, [300, -100]])
    # 3,000^2 of 1,000 ones is more than 1 %, 30 is more than ten medians but too small a share.
    cases["large, yet a small share"] = np.concatenate([np.ones(1000), [-30, 3000, 30]])
    # 1^2 of 9 is 11 %, and the median.
    cases["a share, yet not ten medians"] = np.ones(9)
    cases["ten medians exactly"] = np.concatenate([np.ones(30), [10]])
    # |mu|^2 = 99 + 9801 + 100 = 10,000, of which 10^2 is 1 % exactly; the median is 1/2.
    cases["one hundredth exactly"] = np.concatenate([np.full(396, 0.5), [99, 10]])
    cases["sixteen"] = np.concatenate([ordinary, 100 + np.arange(16)])
    cases["seventeen"] = np.concatenate([ordinary, 100 + np.arange(17)])
    return [
        {"name": name, "mu": mu.tolist(), "outliers": criterion(mu)[:16], "capped": len(criterion(mu)) > 16}
        for name, mu in cases.items()
    ]


def published(path):
    """By layer: coordinates named, and how many there are above ten medians alone."""
    default = torch.load(path).float().numpy().astype(np.float64)
    rows = [
        {
            "layer": layer,
            "outliers": criterion(mu),
            "aboveTenMedians": int((np.abs(mu) > 10 * np.median(np.abs(mu))).sum()),
        }
        for layer, mu in enumerate(default)
    ]
    counts, alone = [len(row["outliers"]) for row in rows], [row["aboveTenMedians"] for row in rows]
    assert (min(counts), max(counts)) == (1, 15) and (min(alone), max(alone)) == (26, 146)
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    (OUT / "outliers-qwen-3-32b.json").write_text(f"[\n{lines}\n]\n")


def bands(rng):
    """Of fewer than 100 resamples the smallest and the largest, else R's type 7."""
    cases = []
    for n in (1, 2, 20, 99, 100, 101, 250):
        values = rng.lognormal(size=n)
        ends = [values.min(), values.max()] if n < 100 else mquantiles(values, prob=[0.05, 0.95], alphap=1, betap=1)
        interval = "range" if n < 100 else "90 %"
        cases.append({"values": values.tolist(), "interval": interval, "q05": ends[0], "q95": ends[1]})
    return cases


def beyond(rng):
    """p by rank, and whether it is 0.05 at most: with 18 draws never, with 19 above all, with 32 above all, with 39 above all but one."""
    cases = []
    for n, n_at_least in ((18, 0), (19, 0), (19, 1), (32, 0), (32, 1), (39, 1), (39, 2), (99, 4), (99, 5)):
        draws = rng.permutation(np.arange(1, n + 1)) / 8
        # A draw that is equal counts as at least as far.
        observed = np.sort(draws)[::-1][n_at_least - 1] if n_at_least > 0 else draws.max() + 1
        p = (1 + int((draws >= observed).sum())) / (n + 1)
        assert p == (1 + n_at_least) / (n + 1)
        cases.append({"draws": draws.tolist(), "observed": observed, "p": p, "beyond": p <= 0.05})
    return cases


def own_components(rng):
    """Roles of one layer, and a PC1 of elsewhere that lies nearest to their third component, against the sign of their first."""
    rows = rng.normal(size=(12, 7)) * np.array([5, 4, 3, 2, 1, 0.5, 0.25])
    axes = PCA(n_components=5, svd_solver="full").fit(rows).components_
    axes = axes * np.sign(axes[np.arange(5), np.abs(axes).argmax(axis=1)])[:, None]
    pc1 = (-0.3 * axes[0] + 0.1 * axes[1] - 0.8 * axes[2]).astype(np.float32).astype(np.float64)
    cosines = [1 - cosine(axis, pc1) for axis in axes]
    best = int(np.argmax(np.abs(cosines)))
    return {
        "rows": rows.tolist(), "pc1": pc1.tolist(), "own": (axes[0] * np.sign(cosines[0])).tolist(),
        "cosine": abs(cosines[0]), "best": best + 1, "bestCosine": abs(cosines[best]),
    }


if __name__ == "__main__":
    main()
