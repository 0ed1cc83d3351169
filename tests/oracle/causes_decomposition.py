"""What a change says of the semantic vectors, written a second time with NumPy, for tests/oracle/causes.py.

Notation: d of PC1, d_k of the persona draws as drawn, s a semantic vector, m the common mode, O the outlier dimensions.
Letters: C hidden size, S semantic vectors, N draws.
"""

import numpy as np

N_STEPS = 15
SPAN_VARIANTS = ("raw", "trimmed", "without_common")


def unit(v):
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    assert np.all(length > 0)
    return v / length


def quantiles(values):
    q50, q95 = np.quantile(values, [0.5, 0.95])
    return {"draws_q50": q50, "draws_q95": q95}


def z_scores(projection, drawn):
    """z [S] of projections [S] against those of the draws [N, S]: length and direction."""
    mean, sd = drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    assert np.all(sd > 1e-12 * np.abs(mean))
    return (projection - mean) / sd


def cosine_tests(rows, d, drawn):
    """z [S], p [S] and p_fw [S] of the cosines of d [C] with rows [S, C], among those of the draws [N, C]."""
    cosines = unit(np.vstack([d, drawn])) @ unit(rows).T
    sd = cosines.std(axis=0, ddof=1)
    assert np.all(sd > 1e-12)
    z = (cosines - cosines.mean(axis=0)) / sd
    observed, others = np.abs(z[0]), np.abs(z[1:])
    p = (1 + (others >= observed).sum(axis=0)) / (len(drawn) + 1)
    pfw = (1 + (others.max(axis=1)[:, None] >= observed).sum(axis=0)) / (len(drawn) + 1)
    return z[0], p, pfw


def span_row(rows, d, drawn):
    """R^2 of d [C] and of the draws [N, C] in the span of rows [S, C], and how alike the rows are."""
    _, singular, axes = np.linalg.svd(rows, full_matrices=False)
    kept = axes[singular > 1e-6 * singular[0]]
    r2 = lambda v: ((v @ kept.T) ** 2).sum(axis=-1) / (v * v).sum(axis=-1)
    eigenvalues = singular**2
    return {
        "r2": r2(d),
        **quantiles(r2(drawn)),
        "rank": len(kept),
        "vectors": len(rows),
        "first_share": eigenvalues[0] / eigenvalues.sum(),
        "effective_number": eigenvalues.sum() ** 2 / (eigenvalues**2).sum(),
        "d_along_first": (d @ axes[0]) ** 2 / (d @ d),
    }


def pursuit(rows, d):
    """Orthogonal matching pursuit of d [C] over unit rows [S, C], first of equals: chosen rows, coefficients, R^2 at each step."""
    chosen, r2, coefficients, residual = [], [], np.zeros(0), d
    for _ in range(min(N_STEPS, len(rows))):
        parts = np.abs(rows @ residual)
        if np.linalg.norm(residual) < 1e-6 * np.linalg.norm(d) or parts.max() <= 1e-9 * np.linalg.norm(d):
            break
        chosen.append(int(np.argmax(parts)))
        coefficients = np.linalg.lstsq(rows[chosen].T, d, rcond=None)[0]
        residual = d - coefficients @ rows[chosen]
        r2.append(1 - residual @ residual / (d @ d))
    return chosen, coefficients, r2


def pursuit_rows(variant, labels, rows, d, drawn):
    chosen, coefficients, r2 = pursuit(rows, d)
    others = [pursuit(rows, d_k)[2] for d_k in drawn]
    steps = []
    for step, j in enumerate(chosen):
        kind, name = labels[j]
        at_step = [values[min(step, len(values) - 1)] for values in others]
        row = {"variant": variant, "step": step + 1, "kind": kind, "name": name}
        steps.append(row | {"coefficient": coefficients[step], "r2": r2[step], **quantiles(at_step)})
    return steps, chosen, coefficients


