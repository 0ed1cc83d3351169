import { registerTests } from "./suites.ts";

await registerTests("run");
