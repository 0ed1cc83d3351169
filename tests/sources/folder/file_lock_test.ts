import { strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { takeFileLock, thisProcess } from "../../../src/sources/folder/file_lock.ts";
import { exists } from "../../../src/sources/folder/path_state.ts";
import { withFolder } from "../temporary_folder.ts";

Deno.test("takeFileLock() lets nothing happen between making its file and holding it: a signal that ends the process then would leave it", () =>
  withFolder({}, async (folder) => {
    for (let n = 0; n < 20; n++) {
      const path = join(folder, `${n}.claim`);
      let [isDone, nSeenBefore] = [false, 0];
      const taking = takeFileLock({ path, self: thisProcess() }).finally(() => isDone = true);
      // Turns of the event loop, as a signal would come in one.
      while (!isDone) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
        await promise;
        port1.close();
        port2.close();
        // What follows of this turn comes before any signal.
        for (let follow = 0; follow < 50; follow++) await null;
        if (!isDone && exists(path)) nSeenBefore++;
      }
      equal(nSeenBefore, 0);
      const taken = await taking;
      if (taken !== null && !("heldBy" in taken)) taken.release();
    }
  }));

Deno.test("takeFileLock() reads its file through itself alone: Windows lets nobody else at what is locked", () =>
  withFolder({}, async (folder) => {
    const path = join(folder, "lock.json");
    const { readTextFile, readTextFileSync } = Deno;
    const locked = () => {
      throw new Error("The process cannot access a portion of the file. (os error 33)");
    };
    Object.assign(Deno, { readTextFile: locked, readTextFileSync: locked });
    try {
      const taken = await takeFileLock({ path, self: thisProcess() });
      if (taken === null || "heldBy" in taken) throw new Error("not taken");
      taken.assertHeld();
      taken.release();
      equal(exists(path), false);
    } finally {
      Object.assign(Deno, { readTextFile, readTextFileSync });
    }
  }));
