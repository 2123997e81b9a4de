import { Command, InvalidArgumentError, Option } from "commander";
import { namePattern } from "../src/contract/mqtt/topics.ts";
import { type FaultKind, faultKinds, parseFaults } from "./faults.ts";
import { runSimulation } from "./run-simulation.ts";
import { BrokerUnreachable } from "./scan-sender.ts";
import { progressLine, summaryText } from "./simulation-summary.ts";
import { type Display, simulateUniversity } from "./university/university-command.ts";

interface Flags {
  readonly school?: "university";
  readonly api: string;
  readonly token?: string;
  readonly days: number;
  readonly live: boolean;
  readonly anchor?: number;
  readonly students: number;
  readonly classes: number;
  readonly rooms: number;
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

/** Options that mean something without a school alone, and with one alone, as commander names them. */
const cameraOptions = ["protocol", "rate", "count", "qos", "faults", "outbox"] as const;
const schoolOptions = ["api", "token", "days", "live", "anchor", "students", "classes", "rooms"] as const;

/** `muster simulate`: pretends to be the original's camera, a few native devices, or a whole university. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("pretend to be a camera, or a whole university: send scans to an MQTT broker")
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
    .addOption(
      new Option(
        "--school <name>",
        "pretend a whole school: its timetable, its past, and its present",
      ).choices(["university"]),
    )
    .option("--api <url>", "of the school: the server to load it into", httpUrl, "http://localhost:3000")
    .addOption(
      new Option(
        "--token <token>",
        "of the school: for a server where one signs in; better in the environment, which other users do not see",
      ).env("MUSTER_TOKEN"),
    )
    .option("--days <n>", "of the school: how many past days to send, 1 to 34", wholeFrom(1, 34), 28)
    .option("--no-live", "of the school: stop when the past is sent")
    .option("--anchor <time>", "of the school: the present around which it lies (default: now)", instant)
    .option("--students <n>", "of the school", wholeFrom(1, 50_000), 1_200)
    .option("--classes <n>", "of the school", wholeFrom(1, 2_000), 60)
    .option("--rooms <n>", "of the school", wholeFrom(2, 1_000), 40)
    .addHelpText(
      "after",
      `
Examples:
  $ npx muster simulate                                       as the original does, until Ctrl-C
  $ npx muster simulate --rate 50 --count 1000 --seed 7       a burst that can be repeated
  $ npx muster simulate --protocol native --faults            devices with receipts, on a bad day
  $ npx muster simulate --school university                   1,200 students, four weeks back and on from now
  $ npx muster simulate --school university --no-live --students 60 --classes 6 --rooms 6

Exit codes: ${exitCodes.done} done, ${exitCodes.unconfirmed} not everything was confirmed, ${exitCodes.unreachable} no broker answers`,
    )
    .action(async (flags: Flags, command: Command) => {
      const [stray] = (flags.school === undefined ? schoolOptions : cameraOptions).filter(
        (name) => command.getOptionValueSource(name) === "cli",
      );
      if (stray !== undefined) {
        const flag = stray === "live" ? "--no-live" : `--${stray}`;
        command.error(
          flags.school === undefined
            ? `error: ${flag} is for --school university`
            : `error: ${flag} is not for --school: its devices are native ones, and its timetable says when they scan`,
        );
      }
      if (flags.protocol === "native" && command.getOptionValueSource("qos") === "cli") {
        command.error("error: --qos is for the original protocol: native devices always use QoS 1");
      }
      if (flags.protocol === "original" && flags.outbox !== undefined) {
        command.error("error: --outbox is for --protocol native: the original's camera keeps nothing");
      }
      const stop = new AbortController();
      // Once: a second Ctrl-C ends the process as usual.
      const interrupt = () => stop.abort();
      process.once("SIGINT", interrupt);
      process.once("SIGTERM", interrupt);
      const run = flags.school === undefined ? simulate : simulateSchool;
      try {
        process.exitCode = await run(flags, stop.signal);
      } finally {
        process.off("SIGINT", interrupt);
        process.off("SIGTERM", interrupt);
      }
    });
}

async function simulateSchool(flags: Flags, signal: AbortSignal): Promise<number> {
  const { url, site, days, live, students, classes, rooms, anchor = null } = flags;
  const seed = flags.seed ?? drawSeed();
  const json = flags.json ?? false;
  const outcome = await simulateUniversity(
    {
      url,
      api: { url: flags.api, token: flags.token?.trim() || null },
      site,
      seed,
      anchor,
      days,
      live,
      students,
      classes,
      rooms,
      json,
    },
    signal,
    createProgressDisplay(),
  );
  return exitCodes[outcome];
}

function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

async function simulate(flags: Flags, signal: AbortSignal): Promise<number> {
  const show = createProgressDisplay();
  const seed = flags.seed ?? drawSeed();
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
      signal,
      onProgress: (soFar) => show.line(progressLine(soFar)),
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
  }
}

/** Progress on stderr: one line that changes on a terminal, a line every five seconds anywhere else. */
function createProgressDisplay(): Display {
  const { stderr } = process;
  const clearLine = "\r\u001b[K";
  let nextLineAt = performance.now() + lineEveryMs;
  let lastNote = "";
  return {
    line(text) {
      if (stderr.isTTY) {
        stderr.write(`${clearLine}${text}`);
      } else if (performance.now() >= nextLineAt) {
        nextLineAt += lineEveryMs;
        stderr.write(`${text}\n`);
      }
    },
    /** The same trouble many times in a row is said once. */
    note(text) {
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

function wholeFrom(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || value > most || text.trim() === "") {
      const bound = most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number from ${least}${bound}.`);
    }
    return value;
  };
}

/** RFC 3339 with its offset, as milliseconds since 1970 UTC. */
function instant(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value) || !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/i.test(text)) {
    throw new InvalidArgumentError("It must be an instant such as 2026-11-23T09:00:00Z.");
  }
  return value;
}

function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError("It must be an address such as http://localhost:3000.");
  }
  return text;
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
