import type { ConnectionState } from "../../device/create-connection.ts";
import { createChanges } from "../create-changes.ts";
import { BrokerUnreachable } from "../scan-sender.ts";
import { bootIdAt } from "./boot-id-at.ts";
import { createRoomDevice, type RoomDevice } from "./create-room-device.ts";
import type { Pace } from "./pace.ts";
import { scansOf, type UniversityScan } from "./scans-of.ts";
import { type PlanTally, tallyPlan } from "./tally-plan.ts";
import { hourMs } from "./time.ts";
import type { Room, University } from "./university.ts";

export interface UniversityRun {
  readonly university: University;
  /** Of the broker: mqtt://, mqtts://, ws:// or wss://. */
  readonly url: string;
  readonly site: string;
  /** Whether to go on in real time after the backlog, until `signal` or the end of the timetable. */
  readonly live: boolean;
  readonly pace: Pace;
  /** What a device logs in with; by default whatever the URL says. */
  readonly credentials?: (device: string) => { readonly username: string; readonly password: string };
  /** Without any receipt for so long, the backlog is given up. */
  readonly patienceMs?: number;
  /** Ends it; it still waits a moment for receipts, and resolves as always. */
  readonly signal: AbortSignal;
  /** Told a few times a second. */
  readonly onProgress: (soFar: UniversityProgress) => void;
  /** Trouble that the school outlives, and devices that die and come back. */
  readonly onNote: (text: string) => void;
}

export interface UniversityProgress {
  readonly phase: "backlog" | "live";
  /** Scans given to devices, in all and of the backlog. */
  readonly given: number;
  readonly backlog: number;
  readonly confirmed: number;
  readonly rejected: number;
  /** Receipts a second, over the backlog. */
  readonly rate: number;
  /** When the next scan is due, milliseconds since 1970 UTC; null for none. */
  readonly nextAt: number | null;
}

export interface UniversitySummary extends UniversityProgress {
  /** How long the backlog took. */
  readonly seconds: number;
  /** Whether the backlog was answered for to the last scan. */
  readonly complete: boolean;
  /** Up to when scans were sent, milliseconds since 1970 UTC. */
  readonly until: number;
  readonly plan: PlanTally;
}

const progressMs = 200;
/** All devices together may have so many scans without a receipt. */
const mostInFlight = 2_000;
const defaultPatienceMs = 60_000;
const settleMs = { done: 15_000, aborted: 2_000 };

/**
 * Sends a school's past as the backlog of its devices, one in each room, and goes on with its present. Resolves when it
 * is told to stop, when the timetable is over, or after the backlog where `live` is false. Rejects with
 * BrokerUnreachable when the first connection of any device fails.
 */
export async function runUniversity(run: UniversityRun): Promise<UniversitySummary> {
  const { university, pace, signal } = run;
  const { promised } = university;
  const startedAt = pace.now();
  const scans = scansOf(university, { from: promised.from - 2 * hourMs, to: promised.to + hourMs });
  const due = scans.findIndex(({ at }) => at > startedAt);
  const past = due === -1 ? scans : scans.slice(0, due);
  const coming = due === -1 ? [] : scans.slice(due);

  const counts = { given: 0, confirmed: 0, rejected: 0 };
  const { changed, until } = createChanges();
  let phase: UniversityProgress["phase"] = "backlog";
  let nextAt: number | null = null;
  let backlogMs: number | null = null;
  const clockStart = performance.now();
  const backlog = past.filter(({ lost }) => !lost).length;
  const progress = (): UniversityProgress => {
    const seconds = (backlogMs ?? performance.now() - clockStart) / 1_000;
    const answered = Math.min(counts.confirmed + counts.rejected, backlog);
    return { phase, backlog, ...counts, rate: seconds > 0 ? answered / seconds : 0, nextAt };
  };

  const states = new Map<string, ConnectionState>();
  const devices = new Map<string, RoomDevice>();
  for (const room of university.rooms) {
    devices.set(
      room.code,
      hang(run, room, {
        onStored(ids) {
          counts.confirmed += ids.length;
          changed();
        },
        onRejected(ids) {
          counts.rejected += ids.length;
          changed();
        },
        onState(state) {
          states.set(room.code, state);
          if (state.connection === "offline" && state.cause !== null) run.onNote(state.cause.message);
          changed();
        },
      }),
    );
  }
  const give = (scan: UniversityScan): void => {
    if (scan.lost) return;
    devices.get(scan.room)?.give(scan.message, scan.at, scan.copies);
    counts.given += 1;
  };
  const waiting = (): number => [...devices.values()].reduce((sum, device) => sum + device.waiting(), 0);

  const ticking = setInterval(() => run.onProgress(progress()), progressMs);
  let complete = false;
  try {
    // First, so that no heartbeat tells of an empty outbox before the backlog is in it.
    for (const scan of past) give(scan);
    for (const { code, device } of university.rooms) devices.get(code)?.start(bootIdAt(device, startedAt));
    await until(() => states.size === devices.size && [...states.values()].every(hasTried), signal);
    for (const state of states.values()) {
      if (state.connection === "offline" && !signal.aborted)
        throw new BrokerUnreachable(run.url, state.cause);
    }
    await answered(run, until, waiting, counts);
    backlogMs = performance.now() - clockStart;
    complete = !signal.aborted && waiting() === 0;
    if (run.live && complete) {
      phase = "live";
      for (const { at, happen } of agendaOf(university, startedAt, coming, devices, give, run.onNote)) {
        nextAt = at;
        await pace.until(at, signal);
        if (signal.aborted) break;
        await happen();
      }
      nextAt = null;
    }
    const enough = AbortSignal.timeout(signal.aborted ? settleMs.aborted : settleMs.done);
    await until(() => waiting() === 0, enough);
  } finally {
    clearInterval(ticking);
    await Promise.all([...devices.values()].map((device) => device.stop()));
  }
  const end = run.live ? pace.now() : startedAt;
  const sent = scans.filter(({ at }) => at <= end);
  run.onProgress(progress());
  return {
    ...progress(),
    seconds: (backlogMs ?? 0) / 1_000,
    complete,
    until: end,
    plan: tallyPlan(university, sent, end),
  };
}

