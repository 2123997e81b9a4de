import { Command, InvalidArgumentError, Option } from "commander";
import { namePattern } from "../src/contract/mqtt/topics.ts";
import { type FaultKind, faultKinds, parseFaults } from "./faults.ts";
import { runSimulation } from "./run-simulation.ts";
import { BrokerUnreachable } from "./scan-sender.ts";
import { progressLine, type SimulationSummary, summaryText } from "./simulation-summary.ts";

interface Flags {
  readonly url: string;
  readonly protocol: "original" | "native";
  readonly rate?: number;
  readonly count?: number;
  readonly seed?: number;
  readonly qos: 0 | 1 | 2;
  readonly faults?: ReadonlySet<FaultKind> | true;
  readonly site: string;
  readonly outbox?: string;
  readonly json?: true;
}

/** Exit codes: everything sent arrived as far as anybody told; something is unconfirmed; no broker answers. */
const exitCodes = { done: 0, unconfirmed: 1, unreachable: 2 };
const lineEveryMs = 5_000;

/** `muster simulate`: pretends to be the original's camera, or a school of native devices. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("pretend to be a camera: send random scans to an MQTT broker")
    .option("--url <url>", "the broker", "mqtt://localhost:1883")
    .addOption(
      new Option("--protocol <name>", "speak as the original's camera or as Muster's own devices")
        .choices(["original", "native"])
        .default("original"),
    )
    .option("--rate <n>", "scans a second (default: one every 3 to 8 seconds)", positive)
    .option("--count <n>", "stop after this many scans (default: at Ctrl-C)", wholeFrom(1))
    .option("--seed <n>", "send the same scans each time (default: others each time)", wholeFrom(0))
    .option("--qos <n>", "0, 1 or 2, for the original protocol", qos, 0)
    .option("--faults [list]", `inject faults: some of ${faultKinds.join(",")} (default: all)`, faultList)
    .option("--site <name>", "the site of native devices", siteName, "main")
    .option("--outbox <folder>", "keep the outboxes of native devices here (default: in memory)")
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ muster simulate                                       as the original does, until Ctrl-C
  $ muster simulate --rate 50 --count 1000 --seed 7       a burst that can be repeated
  $ muster simulate --protocol native --faults            devices with receipts, on a bad day

Exit codes: ${exitCodes.done} done, ${exitCodes.unconfirmed} not everything was confirmed, ${exitCodes.unreachable} no broker answers`,
    )
    .action(async (flags: Flags, command: Command) => {
      if (flags.protocol === "native" && command.getOptionValueSource("qos") === "cli") {
        command.error("error: --qos is for the original protocol: native devices always use QoS 1");
      }
      if (flags.protocol === "original" && flags.outbox !== undefined) {
        command.error("error: --outbox is for --protocol native: the original's camera keeps nothing");
      }
      process.exitCode = await simulate(flags);
    });
}

async function simulate(flags: Flags): Promise<number> {
  const stop = new AbortController();
  // Once: a second Ctrl-C ends the process as usual.
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const show = createProgressDisplay();
  const seed = flags.seed ?? Math.floor(Math.random() * 2 ** 32);
  show.note(
    `simulating the ${flags.protocol} protocol at ${flags.url.replace(/\/\/[^@/]*@/, "//")}, seed ${seed}`,
  );
  try {
    const summary = await runSimulation({
      url: flags.url,
      protocol: flags.protocol,
      rate: flags.rate ?? null,
      count: flags.count ?? null,
      seed,
      qos: flags.qos,
      faults: flags.faults === true ? new Set(faultKinds) : (flags.faults ?? new Set()),
      site: flags.site,
      outboxFolder: flags.outbox ?? null,
      signal: stop.signal,
      onProgress: show.progress,
      onTrouble: (error) => show.note(error.message),
    });
    show.end();
    console.log(flags.json ? JSON.stringify({ seed, ...summary }) : summaryText(summary));
    const told = summary.confirmed === null || summary.confirmed + summary.rejected >= summary.sent;
    return told ? exitCodes.done : exitCodes.unconfirmed;
  } catch (error) {
    if (!(error instanceof BrokerUnreachable)) throw error;
    show.end();
    console.error(`error: ${error.message}`);
    return exitCodes.unreachable;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** Progress on stderr: one line that changes on a terminal, a line every five seconds anywhere else. */
function createProgressDisplay() {
  const { stderr } = process;
  const clearLine = "\r\u001b[K";
  let nextLineAt = performance.now() + lineEveryMs;
  let lastNote = "";
  return {
    progress(soFar: SimulationSummary) {
      if (stderr.isTTY) {
        stderr.write(`${clearLine}${progressLine(soFar)}`);
      } else if (performance.now() >= nextLineAt) {
        nextLineAt += lineEveryMs;
        stderr.write(`${progressLine(soFar)}\n`);
      }
    },
    /** A line that stays; the same trouble many times in a row is said once. */
    note(text: string) {
      if (text === lastNote) return;
      lastNote = text;
      stderr.write(`${stderr.isTTY ? clearLine : ""}${text}\n`);
    },
    end() {
      if (stderr.isTTY) stderr.write(clearLine);
    },
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
}

function wholeFrom(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || text.trim() === "") {
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    }
    return value;
  };
}

function qos(text: string): 0 | 1 | 2 {
  switch (text) {
    case "0":
      return 0;
    case "1":
      return 1;
    case "2":
      return 2;
    default:
      throw new InvalidArgumentError("It must be 0, 1 or 2.");
  }
}

function faultList(list: string): ReadonlySet<FaultKind> {
  try {
    return parseFaults(list);
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

function siteName(name: string): string {
  if (!namePattern.test(name)) {
    throw new InvalidArgumentError("It must be 1 to 63 of a-z, 0-9 and '-', and not begin with '-'.");
  }
  return name;
}
