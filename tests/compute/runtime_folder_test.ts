import { strictEqual } from "node:assert/strict";
import { HAS_ADAPTER } from "./gpu.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test({
  name: `an adapter is found without a complaint of Mesa's where XDG_RUNTIME_DIR is missing${
    HAS_ADAPTER ? "" : " (ignored: this machine has no GPU adapter)"
  }`,
  ignore: !HAS_ADAPTER || Deno.build.os !== "linux",
  async fn() {
    await withFolder({}, async (cache) => {
      const module = new URL("src/compute/open_engine.ts", ROOT).href;
      const code = `const { findDevice } = await import(${JSON.stringify(module)});` +
        `await findDevice("gpu"); console.log(Deno.statSync(Deno.env.get("XDG_RUNTIME_DIR")).mode & 0o777);`;
      const { XDG_RUNTIME_DIR: _, ...env } = Deno.env.toObject();
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-check", "--config", new URL("deno.json", ROOT).pathname, code],
        env: { ...env, XDG_CACHE_HOME: cache, NO_COLOR: "1" },
        clearEnv: true,
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      strictEqual(text(stderr), "");
      strictEqual(text(stdout).trim(), String(0o700));
    });
  },
});
