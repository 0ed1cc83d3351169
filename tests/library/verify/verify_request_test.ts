import { deepStrictEqual, throws } from "node:assert/strict";
import { readingsOf, verifyRequest } from "../../../src/library/verify/verify_request.ts";
import { sampleResults } from "../../site/sample_results.ts";

const RESULTS = sampleResults({ layers: [18] });
const INPUTS = { base: "/a/b", instruct: "/a/i", vectors: "/a/v" };

/** Results of a run of that command. */
function resultsOf(command: string) {
  return { ...RESULTS, run: { ...RESULTS.run, command, is_synthetic: false } };
}

Deno.test("readingsOf() takes of the command of a run how its inputs were read, and nothing that names a place", () => {
  const command = "deno task report --base b --instruct org/i@0123 --vectors v --base-name x " +
    "--role-key pos_all --trait-key pos_70 --difference 'no role' --row-zero embedding " +
    "--vectors-are raw --kind role --input p.npz:joy --pca file.pt --records r --out o --seed 7";
  deepStrictEqual(readingsOf(resultsOf(command), INPUTS), {
    readings: {
      difference: "no role",
      rowZero: "embedding",
      vectorsAre: "raw",
      kind: "role",
    },
    typed: "--difference 'no role' --row-zero embedding --vectors-are raw --kind role",
  });
});

Deno.test("readingsOf() lets what is asked go before, and takes no word that is not of an option of ours", () => {
  const none = { readings: {}, typed: null };
  const role = resultsOf("deno task report --base b --kind role");
  deepStrictEqual(readingsOf(role, { kind: "trait" }), none);
  deepStrictEqual(readingsOf(role, { rowZero: "block" }), {
    readings: { kind: "role" },
    typed: "--kind role",
  });
  for (
    const command of [
      "deno task report",
      "deno task report --kind /etc/passwd --row-zero --vectors-are ../raw",
      "other-program report --kind role",
      "",
    ]
  ) deepStrictEqual(readingsOf(resultsOf(command), {}), none, command);
});

Deno.test("verifyRequest() names what the report had beside its three inputs", () => {
  const results = resultsOf("deno task report --base b --input p.npz:joy --controls 'c d.npz'");
  throws(() => verifyRequest(results, INPUTS), {
    message: "Cannot verify without --input: the report had p.npz:joy; give the same",
  });
  throws(() => verifyRequest(results, { ...INPUTS, input: "/p.npz:joy" }), {
    message: "Cannot verify without --controls: the report had c d.npz; give the same",
  });
  verifyRequest(results, { ...INPUTS, input: "/p.npz:joy", controls: "/c d.npz" });
});
