import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { Temporal } from "temporal-polyfill";
import { type AttachedStore, attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { localOperator } from "../../app/actor.ts";
import { createCommands } from "../../app/devices/create-commands.ts";
import { createDevices, type Devices, defaultHold, type NewKey } from "../../app/devices/create-devices.ts";
import { newDeviceKey } from "../../app/devices/device-key.ts";
import { type BrokerPlace, settingsToPaste } from "../../app/devices/settings-to-paste.ts";
import { writeMosquittoFiles } from "../../app/devices/write-mosquitto-files.ts";
import { writeSettingsFile } from "../../app/devices/write-settings-file.ts";
import { mostExpirySeconds } from "../../contract/http/commands.ts";
import type { DeviceBatchPreview } from "../../contract/http/device-batch.ts";
import { type DeviceView, deviceKinds } from "../../contract/http/devices.ts";
import { type CommandName, commandNames } from "../../contract/mqtt/command.ts";
import { foreignAdapters } from "../../sources/adapters.ts";
import type { DeviceKind } from "../../sources/device-rules.ts";
import { placeOfPages } from "../place-of-pages.ts";
import { readDeviceTable } from "../read-device-table.ts";
import { readSendersFile } from "../read-senders-file.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";
import { systemClock } from "../system-clock.ts";
import { type MoveFlags, moveDevice, unmoveDevice } from "./move-device.ts";

const exitCodes = { done: 0, refused: 1 };

/** `muster device add|list|rotate|disable|enable|tell|move|unmove|broker-config`: devices with a name and a key of their own. */
export function deviceCommand(): Command {
  const command = new Command("device")
    .description("add devices with a name and a key, give them new keys, and shut them out")
    .addHelpText(
      "after",
      `
Examples:
  $ npx muster device add door-1                              a device of Muster's own kind
  $ npx muster device add gate --kind hfsecurity --address 1234567
  $ npx muster device add --csv readers.csv --out keys.csv    all of a file, or none
  $ npx muster device rotate door-1 --hold 48                 a new key; the old one holds for two days
  $ npx muster device disable door-1                          its connections end at once
  $ npx muster device tell door-1 identify                    it beeps, or lights up, where it can
  $ npx muster device move door-1 BSB214 --from 2026-11-23    it hangs there since that day; scans of before stay
  $ npx muster device list
  $ npx muster device broker-config mosquitto --out /etc/mosquitto/muster

Also beside a running server, which takes a change over within a second. A key is printed once and kept nowhere.

Exit codes: ${exitCodes.done} done, ${exitCodes.refused} refused, ${couldNot} it could not be done`,
    );

  command
    .command("add")
    .description("add a device, and print its key and the settings to paste into it")
    .argument("[name]", "its user name at the broker: 1 to 63 of a-z, 0-9 and '-'")
    .addOption(new Option("--kind <kind>", "what sends").choices([...deviceKinds]).default("native"))
    .option("--address <address>", "what it is called in its topics; its name where left out")
    .option("--csv <file>", "add all devices of a CSV file (name, kind, address) instead, or none")
    .option("--out <file>", "with --csv: where keys and settings go, as CSV; must not be there yet")
    .option("--dry-run", "with --csv: only say what would be added, and what is wrong")
    .action((name: string | undefined, flags: AddFlags, command: Command) => {
      const { csv, out, dryRun, ...one } = flags;
      if (csv !== undefined && name !== undefined)
        command.error("error: a name and --csv do not go together");
      if (csv !== undefined) {
        if (out === undefined && !dryRun)
          command.error("error: --csv asks for --out, where the keys go, or for --dry-run");
        return addMany({ csv, out, dryRun: dryRun === true });
      }
      if (name === undefined) command.error("error: missing required argument 'name', or --csv");
      return onDevices(async (devices, { settings }) => {
        const added = await devices.add({ name, ...one }, localOperator);
        if ("refused" in added) {
          process.stderr.write(`muster: ${added.refused.detail}\n`);
          return exitCodes.refused;
        }
        printKey(added, settings);
        return exitCodes.done;
      });
    });

  command
    .command("rotate")
    .description("give a device a new key; its old ones hold for a while")
    .argument("<name>", "the device")
    .option("--hold <hours>", "how long the old keys hold, 0 to end them at once", hours)
    .action((name: string, { hold = defaultHold }: { readonly hold?: Temporal.Duration }) =>
      onDevices(async (devices, { settings }) => {
        const rotated = await devices.rotate(name, hold, localOperator);
        if (rotated === null) return unknown(name);
        printKey(rotated, settings);
        return exitCodes.done;
      }),
    );

  for (const [word, description, said] of [
    ["disable", "shut a device out: its connections end, and no key of it opens", "is shut out"],
    ["enable", "let a device in again, by the keys that have not ended", "is let in again"],
  ] as const) {
    command
      .command(word)
      .description(description)
      .argument("<name>", "the device")
      .action((name: string) =>
        onDevices(async (devices) => {
          if ((await devices[word](name, localOperator)) === null) return unknown(name);
          console.log(`${name} ${said}.`);
          return exitCodes.done;
        }),
      );
  }

  command
    .command("list")
    .description("list devices and until when their keys hold")
    .option("--json", "as JSON")
    .action(({ json }: { readonly json?: true }) =>
      onDevices(async (devices) => {
        const all = await devices.list();
        if (json) console.log(JSON.stringify(all, null, 2));
        else if (all.length === 0)
          console.log("There is no device with a key yet: npx muster device add NAME");
        else for (const device of all) console.log(line(device));
        return exitCodes.done;
      }),
    );
  command
    .command("tell")
    .description("tell a device to do something, and wait for its answer")
    .argument("<name>", "the device, or a sender that has no key")
    .addArgument(new Argument("<what>", "what it is to do").choices([...commandNames]))
    .option("--for <seconds>", "how long it may wait for the device: 5 to 604800", seconds)
    .option("--no-wait", "do not wait for the answer")
    .action((name: string, what: CommandName, flags: { readonly for?: number; readonly wait: boolean }) =>
      onDevices((devices, _, store) => tell(devices, store, { name, what, ...flags })),
    );

  command
    .command("move")
    .description("say in which room a device hangs since some time, and how many marks that changes")
    .argument("<name>", "the device, or a sender that has no key")
    .argument("<room>", "the room's code or another name of it")
    .option(
      "--from <day>",
      "since the beginning of this day (2026-11-23) or since this instant; now where left out",
    )
    .option("--location <text>", "what its messages name, where its scans since then name several places")
    .option("--reason <text>", "why, for whoever looks later", "said by the command line")
    .option("--dry-run", "only say what would change")
    .action((name: string, room: string, flags: MoveFlags) =>
      onDevices((devices, _, store) => moveDevice(devices, store, { name, room, ...flags })),
    );
  command
    .command("unmove")
    .description("take back what was said with move: its scans are where they would be without it")
    .argument("<id>", "as move told it")
    .option("--reason <text>", "why, for whoever looks later", "said by the command line")
    .option("--dry-run", "only say what would change")
    .action((id: string, flags: Pick<MoveFlags, "reason" | "dryRun">) =>
      onDevices((_, __, store) => unmoveDevice(store, { id, ...flags })),
    );

  const broker = command
    .command("broker-config")
    .description("write who may say what, for a broker of your own");
  broker
    .command("mosquitto")
    .description("write Mosquitto's access list and password file")
    .requiredOption("--out <folder>", "where they go; files that are there are replaced")
    .action(({ out }: { readonly out: string }) =>
      runOnPostgres((context) => writeMosquitto(path.resolve(out), context)),
    );
  return command;
}

/** Only their owner reads them: the hashes are no keys, but nobody else's business either. */
const fileMode = 0o600;

async function writeMosquitto(folder: string, { settings, onPostgres }: CommandContext): Promise<number> {
  const at = settings.mqttUrl === null ? null : new URL(settings.mqttUrl);
  if (at === null || at.username === "" || at.password === "") {
    process.stderr.write(
      `muster: MQTT_URL has to say as whom Muster connects to this broker; here is a password that nobody guesses:\n  MQTT_URL=mqtt://muster:${newDeviceKey()}@127.0.0.1:1884\n`,
    );
    return exitCodes.refused;
  }
  const server = { name: decodeURIComponent(at.username), password: decodeURIComponent(at.password) };
  const { made } = await readSendersFile(settings.sendersFile);
  const devices = await onPostgres(false, async (address) => {
    const store = await attachPostgresStore(address);
    try {
      return await store.devices.devices();
    } finally {
      await store.close();
    }
  });
  const files = writeMosquittoFiles(devices, {
    server,
    adapters: [
      ...foreignAdapters.filter(({ name }) => settings.senders.some((asked) => asked === name)),
      ...made,
    ],
    folder,
    now: systemClock.now(),
  });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of [
    ["acl", files.acl],
    ["passwords", files.passwords],
    ["muster.conf", files.configuration],
  ] as const) {
    const file = path.join(folder, name);
    // Whole or not at all: Mosquitto may be told to read it at any moment.
    await writeFile(`${file}.new`, text, { mode: fileMode });
    await rename(`${file}.new`, file);
  }
  console.log(
    [
      `Written to ${folder}: acl, passwords, and muster.conf, which says where they go in mosquitto.conf.`,
      "Let Mosquitto own the first two: chown mosquitto acl passwords",
      "Load them without a restart: systemctl reload mosquitto, or kill -HUP with its process id. Devices that may not",
      "connect any more are thrown out then.",
    ].join("\n"),
  );
  return exitCodes.done;
}

