"""Where PC1 stands among the persona draws at each stage and in the span of the vectors, with NumPy, for tests/oracle/make_causes.py.

p = (1 + #{draws >= observed}) / (N + 1), one layer and one quantity at a time, uncorrected; *beyond* is p <= 0.05. Of a draw the
larger sign counts at a stage, and sign +1 in a span. Notation: d = y_i - y_b, O the outlier dimensions, *trimmed* with O set to zero.
"""

import numpy as np

from causes import IN_OUTPUT_SPACE, STAGES
from evidence import rank_p

LEVEL = 0.05


def appearance(p):
    """The stage from which on, up to the output, p by stage [(stage, p)] stays beyond; None where the output is not."""
    found = None
    for stage, value in reversed(p):
        if value > LEVEL:
            break
        found = stage
    return found


def stage_ranks(layer):
    """{(stage, variant): p of every input [(name, p)]} of one layer."""
    pairs = [tuple(layer.stages(layer.index("persona", k, sign)) for sign in (1, -1)) for k in range(layer.n("persona"))]
    inputs = [(name, layer.stages(layer.index(*key))) for name, key in layer.inputs()]
    return {
        place: [(name, rank_p(turns[place], [max(plus[place], minus[place]) for plus, minus in pairs])) for name, turns in inputs]
        for place in inputs[0][1]
    }


def stage_rows(layer):
    return [
        {"layer": layer.layer, "input_vector": name, "stage": stage, "variant": variant, "p_persona": p}
        for (stage, variant), of_inputs in stage_ranks(layer).items()
        for name, p in of_inputs
    ]


def appearance_rows(layer):
    """Stages that are no outputs have one variant, which stands for both."""
    p = {place: dict(of_inputs) for place, of_inputs in stage_ranks(layer).items()}
    present = [stage for stage in STAGES if (stage, "raw") in p]
    at = lambda stage, variant: p[stage, variant if stage in IN_OUTPUT_SPACE else "raw"]
    return [
        {
            "layer": layer.layer,
            "input_vector": name,
            "variant": variant,
            "stage": appearance([(stage, at(stage, variant)[name]) for stage in present]),
        }
        for name, _ in layer.inputs()
        for variant in ("raw", "trimmed")
    ]


def r2(rows, v):
    """Share of the vectors v [N, C] that least squares takes from rows [S, C], no intercept."""
    fitted = np.linalg.lstsq(rows.T, v.T, rcond=1e-6)[0].T @ rows
    return 1 - ((v - fitted) ** 2).sum(axis=1) / (v**2).sum(axis=1)


def span_rows(layer, semantic, spans):
    """p of R^2 of PC1's d; spans are the rows of the decomposition, whose R^2 these are."""
    unit = lambda v: v / np.linalg.norm(v, axis=1, keepdims=True)
    s = unit(np.stack([vector for _, _, vector in semantic]))
    m = unit(s.mean(axis=0)[None])[0]
    ways = {
        "raw": lambda v: v,
        "trimmed": lambda v: v * layer.keep,
        "without_common": lambda v: v - np.outer(v @ m, m),
    }
    changes = layer.d[[layer.index("pcs", 0), *(layer.index("persona", k) for k in range(layer.n("persona")))]]
    rows = []
    for span in spans:
        way = ways[span["variant"]]
        own, *draws = r2(unit(way(s)), way(changes))
        assert abs(own - span["r2"]) < 1e-9 and abs(np.quantile(draws, 0.5) - span["draws_q50"]) < 1e-9
        assert np.abs(np.array(draws) - own).min() > 1e-6, "a tie is decided by rounding"
        rows.append({"layer": layer.layer, "variant": span["variant"], "draws_p": rank_p(own, draws)})
    return rows


def ranks(layers, vectors, decompositions):
    """{stages, appearance, spans}: the first two of every layer, the third of the decomposed ones."""
    focus = [layer for layer in layers if str(layer.layer) in decompositions]
    return {
        "stages": [row for layer in layers for row in stage_rows(layer)],
        "appearance": [row for layer in layers for row in appearance_rows(layer)],
        "spans": [
            row
            for layer in focus
            for row in span_rows(layer, vectors.semantic(layer.layer)[0], decompositions[str(layer.layer)]["spans"])
        ],
    }
