import { setTimeout as pause } from "node:timers/promises";
import { between, createRandom, pick, type Random } from "../../simulator/random.ts";
import { startMosquitto } from "../parts/mosquitto.ts";
import { ServerEnded, startServer, type TestServer } from "../parts/server.ts";
import type { Burst } from "./burst.ts";
import { startBurstClients } from "./burst-clients.ts";
import { startBurstDeviceProcess } from "./burst-device-process.ts";
import { startBurstDevices } from "./burst-devices.ts";
import { checkRebuild } from "./check-rebuild.ts";
import { type Deeds, startDeeds } from "./deeds.ts";
import { originalPlaces, type Place } from "./draw-scan.ts";
import { fillUniversity } from "./fill-university.ts";
import { foldAgain } from "./fold-again.ts";
import { judge } from "./judge.ts";
import { readDeeds, readStored, withStore } from "./read-stored.ts";
import { untilReadiness } from "./readiness.ts";
import { refuseMqtt5 } from "./refuse-mqtt-5.ts";

/**
 * What is killed; Mosquitto once for each version of MQTT that the server speaks to it, and the server also while it
 * starts with a backlog waiting for it at Mosquitto.
 */
export const parts = ["server", "start", "postgres", "mosquitto-5", "mosquitto-3.1.1", "device"] as const;
type KilledPart = (typeof parts)[number];
/** `offline` is a device that comes back after three days, and the server, in turns. */
export type Part = KilledPart | "offline";

/** What a run of kills came to. */
export interface PartReport {
  readonly part: Part;
  readonly seed: number;
  readonly kills: number;
  /** Handed to the client, or recorded on the device. */
  readonly sent: number;
  /** Acknowledged by the embedded broker (a PUBACK), or told in a receipt: which of both, `safeBy` says. */
  readonly safe: number;
  readonly safeBy: "acknowledged" | "receipted";
  readonly stored: number;
  readonly duplicatesAbsorbed: number;
  /** Corrections and words about leave that were answered as done. */
  readonly deeds: number;
  readonly seconds: number;
  /** Laws that did not hold, a sentence each. */
  readonly violations: readonly string[];
}

/** What is set up for one part, with the blow that hits it in the middle of a burst. */
interface Stage {
  readonly server: TestServer;
  readonly burst: Burst;
  readonly deeds: Deeds;
  /** Kills, and resolves when whatever does not come back by itself has been started again. */
  readonly blow: (random: Random) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Scans that become safe between two kills, at the most: a kill falls into a burst that is truly under way. */
const mostBetweenKills = 300;
/** A kill falls up to this long after the last of these scans, in milliseconds, so that it hits every stage of the work. */
const longestWaitMs = 40;

/**
 * Kills a part over and over in the middle of bursts, while people correct marks and grant leave; after each kill the
 * registers must be what the facts say. Then lets everybody finish and compares what they were told with what is stored.
 *
 * @param options.onKill told after each kill
 */
export async function killPart(options: {
  readonly part: KilledPart;
  readonly kills: number;
  readonly seed: number;
  /** The built `device-process.ts`. */
  readonly deviceScript: string;
  readonly onKill?: (kills: number) => void;
}): Promise<PartReport> {
  const { part, kills, seed } = options;
  const begin = performance.now();
  const random = createRandom(seed);
  const stage = await stages[part](options);
  const { server, burst, deeds } = stage;
  const unsound: string[] = [];
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      await burst.moreSafe(1 + Math.floor(random() * mostBetweenKills));
      await pause(between(random, 0, longestWaitMs));
      await stage.blow(random);
      const disagreement = await foldAgain(server);
      if (disagreement !== null) unsound.push(`after kill ${kill}: ${disagreement}`);
      options.onKill?.(kill);
    }
    await burst.drain();
    await deeds.stop();
    const stored = await readStored(server);
    const violations = judge({
      sent: burst.sent,
      safe: burst.safe,
      stored,
      senderKilled: part === "device",
      deeds: { told: deeds.told, stored: await readDeeds(server) },
    });
    const died = server.endedByItself.map(
      ({ code, signal }) =>
        `the server, which nobody had killed in that moment, ended with ${signal ?? `exit code ${code}`}`,
    );
    const untaken = server.lines.filter((line) => line.includes("a fault that nobody took"));
    await server.kill("SIGTERM");
    const disagreement = await checkRebuild(server);
    return {
      part,
      seed,
      kills,
      sent: burst.sent.size,
      safe: burst.safe.size,
      safeBy: part === "server" || part === "postgres" ? "acknowledged" : "receipted",
      stored: [...stored.rows.values()].reduce((sum, n) => sum + n, 0),
      duplicatesAbsorbed: stored.repeats,
      deeds: deeds.told.size,
      seconds: Math.round((performance.now() - begin) / 1000),
      violations: [
        ...violations,
        ...died,
        ...untaken,
        ...unsound,
        ...(disagreement === null ? [] : [disagreement]),
      ],
    };
  } catch (error) {
    const said = server.lines.slice(-20).join("\n");
    throw new Error(`${part}, seed ${seed}: the run broke off. The server said last:\n${said}`, {
      cause: error,
    });
  } finally {
    // What went wrong with them has been told by now, or something else ended the run.
    await deeds.stop().catch(() => undefined);
    await stage.close();
  }
}