interface AddFlags {
  readonly kind: DeviceKind;
  readonly address?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly dryRun?: true;
}

/** Adds the devices of a file. The file of keys is opened first: no key is made that has nowhere to go. */
function addMany(asked: {
  readonly csv: string;
  readonly out: string | undefined;
  readonly dryRun: boolean;
}): Promise<void> {
  return onDevices(async (devices, { settings }) => {
    const table = await readDeviceTable(await readFile(asked.csv));
    if (asked.dryRun || asked.out === undefined) return tellPreview(await devices.previewBatch(table));
    const out = await openNew(asked.out);
    if (out === null) {
      process.stderr.write(`muster: --out ${asked.out}: is there already; name a file that is not\n`);
      return exitCodes.refused;
    }
    let kept = false;
    try {
      const done = await devices.addBatch(table, localOperator);
      if ("refused" in done) return tellPreview(done.refused);
      const place = placeOf(settings);
      const made = done.added.map(({ device, key }) => ({
        device,
        key,
        settings: [...settingsToPaste(device, key, place)],
      }));
      await out.writeFile(writeSettingsFile(made, place));
      kept = true;
      console.log(`${made.length} devices are added. Their keys are in ${asked.out}, and nowhere else.`);
      return exitCodes.done;
    } finally {
      await out.close();
      if (!kept) await rm(asked.out);
    }
  });
}

