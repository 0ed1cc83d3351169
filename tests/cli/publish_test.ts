import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { HOSTILE_NAMES, sampleResults } from "../site/sample_results.ts";
import { spaceLines } from "../../src/cli/publish_lines.ts";
import { runMain } from "./run_main.ts";
import { withFolder } from "../sources/temporary_folder.ts";

/** Publishes a sample, hands the outcome and the folder on, and removes it. */
async function withPublished(
  args: string[],
  use: (outcome: Awaited<ReturnType<typeof runMain>>, folder: string) => Promise<void>,
  { isSynthetic = false } = {},
): Promise<void> {
  await withFolder({}, async (folder) => {
    const sample = sampleResults({ layers: [18], names: HOSTILE_NAMES });
    const results = { ...sample, run: { ...sample.run, is_synthetic: isSynthetic } };
    await Deno.writeTextFile(`${folder}/results.json`, JSON.stringify(results));
    const from = `${folder}/results.json`;
    const outcome = await runMain("publish", "--from", from, "--to", `${folder}/docs`, ...args);
    await use(outcome, folder);
  });
}

async function paths(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    found.push(...isDirectory ? await paths(folder, `${below}${name}/`) : [below + name]);
  }
  return found;
}

Deno.test("publish writes the site with .nojekyll and a 404.html that leads to its start", async () => {
  await withPublished(["--base-path", "/some/repo/"], async ({ code, stdout }, folder) => {
    strictEqual(code, 0);
    ok(!stdout.includes("--base-path"), stdout);
    const files = await paths(`${folder}/docs`);
    const ours = [...new Set(files.map((path) => path.split("/")[0]))].sort().join(" ");
    strictEqual(
      stdout.split("or make this one:\n")[1],
      `  cd ${folder}/docs\n  git init\n  git add .\n  git add --force ${ours}\n` +
        '  git commit -m "Publish a deltascope run"\n  git remote add origin URL\n  git push -u origin HEAD\n' +
        "  # once, on GitHub: Settings, Pages, Deploy from a branch: this one, and / (root) or /docs, wherever this folder is\n",
    );
    for (const path of ["index.html", "404.html", ".nojekyll"]) ok(files.includes(path), path);
    const odd = files.filter((path) => /(^|\/)[_.]/.test(path));
    deepStrictEqual(odd, [".nojekyll"]);
    const page = await Deno.readTextFile(`${folder}/docs/404.html`);
    deepStrictEqual([...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href), ["/some/repo/"]);
  });
});

Deno.test("publish prints lines that git takes, where the folder is a repository just cloned, and one within of any name", async () => {
  const [root, odd] = ["root", "-x y'z"];
  await withPublished([], async (_, folder) => {
    const git = async (lines: string) => {
      const name = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a " +
        "GIT_COMMITTER_EMAIL=a@b";
      const args = ["-ec", `cd ${folder}\n${name}\n${lines}`];
      const { success, stderr } = await new Deno.Command("sh", { args }).output();
      ok(success, new TextDecoder().decode(stderr));
    };
    await git(`git init --bare r.git; git clone r.git root; cd root
      git config push.autoSetupRemote true`);
    for (const to of [root, `${root}/${odd}`]) {
      const from = `${folder}/results.json`;
      const { code, stdout, stderr } = await runMain(
        ...["publish", "--from", from, "--to", `${folder}/${to}`],
      );
      strictEqual(code, 0, stderr);
      await git(stdout.split("repository that holds it:\n")[1]!);
      // As of a repository of models: what is the owner's and ignored does not go out.
      await Deno.writeTextFile(`${folder}/${root}/.gitignore`, "data/\n*.csv\n*.json\n.env\n");
      await Deno.writeTextFile(`${folder}/${to}/.env`, "HF_TOKEN=hf_secret");
    }
    await git(
      "rm -rf c; git clone r.git c; rm -rf c/.git root/.git root/.gitignore; find root -name .env -delete; diff -r root c",
    );
  });
});

Deno.test("publish says where no repository holds the folder, and lines that make it one", async () => {
  await withPublished([], async ({ code, stdout }, folder) => {
    strictEqual(code, 0);
    match(
      stdout,
      /^The link of 404\.html leads to \/: .* give --base-path \/REPOSITORY\/\nWrote \S*docs, which is in no git repository: clone yours and give --to a folder of it, or make this one:\n/,
    );
    const [, lines] = stdout.split("or make this one:\n");
    const name =
      "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b";
    const args = [
      "-ec",
      `git init --bare ${folder}/r.git\nexport ${name}\n${lines}`.replace("URL", `${folder}/r.git`),
    ];
    const { success, stderr } = await new Deno.Command("sh", { args }).output();
    ok(success, new TextDecoder().decode(stderr));
    // A file of that name is what a work tree and a submodule have.
    await Deno.writeTextFile(`${folder}/.git`, "gitdir: elsewhere");
    await Deno.remove(`${folder}/docs/.git`, { recursive: true });
    const again = await runMain(
      ...["publish", "--from", `${folder}/results.json`, "--to", `${folder}/docs`],
    );
    match(again.stdout, /^Wrote \S*docs\. To publish it, in the repository that holds it:\n/m);
  });
});