interface StageOptions {
  readonly seed: number;
  readonly deviceScript: string;
}

/**
 * What is at stake on a server that has just started with the original's classes, which stand in their rooms: their
 * registers and those of a university with a timetable, as many scans of the one as of the other.
 */
async function fill(
  server: TestServer,
  { seed }: StageOptions,
): Promise<{ readonly places: readonly Place[]; readonly deeds: Deeds }> {
  const { places: timetabled, sessions } = await fillUniversity(server, seed);
  const standing = timetabled.flatMap((_, at) => originalPlaces[at % originalPlaces.length] ?? []);
  return { places: [...timetabled, ...standing], deeds: startDeeds({ url: server.url, seed, sessions }) };
}

const stages: Readonly<Record<KilledPart, (options: StageOptions) => Promise<Stage>>> = {
  async server(options) {
    const { seed } = options;
    const server = await startServer({ embedded: true });
    const { places, deeds } = await fill(server, options);
    const burst = startBurstClients({ url: server.mqttUrl, seed, clients: 4, places });
    return {
      server,
      burst,
      deeds,
      blow: () => server.restart(),
      close: () => closeAll(burst.close, server.stop),
    };
  },

  async start(options) {
    const { seed } = options;
    const mosquitto = await startMosquitto({ lines: ["max_queued_messages 0"] });
    const server = await startBeside(mosquitto, mosquitto.url);
    const { places, deeds } = await fill(server, options);
    const burst = await startBurstDevices({ url: mosquitto.url, seed, devices: 4, places });
    return {
      server,
      burst,
      deeds,
      blow: (random) => killStarts(server, random),
      close: () => closeAll(burst.close, server.stop, () => mosquitto.remove()),
    };
  },

  async postgres(options) {
    const { seed } = options;
    const server = await startServer({ embedded: true });
    const { places, deeds } = await fill(server, options);
    const burst = startBurstClients({ url: server.mqttUrl, seed, clients: 4, places });
    return {
      server,
      burst,
      deeds,
      blow: (random) => killPostgres(server, random),
      close: () => closeAll(burst.close, server.stop),
    };
  },

  "mosquitto-5": (options) => mosquittoStage(options, 5),
  "mosquitto-3.1.1": (options) => mosquittoStage(options, 4),

  async device(options) {
    const { seed, deviceScript } = options;
    const server = await startServer({ embedded: true });
    const { places, deeds } = await fill(server, options);
    const burst = await startBurstDeviceProcess({
      script: deviceScript,
      url: server.mqttUrl,
      seed,
      places,
    });
    return {
      server,
      burst,
      deeds,
      blow: () => burst.killAndRestart(),
      close: () => closeAll(burst.close, server.stop),
    };
  },
};

