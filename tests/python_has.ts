/** The interpreter that Debian's python3-torch and python3-sklearn belong to. */
export const PYTHON = "/usr/bin/python3";

/** Whether it is there with these modules. */
export function pythonHas(modules: readonly string[]): boolean {
  const code = `import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ${
    JSON.stringify(modules)
  })))`;
  try {
    return new Deno.Command(PYTHON, { args: ["-c", code] }).outputSync().success;
  } catch {
    return false; // no such program
  }
}
