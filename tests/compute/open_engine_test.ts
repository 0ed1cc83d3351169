import assert from "node:assert/strict";
import { findDevice, openEngine } from "../../src/compute/open_engine.ts";
import { withVariable } from "../environment.ts";
import { testOnGpu } from "./gpu.ts";

/** Runs `run` on a machine without an adapter. */
async function withoutAdapter(run: () => Promise<void>): Promise<void> {
  const { gpu } = navigator;
  const requestAdapter = gpu.requestAdapter;
  gpu.requestAdapter = () => Promise.resolve(null);
  try {
    await run();
  } finally {
    gpu.requestAdapter = requestAdapter;
  }
}

Deno.test("openEngine() opens the plain loops where they are asked for, without a note", async () => {
  const { engine, note, tileLayout } = await openEngine({ device: "reference", weights: "bf16" });
  engine.dispose();
  assert.equal(tileLayout.columnMultiple, 1);
  assert.deepEqual(engine.device, {
    kind: "cpu",
    name: "plain loops in TypeScript (reference)",
    isFallback: false,
  });
  assert.equal(note, null);
});

Deno.test("openEngine() opens WebAssembly for cpu, on as many threads as are asked for, without a note", async () => {
  const { engine, note } = await openEngine({ device: "cpu", weights: "bf16", nThreads: 3 });
  engine.dispose();
  assert.deepEqual(engine.device, {
    kind: "cpu",
    name: "WebAssembly (relaxed SIMD)",
    isFallback: false,
    nThreads: 3,
  });
  assert.equal(note, null);
});

Deno.test("openEngine() says aloud that the CPU computes where auto finds no adapter", () =>
  withoutAdapter(async () => {
    const { engine, note } = await openEngine({ device: "auto", weights: "bf16", nThreads: 2 });
    engine.dispose();
    assert.equal(engine.device.name, "WebAssembly (relaxed SIMD)");
    assert.match(
      note ?? "",
      /^No hardware GPU: to use one install a Vulkan driver/,
    );
  }));

Deno.test("findDevice() refuses gpu where there is no adapter, and tells what to install", () =>
  withoutAdapter(() =>
    withVariable(
      "DENO_WEBGPU_BACKEND",
      undefined,
      () =>
        assert.rejects(findDevice("gpu"), (error: Error) => {
          assert.match(error.message, /^Cannot compute on a GPU: no adapter was found; /);
          assert.match(error.message, /mesa-vulkan-drivers.*DENO_WEBGPU_BACKEND/);
          assert.ok(!error.message.includes("\n"));
          return true;
        }),
    )
  ));

Deno.test("findDevice() names the backends that were chosen where they have no adapter", () =>
  withoutAdapter(() =>
    withVariable("DENO_WEBGPU_BACKEND", "metal", () =>
      assert.rejects(
        findDevice("gpu"),
        /^Error: Cannot compute on a GPU: no adapter was found with DENO_WEBGPU_BACKEND=metal; /,
      ))
  ));

testOnGpu(
  "openEngine() leaves a software adapter for the CPU, and says how to take it",
  async () => {
    const options = { device: "auto", weights: "bf16", nThreads: 2 } as const;
    const { engine, note } = await openEngine(options);
    engine.dispose();
    const gpu = await openEngine({ ...options, device: "gpu" });
    gpu.engine.dispose();
    if (!gpu.engine.device.isFallback) {
      assert.equal(engine.device.kind, "gpu");
      return;
    }
    assert.equal(engine.device.name, "WebAssembly (relaxed SIMD)");
    assert.equal(
      note,
      `No hardware GPU: --device gpu runs the WGSL kernels on ${gpu.engine.device.name}, slower`,
    );
  },
);

for (const device of ["auto", "gpu"] as const) {
  testOnGpu(
    `openEngine() takes the adapter for ${device} and says so if it is a software one`,
    async () => {
      const { engine, note } = await openEngine({ device, weights: "bf16", takesSoftware: true });
      engine.dispose();
      assert.equal(engine.device.kind, "gpu");
      assert.notEqual(engine.device.name, "");
      assert.equal(note !== null, engine.device.isFallback);
      if (note !== null) assert.ok(note.includes(engine.device.name) && note.includes("software"));
    },
  );
}

/** What `expression` is in a process of its own, since Deno reads the backends once. */
async function inProcess(expression: string, env: Record<string, string>): Promise<string> {
  const module = new URL("../../src/compute/open_engine.ts", import.meta.url).href;
  const code = `import { findDevice } from ${JSON.stringify(module)}; console.log(${expression})`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code],
    env: { XDG_RUNTIME_DIR: "/tmp", ...env },
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout).trim() || decoder.decode(stderr);
}

Deno.test("findDevice() leaves OpenGL out for auto, whatever the environment asks", async () => {
  const backends = `(await findDevice("auto"), Deno.env.get("DENO_WEBGPU_BACKEND"))`;
  for (
    const [asked, expected] of [
      ["vulkan, gl", "vulkan"],
      ["GL", "none"],
      ["dx12,metal", "metal,dx12"],
    ] as const
  ) {
    assert.equal(await inProcess(backends, { DENO_WEBGPU_BACKEND: asked }), expected, asked);
  }
});

// On macOS and Windows there is another backend beside Vulkan.
const isLinux = Deno.build.os === "linux";
Deno.test({
  name: "findDevice() takes the CPU for auto where only OpenGL is there, and says how to take it" +
    (isLinux ? "" : " (ignored: not on Linux)"),
  ignore: !isLinux,
  async fn() {
    const noVulkan = { VK_ICD_FILENAMES: "/nonexistent", VK_DRIVER_FILES: "/nonexistent" };
    const found = await inProcess(`JSON.stringify(await findDevice("auto"))`, noVulkan);
    const { adapter, note } = JSON.parse(found);
    assert.equal(adapter, null);
    assert.match(note, /an OpenGL adapter, if there is one, is taken with --device gpu alone$/);
  },
});
