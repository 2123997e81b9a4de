import { access, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { readerVariables } from "../../config/reader-variables.ts";
import { namePattern } from "../../contract/mqtt/topics.ts";
import { createLog } from "../create-log.ts";
import { packageFolder } from "../package-folder.ts";
import { askSwitch, switchAddress } from "../reader/ask-switch.ts";
import { brokerAddress } from "../reader/broker-address.ts";
import { cameraInput } from "../reader/camera-input.ts";
import { readThreshold, type ThresholdChanges } from "../reader/change-thresholds.ts";
import { type ConsentAnswers, consentText, recordConsent } from "../reader/consent.ts";
import { enrolPerson, studentIdOf } from "../reader/enrol-person.ts";
import { openReaderRecognizer } from "../reader/open-reader-recognizer.ts";
import { runReader } from "../reader/run-reader.ts";
import { sealedFile } from "../reader/sealed-file.ts";
import { createTemplates, type Templates } from "../reader/templates.ts";
import { SwitchedOff } from "../reader/watch-switch.ts";

/** Faces are switched off on the server. */
const switchedOff = 3;
const shortestPassphrase = 12;
const builtModels = fileURLToPath(new URL("dist/models/", packageFolder));

interface TemplatesFlags {
  readonly templates: string;
  readonly passphraseFile?: string;
}

interface NetFlags {
  readonly models: string;
  readonly embeddingModel?: string;
  readonly threshold: ThresholdChanges;
}

interface RunFlags extends TemplatesFlags, NetFlags {
  readonly camera?: string;
  readonly fps: number;
  readonly ffmpeg: string;
  readonly mqtt?: string;
  readonly device?: string;
  readonly site?: string;
  readonly location: string;
  readonly direction?: "in" | "out";
  readonly outbox: string;
  readonly server: string;
  readonly repeatWindow: number;
  /** false for --no-challenge, which accepts that nobody is asked; true for --challenge, which is impossible. */
  readonly challenge?: boolean;
}

interface EnrolFlags extends TemplatesFlags, NetFlags, ConsentAnswers {
  readonly student: string;
  readonly server: string;
  readonly despiteLookAlikes?: true;
}

function numberWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It has to be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

function topicName(text: string): string {
  if (!namePattern.test(text)) {
    throw new InvalidArgumentError("It has to be 1 to 63 of a-z, 0-9 and '-', and not begin with '-'.");
  }
  return text;
}

const templatesOption = (): Option =>
  new Option("--templates <file>", "the people enrolled, encrypted").makeOptionMandatory();
const passphraseOption = (): Option =>
  new Option(
    "--passphrase-file <file>",
    "holds the templates' passphrase; or the variable READER_PASSPHRASE",
  );
const serverOption = (): Option =>
  new Option("--server <url>", "asked whether faces may be looked at").default("http://localhost:3000");
const studentOption = (): Option =>
  new Option("--student <id>", "the student's id, as the rosters have it").makeOptionMandatory();

function netOptions(command: Command): Command {
  return command
    .option(
      "--embedding-model <file>",
      "an embedding model of your own, described in JSON: see docs/faces.md",
    )
    .option(
      "--threshold <value>",
      "identification's threshold, or name=value as `npx muster faces calibrate` names them; repeatable",
      readThreshold,
      {},
    )
    .option("--models <folder>", "where the built models are", builtModels);
}

/** `muster reader`: a camera without a screen that recognises who is enrolled. */
export function readerCommand(): Command {
  return new Command("reader")
    .description("recognise faces with a USB or network camera, without a screen")
    .addCommand(runCommand(), { isDefault: true })
    .addCommand(enrolCommand())
    .addCommand(forgetCommand())
    .addCommand(listCommand())
    .addCommand(
      new Command("consent")
        .description("print the text that a student is shown before their face is enrolled")
        .action(() => {
          process.stdout.write(`${consentText.version}\n\n${consentText.paragraphs.join("\n\n")}\n`);
        }),
    )
    .addHelpText("after", examples);
}

const examples = `
Examples:
  $ npx muster reader consent
  $ npx muster reader enrol --templates door.templates --student CSAI1001 --consent-by "A. Hill" a.jpg b.jpg c.jpg
  $ npx muster reader --camera rtsp://user:password@10.0.0.7/stream1 --mqtt mqtt://door-1:secret@muster.school:1883 \\
      --location BSB214 --templates door.templates --outbox ./outbox --server https://muster.school
  $ npx muster reader forget --templates door.templates --student CSAI1001

"npx muster reader run --help" tells every option of the reader itself.`;

function runCommand(): Command {
  const command = new Command("run")
    .description("watch a camera until told to stop (the word run may be left out)")
    .option(
      "--camera <source>",
      "rtsp:// or http:// URL, device, or video file; or the variable READER_CAMERA",
    )
    .option("--mqtt <url>", "the broker, mqtt://user:password@host:1883; or the variable READER_MQTT")
    .option("--device <name>", "this reader's name; the broker's user where it is left out", topicName)
    .option("--site <name>", "the site in topics; the server's where it is left out", topicName)
    .requiredOption("--location <room>", "the room or door it watches")
    .addOption(new Option("--direction <direction>", "what passing the camera means").choices(["in", "out"]))
    .addOption(templatesOption())
    .addOption(passphraseOption())
    .requiredOption("--outbox <folder>", "where scans wait until the server has them; one reader uses it")
    .addOption(serverOption())
    .option("--fps <number>", "pictures a second, at most", numberWithin(0.5, 15), 4)
    .option("--repeat-window <seconds>", "seen again within this is one arrival", numberWithin(0, 3600), 60)
    .option("--ffmpeg <program>", "where ffmpeg is", "ffmpeg")
    // Before its negation, which would otherwise make it the default.
    .addOption(new Option("--challenge", "impossible without a screen").hideHelp())
    .option("--no-challenge", "accept that nobody is asked for a sign of life where the policy asks for it")
    .addHelpText(
      "after",
      `
Example:
  $ export READER_PASSPHRASE=$(cat /etc/muster/reader.passphrase) READER_CAMERA=rtsp://user:password@10.0.0.7/stream1
  $ npx muster reader --mqtt mqtt://muster.school:1883 --device door-1 --location BSB214 \\
      --templates door.templates --outbox ./outbox --server https://muster.school

A password in an option is seen by everybody who may list processes; READER_MQTT is not. The camera's URL is an
argument of ffmpeg either way: give the camera a user who may only watch.
Nobody can be asked for a sign of life without a screen: every scan says that none was asked.

Exit codes: 0 told to stop, or the file is over; 1 it cannot go on; ${switchedOff} faces are switched off on the server`,
    );
  return netOptions(command).action(run);
}

function enrolCommand(): Command {
  return netOptions(
    new Command("enrol")
      .description("make a template of 3 to 5 photos of a student who consented")
      .argument("<photos...>", "3 to 5 different photos; they are read and not kept")
      .addOption(templatesOption())
      .addOption(passphraseOption())
      .addOption(studentOption())
      .option("--consent-by <name>", "who asked the student, and wrote down that they agreed")
      .option("--under-18", "the student is under 18: a guardian consents as well")
      .option("--guardian <name>", "the guardian who consented")
      .option("--guardian-how <words>", "how the guardian consented: a letter, in person")
      .option("--despite-look-alikes", "enrol although the face resembles somebody enrolled")
      .addOption(serverOption())
      .addHelpText(
        "after",
        '\nExample:\n  $ npx muster reader enrol --templates door.templates --student CSAI1001 --consent-by "A. Hill" a.jpg b.jpg c.jpg',
      ),
  ).action((photos: string[], flags: EnrolFlags) => told(() => enrolStudent(photos, flags)));
}

function forgetCommand(): Command {
  return new Command("forget")
    .description("delete a student's template at once; a running reader forgets them within seconds")
    .addOption(templatesOption())
    .addOption(passphraseOption())
    .addOption(studentOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ npx muster reader forget --templates door.templates --student CSAI1001",
    )
    .action((flags: TemplatesFlags & { readonly student: string }) => told(() => forget(flags)));
}

function listCommand(): Command {
  return new Command("list")
    .description("print who is enrolled, with their consent")
    .addOption(templatesOption())
    .addOption(passphraseOption())
    .option("--json", "all that is kept of each but the numbers of the face")
    .addHelpText("after", "\nExample:\n  $ npx muster reader list --templates door.templates --json")
    .action((flags: TemplatesFlags & { readonly json?: true }) => told(() => list(flags)));
}

/** Runs a command's work; faces that are switched off have an exit code of their own. */
async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SwitchedOff)) throw error;
    process.stderr.write(`muster: ${error.message}\n`);
    process.exitCode = switchedOff;
  }
}

