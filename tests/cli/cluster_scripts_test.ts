import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoFolder } from "../environment.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { type Ended, partOf, resultsOf, withSharedLayers } from "./shared_layers.ts";

const SCRIPTS = fileURLToPath(new URL("../../docs/clusters/", import.meta.url));
/** Where there is no shell of this kind, there is no cluster of the kinds that these scripts are for. */
const HAS_BASH = await isInstalled("bash");
const HAS_PARALLEL = HAS_BASH && await isInstalled("parallel");

async function isInstalled(program: string): Promise<boolean> {
  return await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
    .output().then(({ success }) => success, () => false);
}

/** Registers a test of scripts, ignored aloud where what runs them is not installed. */
function testOnScripts(
  name: string,
  { isThere = HAS_BASH, program = "bash" }: { isThere?: boolean; program?: string },
  fn: () => Promise<void>,
): void {
  const reason = isThere ? "" : ` (ignored: ${program} is not installed)`;
  Deno.test({ name: `${name}${reason}`, ignore: !isThere, fn });
}

/** Runs a script in `folder`, programs of `path` before all others. */
async function runScript(
  name: string,
  args: readonly string[],
  { folder, path, variables = {} }: {
    folder: string;
    path: string;
    variables?: Record<string, string>;
  },
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: [join(SCRIPTS, name), ...args],
    cwd: folder,
    env: {
      PATH: `${path}:${Deno.env.get("PATH")}`,
      DENO_DIR: denoFolder(),
      XDG_CACHE_HOME: join(folder, "cache"),
      HOME: folder,
      INIT_CWD: folder,
      ...variables,
    },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Programs that print their arguments, one a line, and those of Slurm that answer with a number. */
async function withPrinters(use: (folder: string) => Promise<void>): Promise<void> {
  const prints = `#!/usr/bin/env bash\nprintf '%s\\n' "\${0##*/}" "$@" "." >> log\n`;
  await withFolder({
    "deno": prints,
    "sbatch": `${prints}echo "PARTS=$DELTASCOPE_PARTS" >> log\necho "1234;cluster"\n`,
  }, async (folder) => {
    for (const name of ["deno", "sbatch"]) await Deno.chmod(join(folder, name), 0o755);
    await use(folder);
  });
}

/** Environments of a task of an array, and the share that it is; null where it cannot be told. */
const TASKS: readonly [Record<string, string>, string | null][] = [
  [{ ID: "1", MIN: "1", MAX: "16", COUNT: "16" }, "1/16"],
  [{ ID: "16", MIN: "1", MAX: "16", COUNT: "16", STEP: "1" }, "16/16"],
  [{ ID: "0", MIN: "0", MAX: "3", COUNT: "4" }, "1/4"],
  [{ ID: "3", MIN: "0", MAX: "3", COUNT: "4" }, "4/4"],
  [{ ID: "14", MIN: "10", MAX: "16", COUNT: "4", STEP: "2" }, "3/4"],
  [{ ID: "5", MIN: "5", MAX: "5", COUNT: "1" }, "1/1"],
  // The third and seventh of sixteen once more, by slurm.sh's own number of shares, and without it.
  [{ ID: "7", MIN: "3", MAX: "7", COUNT: "2", PARTS: "16" }, "7/16"],
  [{ ID: "7", MIN: "3", MAX: "7", COUNT: "2" }, null],
];

testOnScripts(
  "slurm-part.sh counts shares as the array counts its tasks",
  {},
  () =>
    withPrinters(async (folder) => {
      for (const [task, share] of TASKS) {
        const variables = Object.fromEntries(
          Object.entries(task).map(([name, value]) => [
            name === "PARTS" ? "DELTASCOPE_PARTS" : `SLURM_ARRAY_TASK_${name}`,
            value,
          ]),
        );
        const { code, stderr } = await runScript("slurm-part.sh", ["--out", "my site"], {
          folder,
          path: folder,
          variables: { ...variables, DELTASCOPE: "/opt/delta scope" },
        });
        const log = join(folder, "log");
        if (share === null) {
          equal(code, 2);
          match(stderr, /^slurm-part\.sh: the array has gaps.*: set DELTASCOPE_PARTS/);
          continue;
        }
        equal(code, 0, stderr);
        deepEqual((await Deno.readTextFile(log)).split("\n").slice(1, -2), [
          ...["task", "--quiet", "--config", "/opt/delta scope/deno.json"],
          ...["report", "--out", "my site", "--part", share],
        ]);
        await Deno.remove(log);
      }
      const outside = await runScript("slurm-part.sh", [], { folder, path: folder });
      equal(outside.code === 0, false);
      match(outside.stderr, /expected a task of an array: sbatch --array=1-16/);
    }),
);

testOnScripts(
  "slurm.sh submits the array, and the site to follow it where all of it ended well",
  {},
  () =>
    withPrinters(async (folder) => {
      const options = ["--records", "layers", "--base-name", "a b"];
      const { code, stdout, stderr } = await runScript("slurm.sh", ["16", ...options], {
        folder,
        path: folder,
      });
      equal(code, 0, stderr);
      equal(
        stdout,
        "Submitted 16 shares as job 1234, and the site as job 1234, which waits for them\n",
      );
      const lines = (await Deno.readTextFile(join(folder, "log"))).trimEnd().split("\n");
      deepEqual(lines, [
        ...["sbatch", "--parsable", "--job-name=deltascope-part", "--array=1-16"],
        ...[join(SCRIPTS, "slurm-part.sh"), ...options, ".", "PARTS=16"],
        ...["sbatch", "--parsable", "--job-name=deltascope-site"],
        ...["--dependency=afterok:1234", "--kill-on-invalid-dep=yes"],
        ...[join(SCRIPTS, "slurm-site.sh"), ...options, ".", "PARTS=16"],
      ]);
    }),
);

for (const script of ["slurm.sh", "parallel.sh"]) {
  testOnScripts(
    `${script} refuses a number of shares that is none, and shares that meet nowhere`,
    {},
    () =>
      withPrinters(async (folder) => {
        for (const args of [[], ["0"], ["x", "--records", "r"], ["--records", "r"], ["-1"]]) {
          const { code, stdout, stderr } = await runScript(script, args, { folder, path: folder });
          deepEqual([code, stdout], [2, ""]);
          match(stderr, /: cannot use \S+ as the number of shares; expected .*, N from 1\n$/);
        }
        const apart = await runScript(script, ["4", "--out", "site"], { folder, path: folder });
        equal(apart.code, 2);
        match(apart.stderr, /: no --records DIR that every share writes to; expected/);
      }),
  );
}

testOnScripts(
  "parallel.sh has GNU parallel compute the shares, and writes the site of one run",
  { isThere: HAS_PARALLEL, program: "GNU parallel" },
  () =>
    withSharedLayers(async ({ at, options, report }) => {
      const run = (...more: string[]) =>
        runScript("parallel.sh", ["2", ...options, "--records", "layers", ...more], {
          folder: at("."),
          path: dirname(Deno.execPath()),
          variables: { SSHLOGIN: ":", JOBS: "2" },
        });
      const { code, stdout, stderr } = await run("--out", "my site");
      equal(code, 0, stderr);
      const shares = stdout.split("\n").filter((line) => line.startsWith("Part "))
        .map((line) => partOf(`${line}\n`).computed).sort();
      deepEqual(shares, [[0, 2, 4], [1, 3]]);
      await report("--records", at("one"), "--out", at("whole"));
      const [parted, inOne] = [await resultsOf(at("my site")), await resultsOf(at("whole"))];
      equal(JSON.stringify(parted.rest), JSON.stringify(inOne.rest));

      const failed = await run("--out", "other", "--pca-layer", "99");
      equal(failed.code === 0, false);
      equal(await Deno.stat(at("other")).then(() => true, () => false), false);
    }),
);
