import { throws } from "node:assert/strict";
import { expectDeno } from "../../src/cli/deno_version.ts";

Deno.test("expectDeno() takes what imports texts without a flag", () => {
  for (const version of ["2.8.0", "2.9.6", "2.10.0-rc.1", "2.9.6+c0ffee", "3.0.0"]) {
    expectDeno(version);
  }
});

Deno.test("expectDeno() tells an older one what to do", () => {
  for (const version of ["1.46.3", "2.0.0", "2.7.14"]) {
    throws(() => expectDeno(version), {
      message: `Cannot run on Deno ${version}: expected 2.8 or newer; ` +
        "upgrade it (deno upgrade), or type npx -y deno@2.9.6 in place of deno",
    });
  }
});
