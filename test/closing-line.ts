import type { Reporter, SerializedError, TestModule } from "vitest/node";
import { findPart, partNames, parts } from "./parts/find-part.ts";
import { isStrict } from "./parts/need.ts";

/**
 * Closes a run with `N passed, N failed, N skipped`, and says before it which parts were missing. A file that does
 * not load, a hook that throws outside of a test, an error that nothing caught, and a part that is missing from a
 * strict run are failures like any other.
 */
export default class ClosingLine implements Reporter {
  readonly #failedBefore: number;

  /** @param options.failedBefore checks that failed before the tests began */
  constructor(options: { readonly failedBefore?: number } = {}) {
    this.#failedBefore = options.failedBefore ?? 0;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const missing = partNames.filter((part) => findPart(part) === null);
    for (const part of missing) {
      const consequence = isStrict() ? "which is a failure here" : "so its tests were skipped";
      console.log(`${part} is missing, ${consequence}: ${parts[part].remedy}.`);
    }
    for (const line of skippedLines(modules)) console.log(line);
    const { passed, failed, skipped } = countOutcomes(modules);
    const further = unhandledErrors.length + this.#failedBefore + (isStrict() ? missing.length : 0);
    if (failed + further > 0) process.exitCode = 1;
    console.log(`${passed} passed, ${failed + further} failed, ${skipped} skipped`);
  }
}

interface Outcomes {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The tests of a run by outcome; a module that failed without a failed test counts as one. */
export function countOutcomes(modules: readonly TestModule[]): Outcomes {
  const outcomes = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    const failedBefore = outcomes.failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that never came to an end, as when its process died, has not passed.
      outcomes[state === "pending" ? "failed" : state]++;
    }
    if (!module.ok() && outcomes.failed === failedBefore) outcomes.failed++;
  }
  return outcomes;
}

/** A line for each file and reason that tests were skipped for: the reason given, or the words of their groups. */
export function skippedLines(modules: readonly TestModule[]): string[] {
  const counts = new Map<string, number>();
  for (const module of modules) {
    for (const test of module.children.allTests("skipped")) {
      const result = test.result();
      const note = result.state === "skipped" ? result.note : undefined;
      const reason = note ?? (test.parent.type === "suite" ? test.parent.fullName : test.name);
      const line = `${module.relativeModuleId}: ${reason}`;
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
  }
  return [...counts].map(([line, count]) => `Skipped ${count} in ${line}`);
}