/** A file of its owner's alone; null where there is one. */
async function openNew(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, "wx", fileMode);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return null;
    throw error;
  }
}

function tellPreview({ rows, faults, notes, sound }: DeviceBatchPreview): number {
  for (const note of notes) console.log(`note: ${note}`);
  for (const { name, kind, address, faults: wrong } of rows) {
    if (wrong.length === 0) console.log([name, kind, address].join("\t"));
  }
  const wrong = rows.flatMap(({ line, faults: those }) =>
    those.map(({ column, message }) => `line ${line}, ${column}: ${message}`),
  );
  for (const fault of [...faults, ...wrong]) process.stderr.write(`muster: ${fault}\n`);
  if (!sound) process.stderr.write("muster: nothing was added\n");
  return sound ? exitCodes.done : exitCodes.refused;
}

/** How often it is looked whether a device has answered. */
const lookEveryMs = 500;

async function tell(
  devices: Devices,
  store: AttachedStore,
  asked: {
    readonly name: string;
    readonly what: CommandName;
    readonly for?: number;
    readonly wait: boolean;
  },
): Promise<number> {
  const device = await devices.find(asked.name);
  if (device !== null && device.sender === null) {
    process.stderr.write(`muster: ${asked.name}: speaks for several senders; name one of them\n`);
    return exitCodes.refused;
  }
  const sender = device?.sender ?? asked.name;
  const commands = createCommands({
    store: store.commands,
    isKnown: async (one) =>
      (await store.senders.findSender(one)) !== null || (await devices.ofSender(one)) !== null,
    clock: systemClock,
    log: quiet,
    // A running server looks for itself.
    onGiven: () => undefined,
  });
  const given = await commands.give(sender, { name: asked.what, expiresInSeconds: asked.for }, localOperator);
  if ("refused" in given) {
    process.stderr.write(`muster: ${given.refused.detail}\n`);
    return exitCodes.refused;
  }
  if (!asked.wait) {
    console.log(`${sender} is told ${asked.what}, until ${given.expiresAt}.`);
    return exitCodes.done;
  }
  for (;;) {
    const now = (await commands.of(sender))?.commands.find(({ id }) => id === given.id);
    if (now === undefined) throw new Error(`the command ${given.id} is gone`);
    if (now.state !== "waiting" && now.state !== "said") {
      const detail = now.detail === null ? "" : `: ${now.detail}`;
      console.log(`${sender}, ${asked.what}: ${outcomes[now.state]}${detail}`);
      return now.state === "done" || now.state === "told" ? exitCodes.done : exitCodes.refused;
    }
    await setTimeout(lookEveryMs);
  }
}