def common_mode_row(variant, m, d, y_base, y_instruct, drawn):
    share = lambda v: (v @ m) ** 2 / (v * v).sum(axis=-1)
    row = {"variant": variant, "difference_share": share(d), "base_share": share(y_base), "instruct_share": share(y_instruct)}
    return row | quantiles(share(drawn))


def input_rows(labels, own, draws, keep, s, u_trimmed, specific, steps):
    """One row a vector for the input of which `own` holds d, y_base and y_instruct, largest |projection| first."""
    d, y_base, y_instruct = own
    columns = {
        "projection": s @ d,
        "cosine": s @ d / (np.linalg.norm(s, axis=1) * np.linalg.norm(d)),
        "specific_projection": specific @ d,
        "trimmed_projection": u_trimmed @ (d * keep),
        "base_projection": s @ y_base,
        "instruct_projection": s @ y_instruct,
        "z": z_scores(s @ d, draws @ s.T),
        "trimmed_z": z_scores(u_trimmed @ (d * keep), (draws * keep) @ u_trimmed.T),
    }
    names = ("cosine_z", "cosine_p", "cosine_pfw")
    columns |= dict(zip(names, cosine_tests(s, d, draws)))
    columns |= dict(zip((f"trimmed_{name}" for name in names), cosine_tests(u_trimmed, d * keep, draws * keep)))
    rows = []
    for j, (kind, name) in enumerate(labels):
        step, coefficient = steps.get(j, (None, None))
        row = {"name": name, "kind": kind, **{column: values[j] for column, values in columns.items()}}
        rows.append({**row, "omp_step": step, "omp_coefficient": coefficient})
    return sorted(rows, key=lambda row: (-abs(row["projection"]), row["kind"], row["name"]))


def decomposition(layer, semantic):
    """{rows, common_mode, spans, pursuit, draws} of one focus layer, as in results.json."""
    semantic = sorted(semantic, key=lambda item: item[:2])
    labels = [(kind, name) for kind, name, _ in semantic]
    s = np.stack([vector for _, _, vector in semantic])
    i = layer.index("pcs", 0)
    d, y_base, y_instruct = layer.d[i], *(products["output"][i] for products in layer.products)
    draws = layer.d[[layer.index("persona", k) for k in range(layer.n("persona"))]]
    keep = layer.keep

    u, u_trimmed = unit(s), unit(s * keep)
    m, m_trimmed = unit(u.mean(axis=0)), unit(u_trimmed.mean(axis=0))
    specific = unit(u - np.outer(u @ m, m))
    without = lambda v: v - np.multiply.outer(v @ m, m)
    spaces = {
        "raw": (u, d, draws, len(d)),
        "trimmed": (u_trimmed, d * keep, draws * keep, len(d) - len(layer.outliers)),
        "without_common": (specific, without(d), without(draws), len(d) - 1),
    }
    spans, steps, of_raw = [], [], None
    for variant in SPAN_VARIANTS:
        rows, own, drawn, dimensions = spaces[variant]
        spans.append({"variant": variant, **span_row(rows, own, drawn), "dimensions": dimensions})
        variant_steps, chosen, coefficients = pursuit_rows(variant, labels, rows, own, drawn)
        steps += variant_steps
        if variant == "raw":
            of_raw = {j: (step + 1, coefficients[step]) for step, j in enumerate(chosen)}

    rows = []
    for name, key in layer.inputs():
        own = layer.d[layer.index(*key)], *(products["output"][layer.index(*key)] for products in layer.products)
        of_input = input_rows(labels, own, draws, keep, s, u_trimmed, specific, of_raw if name == "PC1" else {})
        rows += [{**row, "input_vector": name} for row in of_input]
    trimmed = (v * keep for v in (d, y_base, y_instruct, draws))
    common_mode = [
        common_mode_row("raw", m, d, y_base, y_instruct, draws),
        common_mode_row("trimmed", m_trimmed, *trimmed),
    ]
    return {"rows": rows, "common_mode": common_mode, "spans": spans, "pursuit": steps, "draws": len(draws)}
