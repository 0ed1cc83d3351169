import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { HUB_ENVIRONMENT, hubSettings } from "../../../src/sources/hub/hub_settings.ts";
import { UsageError } from "../../../src/usage_error.ts";
import { withVariable } from "../../environment.ts";
import { withFolder } from "../temporary_folder.ts";

type Variables = Readonly<Record<string, string>>;

/** Settings of an environment of these variables alone; only names that the task allows may be read. */
function settingsOf(variables: Variables, { isOffline = false, home = "/home/ada" } = {}) {
  const env = (name: string) => {
    assert(HUB_ENVIRONMENT.includes(name), `${name} is not in HUB_ENVIRONMENT`);
    return variables[name];
  };
  return hubSettings({ isOffline, env, home: () => home });
}

const cacheRootOf = async (variables: Variables) => (await settingsOf(variables)).cacheRoot;

Deno.test("hubSettings() has the Hub's own defaults", async () => {
  assert.deepEqual(await settingsOf({}), {
    endpoint: "https://huggingface.co",
    token: null,
    tokenNote: null,
    offlineBy: null,
    cacheRoot: join("/home/ada", ".cache", "huggingface", "hub"),
  });
});

Deno.test("hubSettings() finds the cache in the order of the Hub's own tools", async () => {
  const variables = [
    ["HF_HUB_CACHE", "/1", "/1"],
    ["HUGGINGFACE_HUB_CACHE", "/2", "/2"],
    ["HF_HOME", "/3", join("/3", "hub")],
    ["XDG_CACHE_HOME", "/4", join("/4", "huggingface", "hub")],
  ] as const;
  for (const [i, [name, , expected]] of variables.entries()) {
    const set = Object.fromEntries(variables.slice(i).map(([name, value]) => [name, value]));
    assert.equal(await cacheRootOf(set), expected);
    // A variable that is empty counts as not set.
    const next = variables[i + 1]?.[2] ?? join("/home/ada", ".cache", "huggingface", "hub");
    assert.equal(await cacheRootOf({ ...set, [name]: "" }), next);
  }
});

Deno.test("hubSettings() takes a relative cache for one of the folder in which the command was typed", () =>
  withFolder({}, (folder) =>
    withVariable("INIT_CWD", folder, async () => {
      assert.equal(await cacheRootOf({ HF_HOME: "../hf" }), join(folder, "../hf/hub"));
      assert.equal(await cacheRootOf({ HF_HUB_CACHE: "/hub" }), "/hub");
    })));

Deno.test("hubSettings() expands the home folder and the names that it knows", async () => {
  const expanded: [Variables, string][] = [
    [{ HF_HUB_CACHE: "~/hub" }, "/home/ada/hub"],
    [{ HF_HUB_CACHE: "~" }, "/home/ada"],
    [{ HF_HUB_CACHE: "$HOME/hub" }, "/home/ada/hub"],
    [{ HUGGINGFACE_HUB_CACHE: "${HOME}/hub" }, "/home/ada/hub"],
    [{ HF_HUB_CACHE: "$HF_HOME/x", HF_HOME: "/h" }, "/h/x"],
    [{ HF_HOME: "${XDG_CACHE_HOME}/hf", XDG_CACHE_HOME: "/c" }, join("/c/hf", "hub")],
    [{ XDG_CACHE_HOME: "~/c" }, join("/home/ada/c", "huggingface", "hub")],
    // Not known, or not set: left as they are.
    [{ HF_HUB_CACHE: "~bob/hub" }, "~bob/hub"],
    [{ HF_HUB_CACHE: "/a/~/hub" }, "/a/~/hub"],
    [{ HF_HUB_CACHE: "$PATH/${USER}/hub", PATH: "/bin" }, "$PATH/${USER}/hub"],
    [{ HF_HUB_CACHE: "$HF_HOME/hub" }, "$HF_HOME/hub"],
    [{ HF_HUB_CACHE: "$HOMES/hub" }, "$HOMES/hub"],
  ];
  for (const [variables, expected] of expanded) {
    assert.equal(await cacheRootOf(variables), expected);
  }
  // A home that looks like the pattern of a replacement.
  const { cacheRoot } = await settingsOf({ HF_HUB_CACHE: "~/hub" }, { home: "/a$&b" });
  assert.equal(cacheRoot, "/a$&b/hub");
});

Deno.test("hubSettings() asks for the home folder only where a path needs it", async () => {
  const env = (name: string) => name === "HF_HOME" ? "/h" : undefined;
  const home = () => assert.fail("the home folder was asked for");
  assert.equal((await hubSettings({ isOffline: false, env, home })).cacheRoot, join("/h", "hub"));
});