/** A server at a broker of its own. Where it does not start the broker goes too, or the run would never end. */
async function startBeside(
  mosquitto: Awaited<ReturnType<typeof startMosquitto>>,
  url: string,
): Promise<TestServer> {
  try {
    return await startServer({ embedded: true, env: { MQTT_URL: url } });
  } catch (error) {
    await mosquitto.remove();
    throw error;
  }
}

async function mosquittoStage(options: StageOptions, serverSpeaks: 4 | 5): Promise<Stage> {
  const { seed } = options;
  const mosquitto = await startMosquitto({
    persistence: true,
    // Written to the disk at every 50th change, so that a killed broker comes back with a part of what it knew:
    // neither all nor nothing.
    lines: ["autosave_on_changes true", "autosave_interval 50", "max_queued_messages 0"],
  });
  const door = serverSpeaks === 4 ? await refuseMqtt5(mosquitto.port) : null;
  const server = await startBeside(mosquitto, door?.url ?? mosquitto.url);
  const { places, deeds } = await fill(server, options);
  const burst = await startBurstDevices({ url: mosquitto.url, seed, devices: 4, places });
  return {
    server,
    burst,
    deeds,
    async blow() {
      await mosquitto.kill();
      await mosquitto.start();
    },
    close: () =>
      closeAll(
        burst.close,
        server.stop,
        async () => door?.close(),
        () => mosquitto.remove(),
      ),
  };
}

/** Starts that are killed before the server may come up, at the most. */
const mostKilledStarts = 3;
/** A start that is killed is killed within this time, in milliseconds: most are not ready by then, some just are. */
const longestStartMs = 1_500;

/** Kills the server, and then some of its starts, each of which finds what the devices have sent meanwhile. */
async function killStarts(server: TestServer, random: Random): Promise<void> {
  await server.kill();
  for (let starts = Math.floor(random() * (mostKilledStarts + 1)); starts > 0; starts -= 1) {
    const ready = server.restart().catch((error: unknown) => {
      if (!(error instanceof ServerEnded && error.ending.signal === "SIGKILL")) throw error;
    });
    await Promise.race([ready, pause(between(random, 0, longestStartMs))]);
    await server.kill();
    await ready;
  }
  await server.restart();
}

const victims = ["postmaster", "writer", "any"] as const;
type Victim = (typeof victims)[number];

/** How often PostgreSQL may be found restarting from the kill before, when the next is due. */
const mostTries = 200;

/** Kills the postmaster, the backend that writes, or any other process: the last two make all others restart. */
async function killPostgres(server: TestServer, random: Random): Promise<void> {
  const victim = pick(random, victims);
  let cause: unknown;
  for (let tries = 0; tries < mostTries; tries += 1) {
    await untilReadiness(server, 200);
    try {
      process.kill(await findVictim(server, victim, random), "SIGKILL");
      return;
    } catch (error) {
      // A backend that outlived its postmaster for a moment answered, or the process has just ended.
      cause = error;
    }
  }
  throw new Error(`no PostgreSQL was there to be killed (${victim})`, { cause });
}

async function findVictim(server: TestServer, victim: Victim, random: Random): Promise<number> {
  const postmaster = await server.postmaster();
  if (postmaster === null) throw new Error("no PostgreSQL runs");
  if (victim === "postmaster") return postmaster;
  return withStore(server, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where pid <> pg_backend_pid() and ($1 or application_name = 'muster writer')",
      [victim === "any"],
    );
    return pick(random, rows).pid;
  });
}

async function closeAll(...closings: readonly (() => Promise<unknown>)[]): Promise<void> {
  const outcomes = await Promise.allSettled(closings.map((close) => close()));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