async function run(flags: RunFlags): Promise<void> {
  const variables = readerVariables();
  if (flags.challenge === true) {
    throw new Error(
      "--challenge: a sign of life is asked for on a screen, and a reader has none. Use a kiosk where it is needed.",
    );
  }
  const source = flags.camera ?? variables.camera;
  if (source === null) throw missing("--camera", "the camera's URL or device, here or in READER_CAMERA");
  const camera = cameraInput(source);
  if (camera.kind === "file") {
    await access(camera.shown).catch((cause: unknown) => {
      throw new Error(`--camera: the file ${camera.shown} cannot be read.`, { cause });
    });
  }
  const broker = brokerAddress(flags.mqtt ?? variables.mqtt ?? "mqtt://localhost:1883");
  const device = flags.device ?? broker.credentials?.username;
  if (device === undefined || !namePattern.test(device)) {
    throw missing("--device", "a name of 1 to 63 of a-z, 0-9 and '-' for this reader");
  }
  const log = createLog("info");
  const interrupted = new AbortController();
  // May come twice, from the terminal and from npm; closing down takes a moment and must not be cut short.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interrupted.abort(new Error("interrupted")));
  }
  const settings = {
    camera,
    fps: flags.fps,
    ffmpeg: flags.ffmpeg,
    environment: variables.forPrograms,
    server: switchAddress(flags.server),
    unasked: flags.challenge === false,
    broker,
    site: flags.site ?? null,
    device,
    location: flags.location,
    direction: flags.direction ?? null,
    outbox: flags.outbox,
    repeatWindowMs: flags.repeatWindow * 1000,
    looker: lookerSettings(flags),
    templates: await openTemplates(flags),
  };
  await told(async () => {
    try {
      await runReader(settings, log, interrupted.signal);
    } catch (error) {
      if (!interrupted.signal.aborted) throw error;
    }
  });
  // The handlers of signals alone would keep nothing running; whatever a library left open must not either.
  process.exit();
}