Deno.test("hubSettings() finds the token in the order of the Hub's own tools", async () => {
  const files = { "home/token": "hf_4\n", "other": "\n hf_3 \r\n", "blank": " \n" };
  await withFolder(files, async (folder) => {
    const [home, other] = [join(folder, "home"), join(folder, "other")];
    const all = {
      HF_TOKEN: " hf_1\n",
      HUGGING_FACE_HUB_TOKEN: "hf_2",
      HF_TOKEN_PATH: other,
      HF_HOME: home,
    };
    const tokenOf = async (variables: Variables) => (await settingsOf(variables)).token;
    assert.deepEqual(await tokenOf(all), { value: "hf_1", from: "HF_TOKEN" });
    const second = { value: "hf_2", from: "HUGGING_FACE_HUB_TOKEN" };
    assert.deepEqual(await tokenOf({ ...all, HF_TOKEN: " " }), second);
    const inFiles = { HF_TOKEN_PATH: other, HF_HOME: home };
    assert.deepEqual(await tokenOf(inFiles), { value: "hf_3", from: other });
    assert.deepEqual(await tokenOf({ HF_TOKEN_PATH: "$HF_HOME/token", HF_HOME: home }), {
      value: "hf_4",
      from: `${home}/token`,
    });
    const fourth = { value: "hf_4", from: join(home, "token") };
    assert.deepEqual(await tokenOf({ HF_HOME: home }), fourth);
    // None, and no further search: the Python client looks in one file alone.
    for (const path of [join(folder, "blank"), join(folder, "absent"), home]) {
      assert.equal(await tokenOf({ HF_TOKEN_PATH: path, HF_HOME: home }), null);
    }
    for (const isOn of ["1", "TRUE", "yes", "On"]) {
      assert.equal(await tokenOf({ ...all, HF_HUB_DISABLE_IMPLICIT_TOKEN: isOn }), null);
    }
    assert.notEqual(await tokenOf({ ...all, HF_HUB_DISABLE_IMPLICIT_TOKEN: "0" }), null);
  });
});

Deno.test("hubSettings() looks for the token's file in the folder of the caches", async () => {
  await withFolder(
    { ".cache/huggingface/token": "hf_a", "xdg/huggingface/token": "hf_b" },
    async (home) => {
      assert.equal((await settingsOf({}, { home })).token?.value, "hf_a");
      const { token } = await settingsOf({ XDG_CACHE_HOME: join(home, "xdg") }, { home });
      assert.deepEqual(token, { value: "hf_b", from: join(home, "xdg", "huggingface", "token") });
    },
  );
});

Deno.test("hubSettings() takes a token's file that may not be read, or is no such file, for none", async () => {
  const { readTextFile } = Deno;
  await withFolder({ token: "hf_a", large: "x".repeat(65_537) }, async (folder) => {
    assert.equal((await settingsOf({ HF_TOKEN_PATH: join(folder, "large") })).token, null);
    Deno.readTextFile = () => Promise.reject(new Deno.errors.PermissionDenied("os error 13"));
    try {
      assert.equal((await settingsOf({ HF_TOKEN_PATH: join(folder, "token") })).token, null);
    } finally {
      Deno.readTextFile = readTextFile;
    }
  });
});

