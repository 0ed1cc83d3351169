import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { openOutput } from "../../../../src/site/write/output/open_output.ts";
import { takeWriterLock } from "../../../../src/site/write/output/writer_lock.ts";
import { KILLED_RUN, names, publish, read, site, write } from "./folder_fixture.ts";
import { withFolder } from "../../../sources/temporary_folder.ts";

const HOLDER = { host: "here", pid: 7, started: "2026-01-01T00:00:00Z", run: "first" };

function take(folder: string, changes: Partial<typeof HOLDER> = {}, now?: () => number) {
  return takeWriterLock({
    folder,
    act: "Cannot write there",
    advice: "wait for it",
    self: { ...HOLDER, run: "second", ...changes },
    ...now === undefined ? {} : { now },
  });
}

Deno.test("takeWriterLock() refuses whoever comes second, naming the first", () =>
  withFolder({}, async (folder) => {
    const lock = await take(folder, { run: "first" });
    const message = "Cannot write there: another run is writing there (process 7 on here, " +
      "begun 2026-01-01T00:00:00Z); wait for it";
    await rejects(take(folder), { message });
    await rejects(take(folder, { host: "elsewhere" }), { message });
    lock.release();
    deepStrictEqual(names(folder), []);
    (await take(folder)).release();
  }));

Deno.test("takeWriterLock() names whoever locked the file right after it was made", () =>
  withFolder({}, async (folder) => {
    const { openSync } = Deno;
    let faster: Deno.FsFile | undefined;
    Deno.openSync = (path, options) => {
      const made = openSync(path, options);
      if (options?.createNew) {
        faster = openSync(path, { read: true, write: true });
        faster.lockSync(true);
        faster.writeSync(new TextEncoder().encode(JSON.stringify(HOLDER)));
      }
      return made;
    };
    try {
      await rejects(take(folder), /another run is writing there \(process 7 on here, /);
    } finally {
      Deno.openSync = openSync;
      faster?.close();
    }
  }));

Deno.test("takeWriterLock() takes over at once what a killed run of this machine left", () =>
  withFolder({}, async (folder) => {
    await write(folder, { "lock.json": JSON.stringify(HOLDER) });
    const lock = await take(folder);
    deepStrictEqual(lock.leftBy, HOLDER);
    strictEqual(JSON.parse(read(folder, "lock.json")).run, "second");
    lock.release();
    deepStrictEqual(names(folder), []);
  }));

Deno.test("takeWriterLock() goes by age where the holder is on another machine", () =>
  withFolder({}, async (folder) => {
    await write(folder, { "lock.json": JSON.stringify({ ...HOLDER, host: "node-4" }) });
    const after = (minutes: number) => () => Date.now() + minutes * 60_000;
    await rejects(take(folder, {}, after(9)), (error: Error) => {
      match(
        error.message,
        /process 7 on node-4.* If that run is gone, its lock is taken over in 1 min/,
      );
      return true;
    });
    const lock = await take(folder, {}, after(11));
    strictEqual(lock.leftBy?.host, "node-4");
    lock.release();
  }));

Deno.test("assertHeld() tells a run whose lock another has taken over", () =>
  withFolder({}, async (folder) => {
    const lock = await take(folder);
    lock.assertHeld();
    await write(folder, { "lock.json": JSON.stringify({ ...HOLDER, run: "third" }) });
    throws(() => lock.assertHeld(), /another run has taken the lock over/);
    lock.release();
    // What is another's is not removed.
    deepStrictEqual(names(folder), ["lock.json"]);
  }));

Deno.test("openOutput() takes over a killed run's lock aloud, and clears away what it had built", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    const work = join(folder, "._site.deltascope");
    const left = JSON.stringify({ ...HOLDER, host: Deno.hostname() });
    await write(work, { "lock.json": left, [`${KILLED_RUN}/new/index.html`]: "half" });
    const said = await publish(out, site("new"));
    deepStrictEqual(said, [
      `Taking over the lock on ${out} that process 7 on ${Deno.hostname()} left behind, ` +
      "a run begun 2026-01-01T00:00:00Z that did not end",
      `Cleared away a site for ${out} that an earlier run had begun to build`,
    ]);
    deepStrictEqual(names(folder), ["_site"]);
    strictEqual(read(out, "index.html"), "new");
  }));

Deno.test("write() leaves the site alone when another run has taken the lock over", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    await using output = await openOutput({ out, option: "--out", say: () => {} });
    await write(join(folder, "._site.deltascope"), { "lock.json": JSON.stringify(HOLDER) });
    await rejects(output.write(site("new")), {
      message: `Cannot write the site to ${out}: another run has taken the lock over, ` +
        "as if this one had been killed",
    });
    strictEqual(read(out, "index.html"), "old");
  }));

Deno.test("of six runs in processes of their own one writes and five are refused before their work", () =>
  withFolder({}, async (folder) => {
    const module =
      new URL("../../../../src/site/write/output/open_output.ts", import.meta.url).href;
    const code = `
      import { openOutput } from ${JSON.stringify(module)};
      await using output = await openOutput({ out: Deno.args[0], option: "--out", say() {} });
      console.log("working");
      // Until the others have ended; two that work would wait for each other.
      const { existsSync } = await import("node:fs");
      while (!existsSync(Deno.args[1]) && performance.now() < 30_000) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await output.write(new Map([["index.html", "whole"]]));
      console.log("wrote");`;
    const script = join(folder, "run.ts");
    const config = new URL("../../../../deno.json", import.meta.url).pathname;
    await Deno.writeTextFile(script, code);
    const sign = join(folder, "others-ended");
    let nEnded = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const outcome = await new Deno.Command(Deno.execPath(), {
          args: ["run", "--config", config, "--no-check", "-A", script, join(folder, "site"), sign],
          env: { NO_COLOR: "1" },
        }).output();
        if (++nEnded === 5) await Deno.writeTextFile(sign, "");
        return outcome;
      }),
    );
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const done = outcomes.filter(({ success }) => success);
    strictEqual(done.length, 1);
    for (const { success, stdout, stderr } of outcomes) {
      if (success) continue;
      strictEqual(text(stdout), "");
      match(text(stderr), /another run is writing there \(process \d+ on /);
    }
    strictEqual(read(folder, "site/index.html"), "whole");
    deepStrictEqual(names(folder), ["others-ended", "run.ts", "site"]);
  }));
