/** `@std/text/levenshtein-distance`; the npm package that carries it has no types. */
export function levenshteinDistance(a: string, b: string): number;
