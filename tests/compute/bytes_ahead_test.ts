import assert from "node:assert/strict";
import { BytesAhead } from "../../src/compute/bytes_ahead.ts";

/** A device that is asked how far it is, and answers when told to. */
function askedDevice() {
  const answers: PromiseWithResolvers<undefined>[] = [];
  return {
    answers,
    device: {
      queue: {
        onSubmittedWorkDone: () => {
          answers.push(Promise.withResolvers<undefined>());
          return answers.at(-1)!.promise;
        },
      },
    },
    throwIfFailed: () => {},
  };
}

/** Whether a promise is settled once other work has had its turn. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let isDone = false;
  promise.then(() => isDone = true, () => isDone = true);
  await new Promise((resolve) => setTimeout(resolve));
  return isDone;
}

Deno.test("BytesAhead waits at the end of a window for the window before", async () => {
  const gpu = askedDevice();
  const ahead = new BytesAhead(gpu, 100);
  await ahead.add(60);
  assert.equal(gpu.answers.length, 0);
  await ahead.add(60); // the end of the first window: none came before it
  assert.equal(gpu.answers.length, 1);
  const second = ahead.add(100);
  assert.equal(await isSettled(second), false);
  gpu.answers[0]!.resolve(undefined);
  assert.equal(await isSettled(second), true);
  assert.equal(gpu.answers.length, 2);
});

Deno.test("BytesAhead reports what the device reports", async () => {
  const lost = new Error("Cannot continue: the device was lost");
  const gpu = askedDevice();
  const ahead = new BytesAhead({
    ...gpu,
    throwIfFailed: () => {
      throw lost;
    },
  }, 1);
  await assert.rejects(ahead.add(1), lost);
});
