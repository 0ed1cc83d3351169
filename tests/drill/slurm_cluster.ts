/**
 * A Slurm of one node in a scratch folder: munged, slurmctld and slurmd, without systemd and without cgroups.
 *
 * @module
 */

import { join } from "node:path";

/** What has to be installed (Debian: munge, slurm-wlm). */
const PROGRAMS = [
  "munged",
  "slurmctld",
  "slurmd",
  "sbatch",
  "squeue",
  "scancel",
  "scontrol",
  "sinfo",
];
/** Time within which the node is to be idle, and jobs are to end. */
const UP_MS = 30_000;
const JOBS_MS = 180_000;

/** A cluster that runs until it is disposed. */
export interface SlurmCluster extends AsyncDisposable {
  /** Of the environment of its commands. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs a command of Slurm. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  /** Resolves when no job is left. */
  settled(): Promise<void>;
}

/** Programs that are missing here. */
export async function missingOfSlurm(): Promise<string[]> {
  const missing: string[] = [];
  for (const program of PROGRAMS) {
    const isThere = await new Deno.Command("sh", { args: ["-c", `command -v ${program}`] })
      .output().then(({ success }) => success, () => false);
    if (!isThere) missing.push(program);
  }
  return missing;
}

/** Starts a cluster whose files lie in `folder`. @throws {Error} with the end of its logs, if it does not come up. */
export async function startSlurm(folder: string): Promise<SlurmCluster> {
  const at = (name: string) => join(folder, name);
  for (const name of ["munge", "state", "spool"]) await Deno.mkdir(at(name));
  await Deno.chmod(folder, 0o755); // munged wants to be reached by all
  await Deno.writeFile(at("munge.key"), crypto.getRandomValues(new Uint8Array(1024)), {
    mode: 0o400,
  });
  await Deno.writeTextFile(at("slurm.conf"), configuration(folder, await userName()));
  const variables = { SLURM_CONF: at("slurm.conf") };
  await using children = new AsyncDisposableStack();
  const start = (program: string, ...args: readonly string[]) => {
    const child = new Deno.Command(program, {
      args: [...args],
      env: variables,
      stdout: "null",
      stderr: "null",
    }).spawn();
    children.defer(async () => {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await child.status;
    });
  };
  const run = async (program: string, ...args: readonly string[]) => {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      env: variables,
    }).output();
    if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr).trim()}`);
    return new TextDecoder().decode(stdout).trim();
  };
  start(
    "munged",
    ...[
      "--force",
      "--foreground",
      `--socket=${at("munge/socket")}`,
      `--key-file=${at("munge.key")}`,
    ],
    ...[`--pid-file=${at("munge/pid")}`, `--log-file=${at("munged.log")}`],
    `--seed-file=${at("munge/seed")}`,
  );
  await until(UP_MS, () => Deno.stat(at("munge/socket")).then(() => true, () => false), folder);
  start("slurmctld", "-D");
  start("slurmd", "-D");
  const isIdle = () =>
    run("sinfo", "-h", "-o", "%t").then((state) => state === "idle", () => false);
  await until(UP_MS, isIdle, folder);
  const owned = children.move();
  return {
    variables,
    run,
    settled: () => until(JOBS_MS, async () => await run("squeue", "-h") === "", folder),
    [Symbol.asyncDispose]: async () => {
      await run("scancel", "--state=RUNNING", "--me").catch(() => {});
      await run("scancel", "--me").catch(() => {});
      await owned.disposeAsync();
    },
  };
}

function configuration(folder: string, user: string): string {
  const host = Deno.hostname().split(".")[0];
  const [controller, node] = freePorts(2);
  return `ClusterName=drill
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
SlurmctldPort=${controller}
SlurmdPort=${node}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=drill Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}

/** Ports that nothing listens on. */
function freePorts(n: number): number[] {
  const listeners = Array.from(
    { length: n },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

async function userName(): Promise<string> {
  const { stdout } = await new Deno.Command("id", { args: ["-un"] }).output();
  return new TextDecoder().decode(stdout).trim();
}

async function until(
  limitMs: number,
  isSo: () => Promise<boolean>,
  folder: string,
): Promise<void> {
  const started = performance.now();
  while (!await isSo()) {
    if (performance.now() - started > limitMs) {
      const logs = await Promise.all(
        ["munged", "slurmctld", "slurmd"].map((name) =>
          Deno.readTextFile(join(folder, `${name}.log`)).catch(() => "")
        ),
      );
      const ends = logs.flatMap((log) => log.trim().split("\n").slice(-3));
      throw new Error(`Slurm took longer than ${limitMs / 1000} s: ${ends.join(" | ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
