/** A version's options as people read them. */

const BARE = new Set(["yes", "no"]);

/** Gives "navy", "M", but "waterproof: yes", since a bare yes tells nothing. */
export function optionWords(options: Record<string, string>): string[] {
  return Object.entries(options).map(([name, value]) => (BARE.has(value.toLowerCase()) ? `${name}: ${value}` : value));
}
