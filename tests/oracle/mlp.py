"""One layer's MLP by PyTorch: the independent reference of src/compute.

Letters: C hidden size, F intermediate size, V input vectors.
"""

from functools import partial

import torch

ACTIVATIONS = {
    "gelu_tanh": partial(torch.nn.functional.gelu, approximate="tanh"),
    "silu": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
}


def rms_norm(x, weight, eps):
    """x / sqrt(mean(x^2) + eps) * weight, per row."""
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


def outputs(x, weights, recipe, rounds_weights, is_notebook=False):
    """y [V, C] of inputs x [V, C].

    weights: preNorm [C], gate and up [F, C], down [C, F], and with a post-norm postNorm [C], as stored.
    recipe: eps, norm_offset, activation, has_post_norm.
    rounds_weights: round every weight to bfloat16 before anything else.
    is_notebook: float32 throughout, n rounded to bfloat16; the rounding of y is left to the caller.
    """
    kind = torch.float32 if is_notebook else torch.float64
    w = {name: (values.bfloat16() if rounds_weights else values).to(kind) for name, values in weights.items()}
    n = rms_norm(x.to(kind), recipe["norm_offset"] + w["preNorm"], recipe["eps"])
    if is_notebook:
        n = n.bfloat16().to(kind)
    h = ACTIVATIONS[recipe["activation"]](n @ w["gate"].T) * (n @ w["up"].T)
    y = h @ w["down"].T
    if recipe["has_post_norm"]:
        y = rms_norm(y, recipe["norm_offset"] + w["postNorm"], recipe["eps"])
    return y.double()
