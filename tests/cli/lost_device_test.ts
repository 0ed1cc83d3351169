import { match, strictEqual as equal } from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import { testOnGpu } from "../compute/gpu.ts";
import { type Outcome, runMain } from "./run_main.ts";
import { type Pair, withPair } from "./small_pair.ts";

/** Runs `run` with devices that go as they are given work for the `n`-th time, all of which pass for hardware. */
async function losing<T>(n: number, run: () => Promise<T>): Promise<T> {
  const { requestDevice } = GPUAdapter.prototype;
  const isFallback = Object.getOwnPropertyDescriptor(
    GPUAdapterInfo.prototype,
    "isFallbackAdapter",
  )!;
  Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", {
    ...isFallback,
    get: () => false,
  });
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    const { queue } = device;
    const submit = queue.submit.bind(queue);
    let nSubmitted = 0;
    queue.submit = (buffers) => {
      if (++nSubmitted === n) device.destroy();
      return submit(buffers);
    };
    return device;
  };
  try {
    return await run();
  } finally {
    GPUAdapter.prototype.requestDevice = requestDevice;
    Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", isFallback);
  }
}

function report({ at }: Pair, device: string, ...options: string[]): Promise<Outcome> {
  const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]);
  const asked = ["--device", device, "--random", "2", "--sweep", "off", "--resamples", "2"];
  return runMain("report", ...inputs, ...asked, "--out", at("site"), ...options);
}

testOnGpu(
  "report --device auto goes on with the CPU where the GPU is lost, and says so in all places",
  () =>
    withPair(async (pair) => {
      const { code, stderr } = await losing(30, () => report(pair, "auto"));
      equal(code, 0, stderr);
      match(
        stderr,
        /^Cannot continue on .*: the device was lost \(.*\).*: layer 0, from its beginning, and what comes after it is computed by WebAssembly/m,
      );
      const { device }: Results = JSON.parse(
        await Deno.readTextFile(pair.at("site/data/results.json")),
      );
      equal(device.kind, "cpu");
      match(
        device.note!,
        / failed at layer 0 \(.*the device was lost.*\): that, from its beginning, /,
      );
      match(await Deno.readTextFile(pair.at("site/methods.html")), / failed at layer 0 \(/);
    }),
);

testOnGpu(
  "report --device gpu ends in one line where the GPU is lost, and writes no site",
  () =>
    withPair(async (pair) => {
      const { code, stderr } = await losing(30, () => report(pair, "gpu"));
      equal(code, 1);
      match(
        stderr,
        /\ndeltascope: Cannot continue on .*: the device was lost .*; the command goes on from the layers that are written down when it is run again, and --device cpu computes without a GPU\n$/,
      );
      equal(await Deno.stat(pair.at("site")).then(() => true, () => false), false);
    }),
);
