import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { answersPart } from "./parts/answers.ts";
import { backlogPart } from "./parts/backlog.ts";
import { changeCounterPart } from "./parts/change-counter.ts";
import { figuresPart } from "./parts/figures.ts";
import { importsPart } from "./parts/imports.ts";
import { ingestPart } from "./parts/ingest.ts";
import { kioskPart } from "./parts/kiosk.ts";
import { liveLatencyPart } from "./parts/live-latency.ts";
import { memoryPart } from "./parts/memory.ts";
import { monitorPart } from "./parts/monitor.ts";
import type { Part, PartSize } from "./parts/part.ts";
import { startPart } from "./parts/start.ts";
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
  monitor: monitorPart,
  backlog: backlogPart,
  figures: figuresPart,
  kiosk: kioskPart,
  start: startPart,
};

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "bench/results/latest.json" },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    repetitions: { type: "string" },
    scans: { type: "string" },
    cases: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(
    `npm run bench -- [--only ${Object.keys(parts).join(",")}] [--quick] [--out FILE]
                 [--scans N] [--repetitions N] [--cases WORDS] [--profile FOLDER]   (ingest)

See docs/benchmarks.md.
`,
  );
} else {
  await run(
    values.only?.split(",") ?? Object.keys(parts),
    {
      quick: values.quick,
      repetitions: wholeNumber("--repetitions", values.repetitions),
      scans: wholeNumber("--scans", values.scans),
      cases: values.cases ?? null,
      profile: values.profile ?? null,
    },
    values.out,
  );
}

/** The number that an option gives, or null where it is left out. */
function wholeNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${option} ${text}: must be 1 or more`);
  return number;
}

async function run(names: readonly string[], size: PartSize, out: string): Promise<void> {
  const chosen = names.map((name) => {
    const part = parts[name];
    if (!part) throw new Error(`--only ${name}: must be of ${Object.keys(parts).join(", ")}`);
    return { name, part };
  });
  const report = {
    date: new Date().toISOString(),
    commit: currentCommit(),
    ...size,
    machine: describeMachine(),
    parts: {} as Record<string, Awaited<ReturnType<Part["run"]>>>,
  };
  process.stdout.write(`${JSON.stringify({ ...report, parts: undefined }, null, 2)}\n\n`);
  for (const { name, part } of chosen) {
    const result = await part.run({ ...size, say: (text) => process.stderr.write(`${name}: ${text}\n`) });
    report.parts[name] = result;
    process.stdout.write(`${printFigures(part.title, result.figures)}\n`);
  }
  await mkdir(path.dirname(out), { recursive: true });
  const keyed = { ...report, keys: keyedFigures(report.parts) };
  await writeFile(out, `${JSON.stringify(keyed, null, 2)}\n`);
  process.stderr.write(`written to ${out}\n`);
}
