import { type Outcome, runMain } from "./run_main.ts";
import { writeCheckpoint } from "./small_pair.ts";

/** A pair on the disk, and the command on it. */
export interface Weights {
  at(path: string): string;
  run(...options: string[]): Promise<Outcome>;
  /** Names of what lies beside the checkpoints. */
  files(): Promise<string[]>;
}

/** Writes a pair of two layers, hands it on, and removes it. */
export async function withWeights(use: (weights: Weights) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  const at = (path: string) => `${folder}/${path}`;
  try {
    await writeCheckpoint(at("base"), { seed: 1 });
    await writeCheckpoint(at("instruct"), { seed: 2 });
    await use({
      at,
      run: (...options) => {
        const given = (name: string, value: string) => options.includes(name) ? [] : [name, value];
        return runMain(
          "weights",
          ...given("--base", at("base")),
          ...given("--instruct", at("instruct")),
          ...given("--out", at("w.html")),
          ...options,
        );
      },
      files: async () =>
        (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
          .filter((name) => name !== "base" && name !== "instruct").sort(),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