Deno.test("hubSettings() says why a token that was given is not there", async () => {
  await withFolder({ token: "hf_secret", large: "x".repeat(65_537), empty: "\n" }, async (home) => {
    const noteOf = async (variables: Variables) => {
      const { token, tokenNote } = await settingsOf(variables, { home });
      assert.equal(token, null);
      return tokenNote;
    };
    assert.equal(await noteOf({}), null);
    const off = { HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" };
    assert.equal(await noteOf(off), null);
    assert.equal(
      await noteOf({ ...off, HF_TOKEN: "hf_secret" }),
      "unset HF_HUB_DISABLE_IMPLICIT_TOKEN, which keeps the token of HF_TOKEN back",
    );
    assert.match(
      await noteOf({ ...off, HF_TOKEN_PATH: "/x" }) ?? "",
      /token of HF_TOKEN_PATH back/,
    );
    // The last holds the token itself, by mistake.
    const found = {
      [join(home, "absent")]: "no such file",
      [join(home, "empty")]: "it is empty",
      [home]: "it is a folder",
      [join(home, "large")]: "it has 65537 bytes, more than any token",
      "hf_secret": "no such file",
    };
    for (const [path, finding] of Object.entries(found)) {
      assert.equal(
        await noteOf({ HF_TOKEN_PATH: path }),
        `put a token with read access into the file that HF_TOKEN_PATH names (${finding}), or give it in HF_TOKEN`,
      );
    }
    const { token, tokenNote } = await settingsOf({ HF_TOKEN_PATH: join(home, "token") }, { home });
    assert.equal(token?.value, "hf_secret");
    assert.equal(tokenNote, null);
  });
});

Deno.test("hubSettings() refuses a token that no header may hold, and never shows it", async () => {
  const findings: [token: string, finding: string][] = [
    ["hf_se\ncret", "a line break in it"],
    ["hf_se\r\ncret", "a line break in it"],
    ["hf_se\0cret", "a character that no token can have"],
    ["hf_se cret", "a character that no token can have"],
    ["hf_se\u2019cret", "a character that no token can have"],
  ];
  for (const [token, finding] of findings) {
    await withFolder({ token }, async (folder) => {
      const path = join(folder, "token");
      const sources: [Variables, string][] = [
        [{ HF_TOKEN: token }, "HF_TOKEN"],
        [{ HUGGING_FACE_HUB_TOKEN: token }, "HUGGING_FACE_HUB_TOKEN"],
        [{ HF_TOKEN_PATH: path }, path],
      ];
      for (const [variables, from] of sources) {
        await assert.rejects(settingsOf(variables), (error) => {
          assert(error instanceof UsageError);
          assert.equal(
            error.message,
            `Cannot use the token of ${from}: expected one line of visible ASCII characters, found ${finding}`,
          );
          assert.equal(error.cause, undefined);
          return true;
        });
      }
    });
  }
});

Deno.test("hubSettings() says what asks for no network", async () => {
  const offlineBy = async (variables: Variables, isOffline = false) =>
    (await settingsOf(variables, { isOffline })).offlineBy;
  const both = { HF_HUB_OFFLINE: "1", TRANSFORMERS_OFFLINE: "1" };
  assert.equal(await offlineBy(both, true), "--offline");
  assert.equal(await offlineBy(both), "HF_HUB_OFFLINE");
  for (const isOn of ["1", "true", "True", "YES", "on"]) {
    assert.equal(await offlineBy({ TRANSFORMERS_OFFLINE: isOn }), "TRANSFORMERS_OFFLINE");
  }
  for (const isOff of ["", "0", "false", "no", "off", "2", "truely"]) {
    assert.equal(await offlineBy({ HF_HUB_OFFLINE: isOff }), null);
  }
});

Deno.test("hubSettings() takes an http or https address for the endpoint, without a slash at its end", async () => {
  const endpoints = [
    ["https://hf-mirror.com", "https://hf-mirror.com"],
    ["https://hf-mirror.com//", "https://hf-mirror.com"],
    [" http://localhost:8080/ ", "http://localhost:8080"],
    ["https://host/artifactory/api/hf/", "https://host/artifactory/api/hf"],
    ["", "https://huggingface.co"],
  ] as const;
  for (const [typed, expected] of endpoints) {
    assert.equal((await settingsOf({ HF_ENDPOINT: typed })).endpoint, expected);
  }
});

Deno.test("hubSettings() refuses any other endpoint in one line, without a password in it", async () => {
  const refused: [typed: string, shown: string, finding: string][] = [
    ["hf-mirror.com", "hf-mirror.com", "none"],
    ["ftp://hf-mirror.com", "ftp://hf-mirror.com", "none"],
    ["https://", "https://", "none"],
    ["http://a\nb c", '"http://a\\nb c"', "none"],
    ["https://ada:pa@ss@host", "…@host", "one with a user name or a password"],
    ["ada:pass@host", "…@host", "none"],
    ["https://host?key=pass", "https://host…", "one with a query or a fragment"],
  ];
  for (const [typed, shown, finding] of refused) {
    await assert.rejects(settingsOf({ HF_ENDPOINT: typed }), {
      name: "UsageError",
      message: `Cannot use HF_ENDPOINT ${shown}: expected an http:// or https:// address such as ` +
        `https://huggingface.co, found ${finding}`,
    });
  }
});

Deno.test("hubSettings() reads the environment of the process, and what it may not read as not set", async () => {
  await withVariable("HF_HUB_CACHE", "~/hub", async () => {
    assert.equal((await hubSettings({ isOffline: false })).cacheRoot, `${homedir()}/hub`);
  });
  const { get } = Deno.env;
  Deno.env.get = (name) => {
    throw new Deno.errors.NotCapable(`Requires env access to "${name}"`);
  };
  try {
    const { cacheRoot, endpoint, offlineBy } = await hubSettings({
      isOffline: false,
      home: () => "/home/ada",
    });
    assert.equal(cacheRoot, join("/home/ada", ".cache", "huggingface", "hub"));
    assert.deepEqual([endpoint, offlineBy], ["https://huggingface.co", null]);
  } finally {
    Deno.env.get = get;
  }
});
