import { findPart, type Part, parts } from "./find-part.ts";

/** Whether a missing part is a failure (in continuous integration) or only a skipped test (on a newcomer's machine). */
export function isStrict(): boolean {
  return process.env.CI === "true" || process.env.CI === "1";
}

/**
 * The path of a program that tests need, or null where it is missing: then they skip, as in
 * `describe.skipIf(needs("mosquitto") === null)`, and the run's end says so in one line. Throws where the run is
 * strict, so that the file that needs it fails.
 */
export function needs(part: Part): string | null {
  const found = findPart(part);
  if (found === null && isStrict()) throw new Error(`${part} is missing: ${parts[part].remedy}.`);
  return found;
}
