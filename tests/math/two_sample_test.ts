import assert from "node:assert/strict";
import { tailOf, twoSample } from "../../src/math/two_sample.ts";
import { assertClose, readSemantic } from "../prepare/semantic_fixture.ts";

const { tails } = readSemantic<{ tails: { t: number; df: number; p: number }[] }>("sweep.json");

Deno.test("tailOf() is SciPy's two-sided p to 1e-7, of either sign and far out", () => {
  for (const { t, df, p } of tails) {
    assertClose(tailOf(t, df), p, 1e-7, `t ${t}, df ${df}`);
    assert.equal(tailOf(-t, df), tailOf(t, df));
  }
});

Deno.test("twoSample() turns its signs with the order of the groups", () => {
  const [a, b] = [[1, 2, 4], [2, 9, 4, 4]];
  const [there, back] = [twoSample(a, b), twoSample(b, a)];
  assert.equal(there.cohensD, -back.cohensD!);
  assert.equal(there.welch.t, -back.welch.t!);
  assert.deepEqual(there.student, { ...back.student, t: -back.student.t! });
});

Deno.test("twoSample() leaves unknown what groups without spread or of one cannot tell", () => {
  const none = { t: null, df: null, p: null };
  const unknown = { cohensD: null, welch: none, student: none };
  assert.deepEqual(twoSample([1], [2, 3]), { firstMean: 1, secondMean: 2.5, ...unknown });
  assert.deepEqual(twoSample([1, 1], [2, 2]), { firstMean: 1, secondMean: 2, ...unknown });
  assert.deepEqual(twoSample([], [2, 3]), { firstMean: null, secondMean: 2.5, ...unknown });
});