function hasTried({ connection }: ConnectionState): boolean {
  return connection !== "connecting";
}

function hang(
  { url, site, pace, university, credentials, onNote }: UniversityRun,
  { device }: Room,
  told: Pick<Parameters<typeof createRoomDevice>[0], "onStored" | "onRejected" | "onState">,
): RoomDevice {
  const login = credentials?.(device.name);
  return createRoomDevice({
    url,
    site,
    name: device.name,
    skewMs: device.skewMs,
    window: Math.max(5, Math.floor(mostInFlight / university.rooms.length)),
    now: pace.now,
    ...(login && { credentials: login }),
    ...told,
    onFault: (error) => onNote(error.message),
  });
}

/** Waits until all is answered for, somebody says stop, or nothing was answered for too long. */
async function answered(
  { signal, patienceMs = defaultPatienceMs, onNote }: UniversityRun,
  until: ReturnType<typeof createChanges>["until"],
  waiting: () => number,
  counts: { readonly confirmed: number; readonly rejected: number },
): Promise<void> {
  const gaveUp = new AbortController();
  let heard = -1;
  const listening = setInterval(() => {
    const now = counts.confirmed + counts.rejected;
    if (now === heard) {
      onNote(`no receipt for ${patienceMs / 1_000} s: is a Muster server behind this broker?`);
      gaveUp.abort();
    }
    heard = now;
  }, patienceMs);
  try {
    await until(() => waiting() === 0, AbortSignal.any([signal, gaveUp.signal]));
  } finally {
    clearInterval(listening);
  }
}

interface Appointment {
  readonly at: number;
  readonly happen: () => void | Promise<void>;
}

/** What is still to come, in the order of time: scans, and devices that die and come back. */
function agendaOf(
  { rooms }: University,
  startedAt: number,
  coming: readonly UniversityScan[],
  devices: ReadonlyMap<string, RoomDevice>,
  give: (scan: UniversityScan) => void,
  onNote: (text: string) => void,
): readonly Appointment[] {
  const deaths = rooms.flatMap(({ code, device }) =>
    device.dead
      .filter(({ to }) => to > startedAt)
      .flatMap(({ from, to }): Appointment[] => [
        {
          at: Math.max(from, startedAt),
          async happen() {
            onNote(`${device.name} is dead until ${new Date(to).toISOString()}: nobody is seen in ${code}`);
            await devices.get(code)?.die();
          },
        },
        {
          at: to,
          happen() {
            onNote(`${device.name} is back`);
            devices.get(code)?.start(bootIdAt(device, to));
          },
        },
      ]),
  );
  const scans = coming.map((scan): Appointment => ({ at: scan.at, happen: () => give(scan) }));
  return [...deaths, ...scans].toSorted((a, b) => a.at - b.at);
}
