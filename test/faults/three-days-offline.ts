import { setTimeout as pause } from "node:timers/promises";
import { createDevice } from "../../device/create-device.ts";
import { createFileOutbox } from "../../device/file-outbox.ts";
import { createMemoryOutbox } from "../../device/memory-outbox.ts";
import { createRandom, pick } from "../../simulator/random.ts";
import { loadSchool } from "../../simulator/university/load-school.ts";
import { makeUniversity } from "../../simulator/university/make-university.ts";
import { schoolFiles } from "../../simulator/university/school-files.ts";
import { minuteMs } from "../../simulator/university/time.ts";
import type { UniversitySession } from "../../simulator/university/university.ts";
import { alertList } from "../../src/contract/http/alerts.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { startBurstDeviceProcess } from "./burst-device-process.ts";
import { checkRebuild } from "./check-rebuild.ts";
import type { Place } from "./draw-scan.ts";
import { foldAgain } from "./fold-again.ts";
import { judge } from "./judge.ts";
import type { PartReport } from "./kill-part.ts";
import { readStored, withStore } from "./read-stored.ts";

/** What a run came to. */
export interface OfflineReport extends PartReport {
  /** Marks that were absent for want of these scans, and alerts that were open. */
  readonly absent: number;
  readonly alerts: number;
}

/** Weekends have no sessions: the last three days that have some lie within a week. */
const size = { students: 12, classes: 4, rooms: 2, days: 7, timeZone: "Europe/London" } as const;
const offlineDays = 3;
const patienceMs = 60_000;
const lookAgainMs = 100;

/**
 * A device records for three days without a network, and comes back; then it and the server are killed in turns while its
 * outbox is on its way. Its students were absent until then, and their alerts open.
 *
 * @param options.scans recorded in these days
 * @param options.kills of the device and of the server, in turns
 * @param options.deviceScript the built `device-process.ts`
 */
