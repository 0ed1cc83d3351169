import { doesNotMatch, match, strictEqual as equal } from "node:assert/strict";
import { runMain } from "./run_main.ts";

Deno.test("report says where --threads has no effect", async () => {
  const planned = (device: string) =>
    runMain("report", "--plan", "--device", device, "--threads", "2");
  const reference = await planned("reference");
  equal(reference.code, 0);
  match(
    reference.stderr,
    /^--threads 2 has no effect: [^\n]+ computes, and only --device cpu has threads$/m,
  );
  const cpu = await planned("cpu");
  equal(cpu.code, 0);
  doesNotMatch(cpu.stderr, /no effect/);
});
