import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { PostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { type Author, localOperator, musterItself } from "../../../src/app/actor.ts";
import { createRegisterExports } from "../../../src/app/exports/create-register-exports.ts";
import { writeCsvSheet } from "../../../src/app/exports/write-csv-sheet.ts";
import { enrolStudents, planSessions, touchedTogether } from "../../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { createFigures } from "../../../src/app/figures/create-figures.ts";
import { createMarkSheets } from "../../../src/app/figures/create-mark-sheets.ts";
import { figuresWithUnknowable } from "../../../src/app/figures/figures-with-unknowable.ts";
import { sumSessions, valueSessions } from "../../../src/app/figures/value-sessions.ts";
import type { SenderNote } from "../../../src/app/health/sender-store.ts";
import { toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { createMonitor, type Monitor } from "../../../src/app/monitor/create-monitor.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { correctMarks } from "../../../src/app/registers/correct-marks.ts";
import { createSessionViews } from "../../../src/app/registers/create-session-views.ts";
import { decideProposal } from "../../../src/app/registers/decide-proposal.ts";
import { readMarkExplanation } from "../../../src/app/registers/read-mark-explanation.ts";
import { readAllUnknowable } from "../../../src/app/registers/read-unknowable.ts";
import { readRegister } from "../../../src/app/registers/register-view.ts";
import {
  reopenSession,
  signOff,
  studentsNamed,
  takeBackSignature,
} from "../../../src/app/registers/sign-off.ts";
import { createToday } from "../../../src/app/today/create-today.ts";
import { createReaderWatch } from "../../../src/app/troubles/watch-readers.ts";
import type { MarkExplanationView, RegisterView } from "../../../src/contract/http/sessions.ts";
import type { TodayView } from "../../../src/contract/http/today.ts";
import { type Figures, figuresOf, percentOf } from "../../../src/domain/attendance/figures.ts";
import type { CorrectedMark } from "../../../src/domain/attendance/register-mark.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import type { UnseenWord } from "../../../src/domain/timetable/session-state.ts";
import { spanOfDay } from "../../../src/domain/timetable/standing-session.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";
import { type TurnedClock, turnedClock } from "../../parts/turned-clock.ts";
import { openStoreOf } from "../rebuild/school.ts";

export const timeZone = "Europe/London";
export const monday = "2026-01-12";

/** An instant by the clocks of the school, in winter. */
export const at = (time: string, day = monday): Temporal.Instant => Temporal.Instant.from(`${day}T${time}Z`);

const localTime = createLocalTime(timeZone);
const beatEveryMs = 85_000;

/** What a device sends. */
export interface TestDevice {
  say(channel: "status" | "heartbeat" | "scan", body: Record<string, unknown>): Promise<void>;
  /** Birth, and heartbeats from then on, with whatever waits on it. */
  comeUp(boot: string): Promise<void>;
  /** The power fails, and the broker notices, or nobody does. */
  die(noticed: "noticed" | "unnoticed"): Promise<void>;
  /**
   * Sees a student now: told at once, or kept while there is no network.
   *
   * @param ahead how far its clock is ahead, in seconds, or that it was never set
   * @param room where it is now, if not where it was
   */
  see(student: string, ahead?: number | "unset", room?: "R1" | "R2"): Promise<void>;
  /**
   * Sees a student now, and tells it at once, but it is lost on its way.
   *
   * @returns what sends it once more
   */
  make(student: string): () => Promise<void>;
  /** Its heartbeats end, and nothing else does. */
  loseHeartbeats(): void;
  /** Goes on without a network. */
  lose(): Promise<void>;
  /** Has a network again: sends what it kept. */
  comeBack(): Promise<void>;
}

/** A school with one class of three in room R1, on a store of its own, whose clock is turned. */
export interface MonitorSchool {
  readonly clock: TurnedClock;
  readonly log: string[];
  /** Messages that wait and whom they are for, and the devices with a key. */
  readonly store: Pick<PostgresStore, "notifications" | "devices">;
  readonly monitor: () => Monitor;
  /** Plans a session of the class in R1 and returns its id. */
  plan(from: string, to: string, day?: string): Promise<string>;
  /** Lets a session begin at another time, and end when it did. */
  begin(session: string, from: string): Promise<void>;
  /** The clock goes on until then, and whatever the monitor does by it is done. */
  until(time: string, day?: string): Promise<void>;
  /** The class's standing session of a day in R1. */
  planDay(day?: string): Promise<string>;
  /**
   * @param unseen what is said of those of whom it cannot be known whether they came
   * @param shown of whom a page had shown that it is asked; those of the page of this moment without it
   */
  sign(session: string, unseen?: UnseenWord, by?: Author, shown?: readonly string[]): Promise<unknown>;
  /** Somebody comes to the class who was not expected before. */
  enrol(student: string): Promise<void>;
  /** Takes the signature back. */
  unsign(session: string): Promise<unknown>;
  /** Opens a final register again. */
  reopen(session: string): Promise<unknown>;
  /** Lets a session be held in another room of the two. */
  move(session: string, room: "R1" | "R2"): Promise<void>;
  /** @param place the room that its scans name */
  device(name: string, place?: "R1" | "R2", tellsCount?: boolean): TestDevice;
  /** A native device below `main` gets a key. */
  addDevice(name: string): Promise<void>;
  /** Says of a device what people say. */
  note(device: string, note: SenderNote): Promise<unknown>;
  /** Marks by student and session: `S1 09:00 present room_blind`. */
  marks(session: string): Promise<Readonly<Record<string, string>>>;
  /** The register as its page has it. */
  register(session: string): Promise<Omit<RegisterView, "may">>;
  /** How often what is known of its readers is read for one look at the register. */
  readersAsked(session: string): Promise<number>;
  /** One student's mark with its history. */
  explained(session: string, student: string): Promise<MarkExplanationView>;
  /** A person's word about one mark, by the revision that is there now. */
  correct(session: string, student: string, to: CorrectedMark | "released", reason: string): Promise<unknown>;
  /** Accepts facts that came after a register was final. */
  accept(session: string, facts: readonly string[]): Promise<unknown>;
  state(session: string): Promise<string>;
  /** What a student's sessions of Monday are counted as by now, and their rate: `not_seen 0 %`, the same counted by what is alike. */
  figures(): Promise<Readonly<Record<string, string>>>;
  /** How many seats of Monday have each status by the figures of the school, counted in each way that pages count them. */
  report(): Promise<{
    readonly percent: number | null;
    readonly counts: Readonly<Record<string, number>>;
    readonly byStudent: Readonly<Record<string, number>>;
    readonly byDay: Readonly<Record<string, number>>;
    readonly inHours: Readonly<Record<string, number>>;
  }>;
  /** Who is in the file of Monday's registers, and in the class's grid of that day. */
  sheets(): Promise<{ readonly csv: readonly string[]; readonly grid: readonly string[] }>;
  /** The status and the words of each student's mark in the file of one register. */
  fileOf(session: string): Promise<Readonly<Record<string, readonly [status: unknown, why: unknown]>>>;
  /** Registers that time alone may have to make final, as the monitor finds them. */
  toFinalise(): Promise<readonly string[]>;
  /** The day's board. */
  today(): Promise<TodayView>;
  lastSeq(): Promise<number>;
  /** The students whose figures are to be looked at again after a change. */
  changedAfter(seq: number): Promise<readonly string[]>;
  rows<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The server is off: no round, no message. */
  off(): Promise<void>;
  /** Resolves after the first round. Quiet days pass in seconds with few rounds. @param onStored as live pages are told */
  on(roundMinutes?: number, onStored?: () => void): Promise<void>;
  /** What a rebuild finds different from what is stored. */
  differences(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export async function openMonitorSchool(start = `${monday}T08:00:00Z`): Promise<MonitorSchool> {
  const database: FreshDatabase = await freshDatabase();
  const store = await openStoreOf(database);
  const clock = turnedClock(start);
  const log: string[] = [];
  const room = uuidv7();
  const other = uuidv7();
  const of = uuidv7();
  const students = new Map(["S1", "S2", "S3"].map((name) => [name, uuidv7()]));
  const rows = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    queryRows<Row>(database, text, values);
  await rows("insert into room (id, code) values ($1, 'R1')", [room]);
  await rows("insert into room_name (name, room_id) values ('R1', $1)", [room]);
  await rows("insert into room (id, code) values ($1, 'R2')", [other]);
  await rows("insert into room_name (name, room_id) values ('R2', $1)", [other]);
  await rows("insert into class (id, code, title) values ($1, '7A', 'Group 7A')", [of]);
  for (const [name, id] of students) {
    await rows("insert into person (id, kind) values ($1, 'student')", [id]);
    await rows("insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)", [id, name]);
  }
  const context = () => ({ actor: localOperator, reason: null, now: clock.now() });
  await store.timetable.write((tx) =>
    enrolStudents(
      tx,
      [...students.values()].map((student) => ({
        id: uuidv7(),
        student,
        class: of,
        from: "2026-01-01",
        to: null,
      })),
      context(),
    ),
  );

  let monitor = newMonitor(5);
  function newMonitor(roundMinutes: number, onStored: () => void = () => undefined): Monitor {
    const write = (level: string) => (fields: Record<string, unknown>, outcome: string) => {
      const { error, ...rest } = fields;
      log.push(
        `${level} ${outcome} ${JSON.stringify(rest)} ${error instanceof Error ? error.message : ""}`.trim(),
      );
    };
    return createMonitor({
      sources: store,
      today: store.today,
      sessions: store.monitor,
      readers: createReaderWatch({
        store: store.troubles,
        byMail: true,
        listeningSince: clock.now(),
        log: { info: write("info"), warn: write("warn"), error: write("error") },
      }),
      clock,
      timeZone,
      everyMs: roundMinutes * 60_000,
      log: { info: write("info"), warn: write("warn"), error: write("error") },
      onRound: () => undefined,
      onStored,
      onNewDay: () => undefined,
    });
  }

  async function send(topic: string, body: Record<string, unknown>): Promise<void> {
    const payload = new TextEncoder().encode(JSON.stringify(body));
    const item = toIngestItem(
      { topic, payload, qos: 1, retain: false, receivedAt: clock.now(), client: null },
      { timeZone, maxSkewSeconds: 120 },
    );
    const [outcome] = await store.ingest((tx) =>
      recordBatch(tx, [item], { now: clock.now(), timeZone, localTime }),
    );
    if (outcome?.kind === "refused") throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
  }

  const plans = new Map<string, SessionPlan>();
  async function plan(
    kind: SessionPlan["kind"],
    span: Pick<SessionPlan, "start" | "end">,
    day: string,
  ): Promise<string> {
    const planned: SessionPlan = {
      id: uuidv7(),
      kind,
      ...span,
      timeZone,
      day,
      rooms: [room],
      classes: [of],
      staff: [],
      required: true,
      weight: 1,
      title: kind === "standing" ? "7A" : "Maths",
      sort: "",
      mode: "in_person",
      source: null,
    };
    await putPlan(planned);
    return planned.id;
  }

  async function putPlan(planned: SessionPlan): Promise<void> {
    plans.set(planned.id, planned);
    await store.timetable.write(async (tx) => {
      const touched = await planSessions(tx, [planned], context());
      await judgeMarks(tx, touchedTogether([touched]), { ...context(), actor: musterItself });
    });
  }

  const neverSet = "1970-01-01T00:10:00Z";

  function device(name: string, place: "R1" | "R2" = "R1", tellsCount = true): TestDevice {
    let boot = "";
    let seq = 0;
    let online = false;
    let beat = (): void => undefined;
    const kept: Record<string, unknown>[] = [];
    const say: TestDevice["say"] = (channel, body) =>
      send(`muster/v1/main/${name}/${channel}`, { v: 1, ...body });
    const nextScan = (student: string, ahead: number | "unset"): Record<string, unknown> => {
      seq += 1;
      return {
        event_id: uuidv7(),
        boot_id: boot,
        seq,
        occurred_at: ahead === "unset" ? neverSet : clock.now().add({ seconds: ahead }).toString(),
        clock: ahead === "unset" ? "unsynced" : "ntp",
        subject: { scheme: "student_id", value: student },
        decision: "granted",
        direction: "in",
        location: place,
      };
    };
    const heartbeat = async (): Promise<void> => {
      await say("heartbeat", {
        at: clock.now().toString(),
        boot_id: boot,
        ...(tellsCount && { seq }),
        outbox: kept.length,
        clock: "ntp",
      });
      beat = clock.after(beatEveryMs, heartbeat);
    };
    const connect = async (): Promise<void> => {
      online = true;
      await say("status", { state: "online", boot_id: boot, at: clock.now().toString() });
      await heartbeat();
      while (kept.length > 0) {
        const scan = kept[0];
        if (scan) await say("scan", { ...scan, live: false });
        kept.shift();
      }
    };
    return {
      say,
      async comeUp(bootId) {
        [boot, seq] = [bootId, 0];
        await connect();
      },
      async die(noticed) {
        online = false;
        beat();
        if (noticed === "noticed") await say("status", { state: "offline", boot_id: boot });
      },
      loseHeartbeats: () => beat(),
      async see(student, ahead = 0, room = place) {
        place = room;
        const scan = nextScan(student, ahead);
        if (online) await say("scan", scan);
        else kept.push(scan);
      },
      make(student) {
        const scan = nextScan(student, 0);
        return () => say("scan", scan);
      },
      async lose() {
        online = false;
        beat();
        await say("status", { state: "offline", boot_id: boot });
      },
      comeBack: connect,
    };
  }

  const policy = { version: 1, name: "credit", preset: "credit", policy: creditPolicy } as const;
  const policies = { current: () => policy, find: async () => policy, versions: () => [policy] };
  const exported = createRegisterExports({ store: store.exports, clock, timeZone, policies });

  async function explained(session: string, student: string): Promise<MarkExplanationView> {
    const found = await store.sessions.read((reading) =>
      readMarkExplanation(reading, session, student, clock.now()),
    );
    if (found === null) throw new Error(`${student} has no mark there`);
    return found;
  }

  async function register(session: string): Promise<Omit<RegisterView, "may">> {
    const found = await store.sessions.read((reading) => readRegister(reading, session, clock.now()));
    if (found === null) throw new Error("nobody planned this session");
    return found;
  }

  return {
    store,
    clock,
    log,
    monitor: () => monitor,
    async until(time, day) {
      await clock.advanceTo(at(time, day));
      await monitor.settled();
    },
    async begin(session, from) {
      const planned = plans.get(session);
      if (planned) await putPlan({ ...planned, start: at(from, planned.day) });
    },
    async move(session, to) {
      const planned = plans.get(session);
      if (planned) await putPlan({ ...planned, rooms: [to === "R1" ? room : other] });
    },
    plan: (from, to, day = monday) => plan("timetabled", { start: at(from, day), end: at(to, day) }, day),
    planDay: (day = monday) => plan("standing", spanOfDay(Temporal.PlainDate.from(day), timeZone), day),
    async sign(session, unseen, by = localOperator, shown) {
      const named = unseen && (shown ?? (await register(session)).unanswered);
      return store.sessionsWriting.write(async (tx) =>
        signOff(
          tx,
          session,
          { ...context(), actor: by },
          unseen ?? null,
          named ? await studentsNamed(tx, session, named) : null,
        ),
      );
    },
    async enrol(name) {
      const id = uuidv7();
      students.set(name, id);
      await rows("insert into person (id, kind) values ($1, 'student')", [id]);
      await rows("insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)", [
        id,
        name,
      ]);
      await store.timetable.write(async (tx) => {
        const enrolment = { id: uuidv7(), student: id, class: of, from: "2026-01-01", to: null };
        await judgeMarks(tx, await enrolStudents(tx, [enrolment], context()), context());
      });
    },
    unsign: (session) => store.timetable.write((tx) => takeBackSignature(tx, session, context())),
    reopen: (session) => store.timetable.write((tx) => reopenSession(tx, session, context())),
    device,
    async addDevice(name) {
      const made = { madeAt: clock.now(), madeBy: localOperator.id };
      const key = { id: uuidv7(), hash: "x", ...made, endsAt: null };
      await store.devices.add([{ name, kind: "native", address: `main/${name}`, ...made, key }]);
    },
    note: (name, note) => store.senders.noteSender(name, note, { at: clock.now(), by: localOperator.id }),
    async marks(session) {
      const found = await rows<{
        value: string;
        status: string;
        because: string | null;
        flags: string[] | null;
      }>(
        `select i.value, m.status, m.because, m.flags from mark m
         join identifier i on i.person_id = m.person_id where m.session_id = $1 order by i.value`,
        [session],
      );
      return Object.fromEntries(
        found.map(({ value, status, because, flags }) => [
          value,
          [status, because, ...(flags ?? [])].filter((part) => part !== null).join(" "),
        ]),
      );
    },
    register,
    readersAsked: (session) =>
      store.sessions.read(async (reading) => {
        let asked = 0;
        const readersOf: typeof reading.watching.readersOf = (sessions) => {
          asked += 1;
          return reading.watching.readersOf(sessions);
        };
        await readRegister(
          { ...reading, watching: { ...reading.watching, readersOf } },
          session,
          clock.now(),
        );
        return asked;
      }),
    explained,
    async correct(session, student, to, reason) {
      const { mark } = await explained(session, student);
      return store.sessionsWriting.write((tx) =>
        correctMarks(
          tx,
          { session, students: [{ student, revision: mark.revision }], to, reason },
          context(),
        ),
      );
    },
    accept: (session, facts) =>
      store.sessionsWriting.write((tx) =>
        decideProposal(
          tx,
          session,
          { facts, verdict: "accepted" },
          { ...context(), reason: "They were there" },
        ),
      ),
    async state(session) {
      const [row] = await rows<{ state: string }>("select state from session where id = $1", [session]);
      return row?.state ?? "none";
    },
    async figures() {
      const now = clock.now();
      const frame = { span: spanOfDay(Temporal.PlainDate.from(monday), timeZone), now };
      const value = { policy: creditPolicy, asOf: now, timeZone };
      const people = [...students.values()];
      const read = await store.figures.sessionsOfStudents(people, frame);
      const alike = await store.figures.countAlike({ kind: "students", students: people }, frame, false);
      return Object.fromEntries(
        [...students].map(([name, id]) => {
          const figures = figuresOf(
            read.filter(({ person }) => person === id),
            { ...value, window: null, lastSight: null },
          );
          const counted = sumSessions(
            alike.filter(({ person }) => person === id),
            valueSessions(value),
          );
          const said = ({ counts, earned, possible }: Pick<Figures, "counts" | "earned" | "possible">) => {
            const percent = percentOf(earned, possible);
            const rate = percent === null ? "no rate" : `${percent.num / percent.den} %`;
            return `${Object.keys(counts).join(" ")} ${rate}`;
          };
          if (said(counted) !== said(figures)) throw new Error(`${said(counted)} is not ${said(figures)}`);
          return [name, said(figures)];
        }),
      );
    },
    today: () =>
      createToday({
        store: store.today,
        clock,
        timeZone,
        policy: () => ({ name: "credit", policy: creditPolicy }),
      }).view(),
    async report() {
      const now = clock.now();
      const figures = figuresWithUnknowable(store.figures, (then) =>
        store.sessions.read((reading) => readAllUnknowable(reading, then)),
      );
      const policy = { name: "credit", policy: creditPolicy };
      const views = createFigures({
        store: figures,
        clock,
        timeZone,
        policies: { current: () => policy, find: () => Promise.resolve(null) },
      });
      const group = await views.group("institution", "", { from: monday, to: monday }, false);
      if (group === null) throw new Error("there is an institution");
      const frame = { span: spanOfDay(Temporal.PlainDate.from(monday), timeZone), now };
      const sum = (
        seats: readonly {
          readonly alike: { readonly mark: { readonly status: string } };
          readonly sessions: number;
        }[],
      ) => {
        const sums: Record<string, number> = {};
        for (const { alike, sessions } of seats) {
          sums[alike.mark.status] = (sums[alike.mark.status] ?? 0) + sessions;
        }
        return sums;
      };
      const ofClass = await figures.sessionsOfClass(of, frame);
      return {
        percent: group.percent,
        counts: group.counts,
        byStudent: sum(ofClass.map((seat) => ({ alike: seat, sessions: 1 }))),
        byDay: sum(await figures.countClassDays([of], frame, false)),
        inHours: sum(await figures.countReport({ kind: "institution" }, "hour", frame, false)),
      };
    },
    async fileOf(session) {
      const found = await exported.find({ session });
      if (found === null) throw new Error("nobody planned this session");
      const { columns, rows: read } = found.sheet();
      const cell = (name: string) => columns.findIndex((column) => column.name === name);
      const marks: Record<string, readonly [unknown, unknown]> = {};
      for await (const row of read) {
        marks[String(row[cell("student_id")])] = [row[cell("status")], row[cell("why")]];
      }
      return marks;
    },
    async sheets() {
      const views = createSessionViews({ store: store.sessions, clock, timeZone });
      const sheets = createMarkSheets({
        ...{ store: store.figures, sessions: store.sessions, clock, timeZone, policies },
        sessionRows: views.rows,
      });
      const days = { from: monday, to: monday };
      const found = await exported.find(days);
      const grid = await sheets.grid("7A", days);
      if (found === null || grid === null) throw new Error("there is a class 7A");
      let csv = "";
      for await (const part of writeCsvSheet(found.sheet())) csv += part;
      return {
        csv: [...students.keys()].filter((name) => csv.includes(`,${name},`)),
        grid: grid.students.map(({ student }) => student.id),
      };
    },
    toFinalise: () => store.monitor.sessionsToFinalise(clock.now(), null, 10),
    async changedAfter(seq) {
      const { students: ids } = await store.attention.changedAfter(seq, 1_000, {
        presentOpensNothing: false,
        sightsSettle: false,
      });
      return [...students].flatMap(([name, id]) => (ids.includes(id) ? [name] : []));
    },
    lastSeq: () => store.attention.lastSeq(),
    rows,
    off: () => monitor.stop(),
    async on(roundMinutes = 5, onStored) {
      monitor = newMonitor(roundMinutes, onStored);
      monitor.start();
      await monitor.settled();
    },
    async differences() {
      const report = await store.timetable.read((reading) => checkMarks(reading, clock.now()));
      return report.differences;
    },
    async close() {
      await monitor.stop();
      await store.close();
      await database.drop();
    },
  };
}