const missing = (option: string, what: string): Error => new Error(`${option} is missing: ${what}.`);

async function enrolStudent(photos: readonly string[], flags: EnrolFlags): Promise<void> {
  const consent = recordConsent(flags, new Date().toISOString());
  const studentId = studentIdOf(flags.student);
  const templates = await openTemplates(flags);
  const word = await askSwitch(switchAddress(flags.server));
  if (word.said === "nothing") {
    throw new Error(`The server at ${flags.server} cannot be asked whether faces are on: ${word.because}.`);
  }
  if (word.said === "off") {
    throw new SwitchedOff("Nobody is enrolled: face recognition is switched off on the server.");
  }
  // A wrong passphrase is told before the photos are looked at.
  await templates.read();
  const recognizer = await openReaderRecognizer(lookerSettings(flags));
  const despiteLookAlikes = flags.despiteLookAlikes === true;
  const made = await enrolPerson({ recognizer, templates, studentId, photos, consent, despiteLookAlikes });
  process.stdout.write(
    `${studentId} is enrolled with ${made} photos. Delete the photos if nothing else needs them.\n`,
  );
}

async function forget(flags: TemplatesFlags & { readonly student: string }): Promise<void> {
  const studentId = studentIdOf(flags.student);
  const templates = await openTemplates(flags);
  await templates.change((people) => {
    if (people.some((person) => person.studentId === studentId)) {
      return people.filter((person) => person.studentId !== studentId);
    }
    throw new Error(`${studentId} is not enrolled in ${flags.templates}.`);
  });
  process.stdout.write(
    `${studentId} is forgotten. Copies of ${flags.templates} that you made are yours to delete.\n`,
  );
}

async function list(flags: TemplatesFlags & { readonly json?: true }): Promise<void> {
  const people = await (await openTemplates(flags)).read();
  const shown = people.map(({ photos, ...person }) => ({ ...person, photos: photos.length }));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return;
  }
  for (const { studentId, photos, consent, lastUsedOn } of shown) {
    process.stdout.write(
      `${studentId}  ${photos} photos, consent ${consent.version} of ${consent.at} by ${consent.recordedBy}, last used ${lastUsedOn}\n`,
    );
  }
  if (shown.length === 0) process.stdout.write("Nobody is enrolled.\n");
}

const lookerSettings = ({ models, embeddingModel, threshold }: NetFlags) => ({
  models,
  embeddingModel: embeddingModel ?? null,
  thresholds: threshold,
});

async function openTemplates({ templates, passphraseFile }: TemplatesFlags): Promise<Templates> {
  const passphrase =
    passphraseFile === undefined
      ? readerVariables().passphrase
      : (await readFile(passphraseFile, "utf8")).replace(/\r?\n$/, "");
  if (passphrase === null || passphrase === "") {
    throw new Error(
      "The templates' passphrase is missing: name a file with --passphrase-file, or set READER_PASSPHRASE.",
    );
  }
  if (passphrase.length < shortestPassphrase) {
    throw new Error(
      `The templates' passphrase is too short: ${shortestPassphrase} characters or more are needed.`,
    );
  }
  return createTemplates(sealedFile(templates, passphrase));
}
