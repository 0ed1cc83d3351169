import { match, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

Deno.test("a program with a deno.json of its own links the clone as docs/running.md has it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const docs = await Deno.readTextFile(new URL("docs/running.md", ROOT));
    const block = /```json\n(\{\n {2}"links".*?)```/s.exec(docs)?.[1] ?? "";
    match(block, /"path\/to\/clone"/);
    const config = { ...JSON.parse(block), links: [fileURLToPath(ROOT)] };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
    // Packages are resolved as they are here, and are there already where a task fetched them.
    await Deno.copyFile(new URL("deno.lock", ROOT), `${folder}/deno.lock`);
    await Deno.writeTextFile(
      `${folder}/mine.ts`,
      'import { report } from "@deltascope/deltascope"; console.log(typeof report);\n',
    );
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-read", "mine.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const words = new TextDecoder();
    strictEqual(words.decode(stdout), "function\n", words.decode(stderr));
    strictEqual(success, true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
