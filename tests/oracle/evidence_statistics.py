"""Writes tests/testdata/evidence/statistics.json: variants, p-values, quantiles and scaled PCA by NumPy, SciPy and scikit-learn.

    /usr/bin/python3 tests/oracle/evidence_statistics.py

Everything is float64; nothing here shares a line with what it checks.
"""

import json
from pathlib import Path

import numpy as np
from scipy.spatial.distance import cosine
from scipy.stats.mstats import mquantiles
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

OUT = Path(__file__).parent.parent / "testdata" / "evidence"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(3)
    report = {
        "variants": variants(rng),
        "familyWise": family_wise(rng),
        "zScores": z_scores(rng),
        "summaries": summaries(rng),
        "scaledPca": scaled_pca(rng),
    }
    (OUT / "statistics.json").write_text(json.dumps(report, separators=(",", ":")) + "\n")


def variants(rng):
    """One coordinate of mu is massive, and the outputs share a component along mu."""
    C, n_outliers = 37, 4
    mu = rng.normal(size=C)
    mu[11] = -60.0
    base = rng.normal(size=C) + 0.4 * mu
    instruct = base + 0.3 * rng.normal(size=C)
    instruct[11] += 5.0
    # Rounded differences are given apart from the outputs.
    d = np.round((instruct - base) * 64) / 64
    outliers = np.argsort(-np.abs(mu), kind="stable")[:n_outliers]

    def trimmed(y):
        y = y.copy()
        y[outliers] = 0
        return y

    def centred(y):
        u = mu / np.linalg.norm(mu)
        return y - np.dot(y, u) * u

    def measured(change):
        b, i, delta = change(base), change(instruct), change(d)
        squares = delta**2
        return {
            "deltaNorm": np.linalg.norm(delta),
            "deltaAngular": cosine(b, i),
            "top1Share": squares.max() / squares.sum(),
            "participationRatio": squares.sum() ** 2 / (squares**2).sum(),
        }

    return {
        "mu": mu.tolist(), "base": base.tolist(), "instruct": instruct.tolist(), "d": d.tolist(),
        "outliers": outliers.tolist(),
        "raw": measured(lambda y: y), "trimmed": measured(trimmed), "centred": measured(centred),
    }


def family_wise(rng):
    """Skewed draws of unlike scale at each layer, one layer without spread, and an effect at layer index 2."""
    n_draws, n_layers = 24, 5
    draws = rng.lognormal(sigma=1.0, size=(n_draws, n_layers)) * np.array([1, 10, 0.1, 1, 100])
    draws[:, 3] = 0.1
    observed = np.median(draws, axis=0)
    observed[2] = draws[:, 2].max() * 1.5
    observed[1] = draws[5, 1]
    pooled = np.vstack([observed, draws])
    spread = [0, 1, 2, 4]  # the layer without spread is none of the family
    of_spread = pooled[:, spread]
    z = (of_spread - of_spread.mean(axis=0)) / of_spread.std(axis=0, ddof=1)
    largest = z[1:].max(axis=1)
    known = dict(zip(spread, z[0].tolist()))
    return {
        "observed": observed.tolist(), "draws": draws.tolist(), "z": [known.get(ix) for ix in range(n_layers)],
        "pfw": [(1 + int((largest >= known[ix]).sum())) / (n_draws + 1) if ix in known else 1 for ix in range(n_layers)],
        "p": [(1 + int((draws[:, ix] >= observed[ix]).sum())) / (n_draws + 1) for ix in range(n_layers)],
    }


def z_scores(rng):
    signed = rng.normal(loc=5, scale=0.25, size=38)
    return {"value": 6.0, "signed": signed.tolist(), "z": (6.0 - signed.mean()) / signed.std(ddof=1)}


def summaries(rng):
    cases = []
    for n in (2, 7, 20, 99):
        signed = rng.lognormal(size=(n, 2))
        larger = signed.max(axis=1)
        # alphap = betap = 1 is R's type 7.
        q05, q50, q95 = mquantiles(larger, prob=[0.05, 0.5, 0.95], alphap=1, betap=1)
        cases.append({
            "larger": larger.tolist(), "signed": signed.ravel().tolist(),
            "mean": signed.mean(), "sd": signed.std(ddof=1), "q05": q05, "q50": q50, "q95": q95,
        })
    return cases


def scaled_pca(rng):
    """Coordinates of unlike scale; one constant, one constant but for rounding."""
    rows = rng.normal(size=(9, 6)) * np.array([1, 40, 0.02, 1, 1, 3]) + np.array([0, 5, 0, 0.1, 1, -2])
    rows[:, 3] = 0.1
    rows[:, 4] = 1 + 1e-16 * rng.normal(size=9)
    scaler = StandardScaler()
    scaled = scaler.fit_transform(rows)
    pca = PCA(n_components=3, svd_solver="full").fit(scaled)
    largest = np.abs(pca.components_).argmax(axis=1)
    signs = np.sign(pca.components_[np.arange(3), largest])[:, None]
    components = pca.components_ * signs
    return {
        "rows": rows.tolist(), "scale": scaler.scale_.tolist(), "components": components.tolist(),
        "varianceExplained": pca.explained_variance_ratio_.tolist(),
        "coordinates": (scaled @ components.T).T.tolist(),
    }


if __name__ == "__main__":
    main()
