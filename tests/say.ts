/** What the programs among the tests print, as nothing here may use the console. */

/** Prints one line, at once. */
export function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