export async function threeDaysOffline(options: {
  readonly scans: number;
  readonly kills: number;
  readonly seed: number;
  readonly deviceScript: string;
  readonly onKill?: (kills: number) => void;
}): Promise<OfflineReport> {
  const { scans, kills, seed, deviceScript } = options;
  const begin = performance.now();
  const server = await startServer({ embedded: true });
  const closing: (() => Promise<unknown>)[] = [server.stop];
  try {
    const { sessions, places } = await fillDays(server, seed);
    const witnesses = await seeOneOfEach(server, sessions, places);
    const missed = places.filter((place) => !witnesses.has(placeKey(place)));
    const absent = await until(
      () => countMarks(server, missed, "absent"),
      (n) => n === missed.length,
      "those whom nobody saw were not absent",
    );
    const alerts = await until(
      () => openAlerts(server),
      (n) => n > 0,
      "no alert was opened",
    );

    const burst = await startBurstDeviceProcess({
      script: deviceScript,
      url: server.mqttUrl,
      seed,
      places,
      prepare: (folder) => recordOffline(folder, missed, scans, seed),
    });
    closing.push(burst.close);
    const unsound: string[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await burst.moreSafe(Math.floor(scans / (2 * kills)));
      await (kill % 2 === 0 ? burst.killAndRestart() : server.restart());
      const disagreement = await foldAgain(server);
      if (disagreement !== null) unsound.push(`after kill ${kill}: ${disagreement}`);
      options.onKill?.(kill);
    }
    await burst.drain();
    const stored = await readStored(server);
    const ours = new Map([...stored.rows].filter(([id]) => !witnesses.ids.has(id)));
    const violations = judge({
      sent: burst.sent,
      safe: burst.safe,
      stored: { ...stored, rows: ours },
      senderKilled: true,
      deeds: { told: new Set(), stored: new Map() },
    });
    const left = await countMarks(server, missed, "absent");
    const present = await countMarks(server, missed, "present");
    const open = await until(
      () => openAlerts(server),
      (n) => n === 0,
      "alerts stay open of students who were there",
    ).catch((error: unknown) => String(error));
    await server.kill("SIGTERM");
    const disagreement = await checkRebuild(server);
    return {
      part: "offline",
      seed,
      kills,
      sent: burst.sent.size,
      safe: burst.safe.size,
      safeBy: "receipted",
      stored: [...ours.values()].reduce((sum, n) => sum + n, 0),
      duplicatesAbsorbed: stored.repeats,
      deeds: 0,
      seconds: Math.round((performance.now() - begin) / 1000),
      absent,
      alerts,
      violations: [
        ...violations,
        ...unsound,
        ...(left === 0 ? [] : [`${left} marks are still absent`]),
        ...(present === missed.length ? [] : [`${present} of ${missed.length} marks are present`]),
        ...(open === 0 ? [] : [String(open)]),
        ...(disagreement === null ? [] : [disagreement]),
      ],
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Where a student was, and the session that it was in. */
interface SeatPlace extends Place {
  readonly session: UniversitySession;
}

const placeKey = ({ student, session }: SeatPlace): string => `${student} ${session.class} ${session.from}`;

/** A university whose sessions of its last three days are over. */
async function fillDays(server: TestServer, seed: number) {
  const anchor = Date.now();
  const whole = makeUniversity(seed, anchor, size);
  const over = whole.sessions.filter(({ to }) => to < anchor - 60 * minuteMs);
  const days = [...new Set(over.map(({ day }) => day))].sort().slice(-offlineDays);
  const sessions = over.filter(({ day }) => days.includes(day));
  const university = { ...whole, sessions };
  await loadSchool({ url: server.url, token: null }, schoolFiles(university), new AbortController().signal);
  const places = university.enrolments.flatMap(({ student, class: code, from, to }) =>
    sessions
      .filter((session) => session.class === code && session.day >= from && (to === null || session.day < to))
      .map(
        (session): SeatPlace => ({
          student,
          room: session.room,
          span: { from: session.from - 5 * minuteMs, to: session.from },
          session,
        }),
      ),
  );
  return { sessions, places };
}

/**
 * Each room has another reader as well, which was there all the time and saw one student in each session: without it nobody
 * would know that the others were absent.
 */
async function seeOneOfEach(
  server: TestServer,
  sessions: readonly UniversitySession[],
  places: readonly SeatPlace[],
): Promise<ReadonlySet<string> & { readonly ids: ReadonlySet<string> }> {
  const seen = sessions.flatMap((session) => places.find((place) => place.session === session) ?? []);
  const waiting = new Set<string>();
  const settled = new Set<string>();
  for (const [n, room] of [...new Set(seen.map((place) => place.room))].entries()) {
    const name = `other-${n}`;
    await withStore(server, (client) =>
      client.query(
        "insert into device_alive (device, from_at, to_at) values ($1, now() - interval '8 days', now())",
        [`school/${name}`],
      ),
    );
    const device = createDevice({
      site: "school",
      device: name,
      url: server.mqttUrl,
      outbox: createMemoryOutbox(),
      clock: { now: Date.now, state: () => "ntp" },
      onReceipt: (ids) => {
        for (const id of ids) settled.add(id);
      },
    });
    await device.start();
    const own = seen.filter((one) => one.room === room);
    // It hung there before the first of them opened.
    const first = Math.min(...own.map(({ session }) => session.from)) - 60 * minuteMs;
    for (const one of own.slice(0, 1)) {
      waiting.add(await device.record(scanAt({ ...one, span: { from: first, to: first } }, "denied")));
    }
    for (const place of own) waiting.add(await device.record(scanAt(place)));
    await until(
      async () => settled.size,
      (taken) => taken === waiting.size,
      "the other reader's scans were not taken",
    );
    await device.stop();
  }
  return Object.assign(new Set(seen.map(placeKey)), { ids: waiting });
}

const scanAt = ({ student, room, span }: Place, decision: "granted" | "denied" = "granted") => ({
  occurred_at: new Date(span?.from ?? 0).toISOString(),
  subject: { scheme: "student_id" as const, value: student },
  location: room,
  decision,
});

/**
 * Records scans as a device does that reaches no broker: each student where they were, and others at random.
 *
 * @returns their ids
 */
async function recordOffline(
  folder: string,
  places: readonly Place[],
  scans: number,
  seed: number,
): Promise<readonly string[]> {
  const random = createRandom(seed, 700);
  let now = 0;
  const device = createDevice({
    site: "school",
    device: "killed",
    // Nobody listens there.
    url: "mqtt://127.0.0.1:1",
    outbox: createFileOutbox({ folder }),
    clock: { now: () => now, state: () => "ntp" },
  });
  await device.start();
  const drawn = [
    ...places.map((place) => scanAt(place)),
    ...Array.from({ length: Math.max(0, scans - places.length) }, () =>
      scanAt(pick(random, places), pick(random, ["granted", "denied"])),
    ),
  ].sort((a, b) => a.occurred_at.localeCompare(b.occurred_at));
  const ids = await Promise.all(
    drawn.map((scan) => {
      now = Date.parse(scan.occurred_at);
      return device.record(scan);
    }),
  );
  await device.stop();
  return ids;
}

const openAlerts = async (server: TestServer): Promise<number> =>
  alertList.parse(await (await fetch(`${server.url}/api/v1/alerts`)).json()).open;

/** How many of these seats have a mark of this status. */
const countMarks = (server: TestServer, places: readonly SeatPlace[], status: string): Promise<number> =>
  withStore(server, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n
       from unnest($1::text[], $2::text[], $3::timestamptz[]) as asked (student, class, starts_at)
       join identifier i on i.scheme = 'student_id' and i.value = asked.student
       join class c on c.code = asked.class
       join session s on s.starts_at = asked.starts_at
       join session_class sc on sc.session_id = s.id and sc.class_id = c.id
       join mark m on m.session_id = s.id and m.person_id = i.person_id and m.status = $4`,
      [
        places.map(({ student }) => student),
        places.map(({ session }) => session.class),
        places.map(({ session }) => new Date(session.from).toISOString()),
        status,
      ],
    );
    return rows[0]?.n ?? 0;
  });

/** Looks until it is so, and says what was there last where it never is. */
async function until(
  look: () => Promise<number>,
  isSo: (n: number) => boolean,
  trouble: string,
): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const n = await look();
    if (isSo(n)) return n;
    if (performance.now() > deadline) throw new Error(`${trouble}: ${n}`);
    await pause(lookAgainMs);
  }
}
