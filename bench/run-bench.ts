import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { answersPart } from "./parts/answers.ts";
import { changeCounterPart } from "./parts/change-counter.ts";
import { importsPart } from "./parts/imports.ts";
import { ingestPart } from "./parts/ingest.ts";
import { liveLatencyPart } from "./parts/live-latency.ts";
import { memoryPart } from "./parts/memory.ts";
import type { Part } from "./parts/part.ts";
import { timetablePart } from "./parts/timetable.ts";
import { currentCommit, describeMachine } from "./report/describe-machine.ts";
import { keyedFigures } from "./report/keyed-figures.ts";
import { printFigures } from "./report/print-figures.ts";

const parts: Readonly<Record<string, Part>> = {
  ingest: ingestPart,
  live: liveLatencyPart,
  memory: memoryPart,
  answers: answersPart,
  counter: changeCounterPart,
  timetable: timetablePart,
  imports: importsPart,
};

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "bench/results/latest.json" },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(
    `npm run bench -- [--only ${Object.keys(parts).join(",")}] [--quick] [--out FILE]\n\nSee docs/benchmarks.md.\n`,
  );
} else {
  await run(values.only?.split(",") ?? Object.keys(parts), values.quick, values.out);
}

async function run(names: readonly string[], quick: boolean, out: string): Promise<void> {
  const chosen = names.map((name) => {
    const part = parts[name];
    if (!part) throw new Error(`--only ${name}: must be of ${Object.keys(parts).join(", ")}`);
    return { name, part };
  });
  const report = {
    date: new Date().toISOString(),
    commit: currentCommit(),
    quick,
    machine: describeMachine(),
    parts: {} as Record<string, Awaited<ReturnType<Part["run"]>>>,
  };
  process.stdout.write(`${JSON.stringify({ ...report, parts: undefined }, null, 2)}\n\n`);
  for (const { name, part } of chosen) {
    const result = await part.run({ quick, say: (text) => process.stderr.write(`${name}: ${text}\n`) });
    report.parts[name] = result;
    process.stdout.write(`${printFigures(part.title, result.figures)}\n`);
  }
  await mkdir(path.dirname(out), { recursive: true });
  const keyed = { ...report, keys: keyedFigures(report.parts) };
  await writeFile(out, `${JSON.stringify(keyed, null, 2)}\n`);
  process.stderr.write(`written to ${out}\n`);
}
