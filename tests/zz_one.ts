const dirs = Deno.env.get("DIRS")!.split(",");
async function walk(d: string): Promise<string[]> { const out: string[] = []; for await (const e of Deno.readDir(d)) { if (e.isDirectory) out.push(...await walk(`${d}/${e.name}`)); else if (e.name.endsWith("_test.ts")) out.push(`${d}/${e.name}`);} return out.sort(); }
for (const d of dirs) for (const f of await walk(`/work/main/tests/${d}`)) await import(`file://${f}`);
