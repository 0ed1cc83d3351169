/** `@std/text/closest-string`; the npm package that carries it has no types. */
export function closestString(given: string, possible: readonly string[]): string;
