"""Writes tests/testdata/pipeline/: the output folder of the pipeline that makes persona vectors, small, and what is in it.

    /usr/bin/python3 tests/oracle/pipeline_fixtures.py

Files as pipeline/4_vectors.py and 5_axis.py of safety-research/assistant-axis save them: {vector, type, role} by torch.save, and
{axis, metadata}. Expected: by torch in float64, the mean of the vectors whose role holds "default".
"""

import json
from pathlib import Path

import torch

OUT = Path(__file__).parent.parent / "testdata" / "pipeline"
L, C = 3, 5
ROLES = {"bard": "pos_3", "judge": "pos_3", "poet": "mean", "default": "mean", "default_2": "mean"}

torch.manual_seed(4)
(OUT / "in" / "vectors").mkdir(parents=True, exist_ok=True)
vectors = {role: torch.randn(L, C).bfloat16() for role in ROLES}
for role, kind in ROLES.items():
    torch.save({"vector": vectors[role], "type": kind, "role": role}, OUT / "in" / "vectors" / f"{role}.pt")
mean = torch.stack([vectors[role].double() for role in vectors if "default" in role]).mean(0)
axis = mean.float() - torch.stack([vectors[role].float() for role in ("bard", "judge", "poet")]).mean(0)
torch.save({"axis": axis, "metadata": {"n": 3}}, OUT / "in" / "axis.pt")
expected = {
    "roles": {role: vectors[role].float().tolist() for role in ("bard", "judge", "poet")},
    "default": mean.tolist(),
    "axis": axis.tolist(),
}
(OUT / "expected.json").write_text(json.dumps(expected) + "\n")
