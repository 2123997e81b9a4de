import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { parts as killed, killPart, type Part, type PartReport } from "./kill-part.ts";
import { threeDaysOffline } from "./three-days-offline.ts";

const parts: readonly Part[] = [...killed, "offline"];
/** Recorded by the device that was offline for three days. */
const offlineScans = 5_000;

const usage = `Kills each part of a running Muster over and over in the middle of bursts, and compares what the senders
were told with what is stored. Scans go to standing classes and to a timetabled university, where marks are corrected
and leave is granted and withdrawn all the while; after each kill the registers must be what the facts say. A device
that comes back after three days with 5,000 scans (offline) makes those present who were absent, and takes their alerts back.

  npm run test:kill -- [--kills 50] [--seed n] [--part name]... [--out report.json]

Parts: ${parts.join(", ")} (default: all). Exit codes: 0 all laws held, 1 a law did not hold, 2 a run broke off or
could not begin.
`;

/**
 * The whole of `npm run test:kill`: prints a table, and writes the same as JSON where asked.
 *
 * @param deviceScript the built `device-process.ts`
 * @returns the exit code
 */
export async function runKills(args: readonly string[], deviceScript: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string", default: "50" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      part: { type: "string", multiple: true },
      out: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const asked = (values.part ?? parts).map(toPart);
  const [kills, seed] = [toCount("--kills", values.kills), toCount("--seed", values.seed)];

  process.stdout.write(`seed ${seed}, ${kills} kills of each part\n\n${row(headings)}\n`);
  const reports: PartReport[] = [];
  const broken: { part: Part; reason: string }[] = [];
  for (const part of asked) {
    try {
      const blows = { kills, seed, deviceScript, onKill: showProgress(part, kills) };
      const report =
        part === "offline"
          ? await threeDaysOffline({ ...blows, scans: offlineScans })
          : await killPart({ ...blows, part });
      reports.push(report);
      process.stdout.write(`${clearLine()}${row(cells(report))}\n`);
      for (const violation of report.violations) process.stdout.write(`    VIOLATED: ${violation}\n`);
    } catch (error) {
      broken.push({ part, reason: withCauses(error) });
      process.stdout.write(`${clearLine()}${part} BROKE OFF: ${withCauses(error)}\n`);
    }
  }

  const violations = reports.reduce((sum, report) => sum + report.violations.length, 0);
  if (values.out !== undefined) {
    await writeFile(values.out, `${JSON.stringify({ seed, kills, parts: reports, broken }, null, 2)}\n`);
  }
  process.stdout.write(
    violations === 0 && broken.length === 0
      ? "\nNothing that was acknowledged, receipted or answered as done is missing, nothing is stored twice, and the registers are what the scans say.\n"
      : `\n${violations} laws did not hold, ${broken.length} runs broke off. Again with: --seed ${seed}\n`,
  );
  return broken.length > 0 ? 2 : violations > 0 ? 1 : 0;
}

const headings = [
  "part",
  "kills",
  "sent",
  "told safe",
  "by",
  "stored",
  "absorbed",
  "deeds",
  "seconds",
  "violated",
];

const cells = (report: PartReport): readonly string[] => [
  report.part,
  ...[report.kills, report.sent, report.safe].map(String),
  report.safeBy === "acknowledged" ? "PUBACK" : "receipt",
  ...[report.stored, report.duplicatesAbsorbed, report.deeds, report.seconds, report.violations.length].map(
    String,
  ),
];

const row = ([name = "", ...rest]: readonly string[]): string =>
  name.padEnd(16) + rest.map((cell) => cell.padStart(10)).join("");

const clearLine = (): string => (process.stdout.isTTY ? "\r\u001b[K" : "");

function showProgress(part: Part, kills: number): (done: number) => void {
  return (done) => {
    if (process.stdout.isTTY) process.stdout.write(`${clearLine()}${part}: ${done} of ${kills}`);
  };
}

function toPart(name: string): Part {
  const part = parts.find((known) => known === name);
  if (part === undefined) throw new RangeError(`--part ${name}: must be one of ${parts.join(", ")}`);
  return part;
}

function toCount(option: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new RangeError(`${option} ${text}: must be a whole number`);
  return Number(text);
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}\n  because: ${withCauses(error.cause)}`;
}
