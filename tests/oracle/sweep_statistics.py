#!/usr/bin/python3
"""Makes tests/testdata/semantic/sweep.json and activations.json: statistics of random numbers and what SciPy makes of them.

activations.json needs the rows that deltascope draws for its bootstrap, which no other generator draws. They are exported by

    deno eval 'import { resampledRows } from "./src/analyses/activations/settle.ts";
      console.log(JSON.stringify(Array.from({ length: 1000 }, (_, k) => resampledRows(12, { seed: 42, k }))))' \
      > tests/testdata/semantic/resampled-rows.json

and checked here to be rows of the file, as many as there are, each about as often as the others.

    /usr/bin/python3 tests/oracle/sweep_statistics.py
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

OUT = Path(__file__).resolve().parent.parent / "testdata" / "semantic"
N_ACTIVATIONS = 12


def rounded(values):
    """Numbers short enough to read, and the same in the file and here."""
    return [float(f"{value:.6g}") for value in values]


def swept_layers(rng):
    """Three layers of seven roles and five traits; one name is of both kinds, one role is missing once, one layer is not trimmed."""
    names = [("role", f"role{i}") for i in range(6)] + [("role", "both"), ("trait", "both")]
    names += [("trait", f"trait{i}") for i in range(4)]
    layers = []
    for layer in (3, 4, 7):
        vectors = []
        for kind, name in names:
            norm, angular, trimmed = rounded(rng.gamma([9, 2, 3], [40 if kind == "role" else 35, 0.01, 0.008]))
            if (layer, name) == (4, "role2"):
                continue
            vectors.append(
                {
                    "kind": kind,
                    "name": name,
                    "deltaNorm": norm,
                    "deltaAngular": angular,
                    "trimmedAngular": None if layer == 7 else trimmed,
                }
            )
        # As a folder lists them: not by name.
        rng.shuffle(vectors)
        layers.append({"layer": layer, "vectors": vectors})
    return layers


def spread(values, name):
    values = np.array(values)
    return {
        f"{name}_mean": float(values.mean()),
        f"{name}_sd": float(values.std(ddof=1)) if len(values) > 1 else None,
        f"{name}_max": float(values.max()),
    }


def sweep(layers):
    every = [vector for layer in layers for vector in layer["vectors"]]
    rows = []
    for kind, name in sorted({(v["kind"], v["name"]) for v in every}):
        own = [v for v in every if (v["kind"], v["name"]) == (kind, name)]
        rows.append(
            {
                "kind": kind,
                "name": name,
                "layers": len(own),
                **spread([v["deltaNorm"] for v in own], "delta_norm"),
                **spread([v["deltaAngular"] for v in own], "delta_angular"),
                **spread([v["trimmedAngular"] for v in own if v["trimmedAngular"] is not None], "trimmed_angular"),
            }
        )
    for column in ("delta_norm", "delta_angular"):
        ranks = stats.rankdata([-row[f"{column}_mean"] for row in rows], method="ordinal")
        for row, rank in zip(rows, ranks):
            row[f"{column}_rank"] = int(rank)
    by_layer = []
    for layer in layers:
        for kind in ("role", "trait"):
            own = [v for v in layer["vectors"] if v["kind"] == kind]
            by_layer.append(
                {
                    "layer": layer["layer"],
                    "kind": kind,
                    "n": len(own),
                    **spread([v["deltaNorm"] for v in own], "delta_norm"),
                    **spread([v["deltaAngular"] for v in own], "delta_angular"),
                    "delta_norm_min": min(v["deltaNorm"] for v in own),
                    "delta_angular_min": min(v["deltaAngular"] for v in own),
                }
            )
    tests = []
    for column in ("delta_norm", "delta_angular", "trimmed_angular"):
        roles, traits = (
            np.array([row[f"{column}_mean"] for row in rows if row["kind"] == kind]) for kind in ("role", "trait")
        )
        tests.append({"column": column, **compared(roles, traits), "note": "assumes independence"})
    return {"rows": rows, "layers": by_layer, "tests": tests}


def compared(roles, traits):
    n, m = len(roles), len(traits)
    variances = roles.var(ddof=1), traits.var(ddof=1)
    pooled = np.sqrt(((n - 1) * variances[0] + (m - 1) * variances[1]) / (n + m - 2))
    welch = stats.ttest_ind(roles, traits, equal_var=False)
    student = stats.ttest_ind(roles, traits)
    # SciPy 1.10 does not give the degrees of freedom: those of its summary are checked by the p that they lead to.
    own, other = variances[0] / n, variances[1] / m
    df = (own + other) ** 2 / (own**2 / (n - 1) + other**2 / (m - 1))
    assert np.isclose(2 * stats.t.sf(abs(welch.statistic), df), welch.pvalue, rtol=1e-12)
    return {
        "roles": n,
        "traits": m,
        "roles_mean": float(roles.mean()),
        "traits_mean": float(traits.mean()),
        "cohens_d": float((roles.mean() - traits.mean()) / pooled),
        "welch_t": float(welch.statistic),
        "welch_df": float(df),
        "welch_p": float(welch.pvalue),
        "student_t": float(student.statistic),
        "student_df": n + m - 2,
        "student_p": float(student.pvalue),
    }


def tails():
    """Two-sided p of t over the range that a sweep can reach."""
    return [
        {"t": t, "df": df, "p": float(2 * stats.t.sf(t, df))}
        for df in (1.7, 10, 97.3, 504)
        for t in (0.01, 0.5, 2, 8.676, 30)
    ]


def activations(rng):
    resamples = np.array(json.loads((OUT / "resampled-rows.json").read_text()))
    assert resamples.shape == (1000, N_ACTIVATIONS)
    counts = np.bincount(resamples.ravel(), minlength=N_ACTIVATIONS)
    assert len(counts) == N_ACTIVATIONS and stats.chisquare(counts).pvalue > 0.001
    along = np.array(rounded(rng.normal(20, 5, N_ACTIVATIONS)))
    change = np.array(rounded(3 + 0.7 * along + rng.normal(0, 4, N_ACTIVATIONS)))
    trimmed_change = np.array(rounded(1 - 0.2 * along + rng.normal(0, 1, N_ACTIVATIONS)))
    angular = np.array(rounded(rng.gamma(2, 0.01, N_ACTIVATIONS)))
    trimmed = np.array(rounded(rng.gamma(3, 0.01, N_ACTIVATIONS)))
    pc1 = {"deltaAngular": float(angular[5]), "trimmedAngular": 0.03}

    def variant(name, turns, y, own):
        slopes = [stats.linregress(along[rows], y[rows]).slope for rows in resamples]
        q05, q50, q95 = np.quantile(turns, [0.05, 0.5, 0.95])
        low, high = np.quantile(slopes, [0.025, 0.975])
        return {
            "variant": name,
            "q05": float(q05),
            "q50": float(q50),
            "q95": float(q95),
            "pc1_delta_angular": own,
            "pc1_quantile": float(np.mean(turns < own)),
            "slope": float(stats.linregress(along, y).slope),
            "slope_low": float(low),
            "slope_high": float(high),
        }

    rows = [
        {
            "index": 3 * i,
            "along_pc1": along[i],
            "change_along_u": change[i],
            "delta_norm": abs(change[i]),
            "delta_angular": angular[i],
            "trimmed_change_along_u": trimmed_change[i],
            "trimmed_angular": trimmed[i],
        }
        for i in range(N_ACTIVATIONS)
    ]
    return {
        "pc1": pc1,
        "rows": rows,
        "variants": [
            variant("raw", angular, change, pc1["deltaAngular"]),
            variant("trimmed", trimmed, trimmed_change, pc1["trimmedAngular"]),
        ],
    }


def write(name, value):
    (OUT / name).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    rng = np.random.default_rng(7)
    layers = swept_layers(rng)
    write("sweep.json", {"layers": layers, "expected": sweep(layers), "tails": tails()})
    write("activations.json", activations(rng))