const outcomes = {
  done: "done",
  told: "told; it answers nothing",
  unable: "it cannot",
  expired: "it did not answer in time",
} as const;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

function onDevices(
  work: (devices: Devices, context: CommandContext, store: AttachedStore) => Promise<number>,
): Promise<void> {
  return runOnPostgres((context) =>
    context.onPostgres(false, async (address) => {
      const { made } = await readSendersFile(context.settings.sendersFile);
      const store = await attachPostgresStore(address);
      try {
        const devices = createDevices({
          store: store.devices,
          site: context.settings.site,
          made,
          clock: systemClock,
          log: quiet,
          // A running server looks for itself.
          onChanged: async () => undefined,
        });
        return await work(devices, context, store);
      } finally {
        await store.close();
      }
    }),
  );
}

function placeOf(settings: CommandContext["settings"]): BrokerPlace {
  const at = settings.mqttUrl === null ? null : new URL(settings.mqttUrl);
  const pages = placeOfPages(settings);
  if (at === null) return { host: settings.mqttHost, port: settings.mqttPort, tls: false, pages };
  const tls = /^(?:mqtts|wss):$/.test(at.protocol);
  return { host: at.hostname, port: Number(at.port || 1883), tls, pages };
}

function printKey({ device, key }: NewKey, settings: CommandContext["settings"]): void {
  const place = placeOf(settings);
  console.log(`${device.name} (${device.kind}, ${device.address})`);
  console.log(`Key, told this once: ${key}`);
  for (const { title, text } of settingsToPaste(device, key, place)) console.log(`\n${title}\n\n${text}`);
}

function unknown(name: string): number {
  process.stderr.write(`muster: ${name}: there is no such device; npx muster device list tells them\n`);
  return exitCodes.refused;
}

function line({ name, kind, address, disabled, keys }: DeviceView): string {
  const held = keys.map(({ endsAt }) => (endsAt === null ? "a key" : `a key until ${endsAt}`)).join(", ");
  const state =
    disabled === null ? held || "no key that holds" : `shut out since ${disabled.at} by ${disabled.by}`;
  return [name, kind, address, state].join("\t");
}

function hours(text: string): Temporal.Duration {
  const told = Number(text);
  if (text.trim() === "" || !(told >= 0 && told <= 24 * 90)) {
    throw new InvalidArgumentError("must be hours from 0 to 2160.");
  }
  return Temporal.Duration.from({ seconds: Math.round(told * 3600) });
}

function seconds(text: string): number {
  const told = Number(text);
  if (!Number.isInteger(told) || told < 5 || told > mostExpirySeconds) {
    throw new InvalidArgumentError(`must be whole seconds from 5 to ${mostExpirySeconds}.`);
  }
  return told;
}