Deno.test("publish takes a repository that a host has just made, with its first files, and no other folder", async () => {
  await withPublished([], async (_, folder) => {
    const to = `${folder}/new`;
    const own = {
      ".gitattributes": "*.bin filter=lfs\n",
      ".gitignore": "data/\n",
      LICENSE: "MIT",
      "README.md": "# Mine",
    };
    await Deno.mkdir(`${to}/.git`, { recursive: true });
    for (const [name, text] of Object.entries(own)) await Deno.writeTextFile(`${to}/${name}`, text);
    const publish = () => runMain("publish", "--from", `${folder}/results.json`, "--to", to);
    const { code, stderr } = await publish();
    strictEqual(code, 0, stderr);
    for (const [name, text] of Object.entries(own)) {
      strictEqual(await Deno.readTextFile(`${to}/${name}`), text);
    }
    const other = `${folder}/other`;
    await Deno.mkdir(other);
    await Deno.writeTextFile(`${other}/setup.py`, "");
    const refused = await runMain("publish", "--from", `${folder}/results.json`, "--to", other);
    strictEqual(refused.code, 2);
    match(
      refused.stderr,
      /nothing but CNAME, \.nojekyll, \.gitkeep, README, LICENSE, \.gitignore and \.gitattributes, found setup\.py; give --to/,
    );
  });
});

Deno.test("publish says that it is the demonstration which goes out, and nothing of that of a real run", async () => {
  for (const isSynthetic of [true, false]) {
    await withPublished([], ({ code, stdout }) => {
      strictEqual(code, 0);
      strictEqual(
        /^[^\n]*results\.json is of the synthetic demonstration: --from names other results$/m.test(
          stdout,
        ),
        isSynthetic,
      );
      return Promise.resolve();
    }, { isSynthetic });
  }
});

Deno.test("publish gives the same bytes when it is run again over its own folder", async () => {
  await withPublished([], async (_, folder) => {
    const read = async () =>
      Object.fromEntries(
        await Promise.all(
          (await paths(`${folder}/docs`)).sort().map(async (path) => [
            path,
            await Deno.readTextFile(`${folder}/docs/${path}`),
          ]),
        ),
      );
    const first = await read();
    const from = `${folder}/docs/data/results.json`;
    strictEqual((await runMain("publish", "--from", from, "--to", `${folder}/docs`)).code, 0);
    deepStrictEqual(await read(), first);
  });
});

Deno.test("publish refuses to run without --to and with a base path that is none", async () => {
  strictEqual((await runMain("publish")).code, 2);
  for (const basePath of ["repo", "/repo", "/../", "//evil.example/", '/"onclick=/']) {
    const { code, stderr } = await runMain("publish", "--to", "x", "--base-path", basePath);
    strictEqual(code, 2, basePath);
    match(stderr, /expected a path such as \/ or \/repository\//);
  }
});

Deno.test("publish --space prints the lines for a static Space, and they make a README that it knows again", async () => {
  await withPublished(["--space", "some-org/my.run"], async ({ code, stdout }, folder) => {
    strictEqual(code, 0);
    const [, ...lines] = stdout.trimEnd().split("\n");
    deepStrictEqual(lines, [
      `  cd ${folder}/docs`,
      "  printf '%s\\n' --- 'title: deltascope' 'sdk: static' --- > README.md",
      "  hf upload some-org/my.run . . --repo-type space",
    ]);
    ok(!stdout.includes("git "));
    const { success } = await new Deno.Command("sh", {
      args: ["-c", lines.slice(0, 2).join("\n")],
    }).output();
    ok(success);
    const readme = await Deno.readTextFile(`${folder}/docs/README.md`);
    strictEqual(readme, "---\ntitle: deltascope\nsdk: static\n---\n");
    const publish = () =>
      runMain(
        ...["publish", "--from", `${folder}/results.json`, "--to", `${folder}/docs`],
        ...["--space", "some-org/my.run"],
      );
    ok(!/README/.test((await publish()).stdout), "it is as it must be");
    await Deno.writeTextFile(`${folder}/docs/README.md`, "# Mine\n\nsdk: static\n");
    match((await publish()).stdout, /\(first put sdk: static between lines of --- .*README\.md\)/);
    strictEqual(await Deno.readTextFile(`${folder}/docs/README.md`), "# Mine\n\nsdk: static\n");
    // What cannot be read is not taken for absent: no line writes over it.
    await Deno.remove(`${folder}/docs/README.md`);
    await Deno.symlink("README.md", `${folder}/docs/README.md`); // a link to itself
    deepStrictEqual(
      (await spaceLines(`${folder}/docs`, "org/run")).filter((line) => line.includes("printf")),
      [],
    );
  });
});

Deno.test("publish refuses a Space that is no id, and a base path beside one", async () => {
  for (const space of ["name", "a/b/c", "org/na me", "org/$(x)", "-a/b"]) {
    const { code, stderr } = await runMain("publish", "--to", "x", `--space=${space}`);
    strictEqual(code, 2, space);
    match(stderr, /^[^\n]*expected an id such as org\/name\n$/);
  }
  const both = ["--space", "org/name", "--base-path", "/x/"];
  match(
    (await runMain("publish", "--to", "x", ...both)).stderr,
    /Cannot use --base-path with --space/,
  );
});
