import vm from "node:vm";
import { z } from "zod";
import type { PatternRunner } from "../../app/imports/calendar/pattern-runner.ts";

const matched = z.array(z.record(z.string(), z.string()).nullable());
const texts = z.array(z.string());

/**
 * Runs people's regular expressions in a context of their own, where V8 stops them when they take too long: no look at
 * a pattern tells for sure which texts make it hang. V8 counts the time that passes; where the processor was busy with
 * something else meanwhile, the pattern is no slower for that and is run again with more time.
 *
 * @param options.patienceMs processor time for all texts of one call together
 * @param options.processorMs the processor time that was spent so far; the process's where it is left out
 */
export function createPatternRunner(options: {
  readonly patienceMs: number;
  readonly processorMs?: () => number;
}): PatternRunner {
  const { patienceMs, processorMs = spentByProcess } = options;

  function run(code: string, pattern: string, given: readonly string[]): unknown {
    for (let timeout = patienceMs; ; timeout *= 2) {
      const before = processorMs();
      const answer = runFor(timeout, code, pattern, given);
      if (answer !== "too_slow" || processorMs() - before >= patienceMs * enough) return answer;
    }
  }

  function runFor(timeout: number, code: string, pattern: string, given: readonly string[]): unknown {
    try {
      // What comes out is text, so that no object of the context does.
      const answer: unknown = vm.runInNewContext(
        code,
        { pattern, texts: JSON.stringify(given) },
        { timeout, contextCodeGeneration: { strings: false, wasm: false } },
      );
      return typeof answer === "string" ? JSON.parse(answer) : answer;
    } catch (error) {
      // An error of the context is none of ours to `instanceof`.
      const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
      if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "too_slow";
      throw error;
    }
  }

  return {
    match(pattern, given) {
      const answer = run(matchCode, pattern, given);
      return answer === "too_slow" ? answer : matched.parse(answer);
    },
    cut(pattern, given) {
      const answer = run(cutCode, pattern, given);
      return answer === "too_slow" ? answer : texts.parse(answer);
    },
  };
}

/** The share of the patience that counts as all of it: some of it goes by before V8's clock is started and read. */
const enough = 0.9;

function spentByProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const matchCode = `{
  const by = new RegExp(pattern, "u");
  JSON.stringify(JSON.parse(texts).map((text) => {
    const match = by.exec(text);
    return match && Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, part]) => [name, part ?? ""]));
  }));
}`;

const cutCode = `{
  const by = new RegExp(pattern, "gu");
  JSON.stringify(JSON.parse(texts).map((text) => text.replace(by, "")));
}`;
