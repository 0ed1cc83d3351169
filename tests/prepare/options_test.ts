import assert from "node:assert/strict";
import {
  checkActivationsLayer,
  defaultPcaLayer,
  resolveFocus,
  resolveForDevice,
  resolveLayers,
} from "../../src/prepare/options.ts";
import { formatLayers } from "../../src/text/layers.ts";
import { UsageError } from "../../src/usage_error.ts";

Deno.test("resolveLayers() clips the default to the model and takes all where that leaves none", () => {
  assert.equal(formatLayers(resolveLayers(null, 46)), "15-24");
  assert.equal(formatLayers(resolveLayers(null, 18)), "15-17");
  assert.equal(formatLayers(resolveLayers(null, 5)), "0-4");
});

Deno.test("resolveLayers() merges duplicates and sorts", () => {
  const asked = [{ first: 7, last: 7 }, { first: 3, last: 4 }, { first: 4, last: 4 }];
  assert.deepEqual(resolveLayers(asked, 10), [3, 4, 7]);
});

Deno.test("resolveLayers() throws when an asked layer is not in the model", () => {
  assert.throws(() => resolveLayers([{ first: 3, last: 5 }], 5), {
    name: "UsageError",
    message: "Cannot analyse layer 5: expected layers 0 to 4 of a model with 5 layers",
  });
  for (
    const [flag, set] of [["notebook", { likeNotebook: true }], ["published", {
      likePublished: true,
    }]] as const
  ) {
    assert.throws(() => resolveLayers([{ first: 15, last: 24 }], 5, set), {
      message: `Cannot analyse layer 24 of --like-${flag}, which sets the layers: ` +
        "expected layers 0 to 4 of a model with 5 layers; leave it out",
    });
  }
});

Deno.test("resolveFocus() throws when a layer inside a range is not analysed", () => {
  assert.throws(
    () => resolveFocus([{ first: 15, last: 17 }], { layers: [15, 17], nLayers: 26 }),
    (error) =>
      error instanceof UsageError &&
      error.message.startsWith("Cannot decompose layer 16 of --focus"),
  );
});

Deno.test("resolveFocus() keeps the order asked, each layer once", () => {
  const asked = [{ first: 24, last: 24 }, { first: 15, last: 17 }, { first: 16, last: 16 }];
  const layers = [15, 16, 17, 24];
  assert.deepEqual(resolveFocus(asked, { layers, nLayers: 26 }), [24, 15, 16, 17]);
});

Deno.test("defaultPcaLayer() is the data set authors' for their models, else half the depth", () => {
  assert.equal(defaultPcaLayer({ hiddenSize: 4608, nLayers: 46 }), 22);
  assert.equal(defaultPcaLayer({ hiddenSize: 5120, nLayers: 64 }), 32);
  assert.equal(defaultPcaLayer({ hiddenSize: 8192, nLayers: 80 }), 40);
  assert.equal(defaultPcaLayer({ hiddenSize: 64, nLayers: 5 }), 2);
});

Deno.test("resolveForDevice() gives a GPU more than a software adapter and the CPU, and anywhere what was asked", () => {
  const none = { random: null, resamples: null, sweep: null };
  const gpu = { kind: "gpu", isFallback: false } as const;
  const software = { kind: "gpu", isFallback: true } as const;
  const cpu = { kind: "cpu", isFallback: false } as const;
  const few = { random: 32, resamples: 20, sweep: false };
  assert.deepEqual(resolveForDevice(none, gpu), { random: 199, resamples: 100, sweep: true });
  assert.deepEqual(resolveForDevice(none, software), few);
  assert.deepEqual(resolveForDevice(none, cpu), few);
  const asked = { random: 0, resamples: 7, sweep: false };
  assert.deepEqual(resolveForDevice(asked, gpu), asked);
  assert.equal(resolveForDevice({ ...none, sweep: true }, cpu).sweep, true);
});

Deno.test("checkActivationsLayer() throws when the layer is not analysed", () => {
  checkActivationsLayer(17, { layers: [15, 17], nLayers: 26 });
  assert.throws(() => checkActivationsLayer(16, { layers: [15, 17], nLayers: 26 }), {
    name: "UsageError",
    message:
      "Cannot run activations at layer 16 of --activations-layer: it is not among the analysed layers 15,17; add it to --layers",
  });
  assert.throws(
    () => checkActivationsLayer(26, { layers: [15, 17], nLayers: 26 }),
    /analysed layers 15,17$/,
  );
});
