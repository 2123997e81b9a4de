import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { type Author, localOperator, musterItself } from "../../../src/app/actor.ts";
import { enrolStudents, planSessions } from "../../../src/app/facts/change-timetable.ts";
import type { FactTransaction, SessionPlan, StoredMark } from "../../../src/app/facts/fact-transaction.ts";
import { standingSource } from "../../../src/app/facts/plan-standing-days.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
import { type ClockCorrection, toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import type { IngestTransaction } from "../../../src/app/ingest/ingest-transaction.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { foldSession } from "../../../src/app/marks/fold-session.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { placeReader, undoPlacement } from "../../../src/app/placements/place-reader.ts";
import { undoClockCorrection } from "../../../src/app/quarantine/undo-clock-correction.ts";
import { checkMarks, repairMarks } from "../../../src/app/rebuild/check-marks.ts";
import { changeAbsence, recordAbsence } from "../../../src/app/registers/absences.ts";
import { cancelSession, restoreSession } from "../../../src/app/registers/cancel-session.ts";
import { correctMarks, undoCorrection } from "../../../src/app/registers/correct-marks.ts";
import { decideProposal } from "../../../src/app/registers/decide-proposal.ts";
import { moveSession } from "../../../src/app/registers/move-session.ts";
import { reopenSession, signOff } from "../../../src/app/registers/sign-off.ts";
import { mergePeople, unmergePeople } from "../../../src/app/rosters/merge-people.ts";
import { reissueIdentifier } from "../../../src/app/rosters/reissue-identifier.ts";
import { creditPolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import type { Deed, History, Step } from "./history.ts";
import type { HistoryStore } from "./history-store.ts";

export const zone = "Europe/London";
const localTime = createLocalTime(zone);

/** The policy of a history: registers become final by themselves within a day, so that some do. */
export function policyOf({ policy }: History): Policy {
  return { ...creditPolicy, ...policy, finaliseAfterDays: 1 };
}

/** What a history came to. */
export interface Told {
  /** Which cases were hit. */
  readonly labels: ReadonlySet<string>;
  /** The marks as they are stored, by session and student: `1 S2 absent clash`. */
  readonly marks: readonly string[];
  /** The same of the registers that the facts fold to, in which what only the clock says is told as well. */
  readonly registers: readonly string[];
}

/** What is stored is not what the facts fold to. */
export class Disagreement extends Error {
  override readonly name = "Disagreement";
}

const roomCodes = ["R1", "R2", "R3"] as const;
const studentIds = ["S1", "S2", "S3", "S4", "S5"] as const;
const classCodes = ["7A", "7B", "P1", "P2"] as const;
/** Where the classes without a timetable stand. */
const standing = [
  { of: "P1", room: "R3", students: ["S1", "S3"] },
  { of: "P2", room: "R1", students: ["S2", "S4"] },
] as const;

/** That a reader was hung in another room. */
export interface Hung {
  readonly reader: "R1" | "R2";
  readonly room: (typeof roomCodes)[number];
  /** Minutes after eight. */
  readonly at: number;
  /** `nobody`: it hangs where it did, and says so. */
  readonly toldBy: "reader" | "person" | "nobody";
}

interface Reader {
  readonly device: string;
  readonly room: (typeof roomCodes)[number];
  boot: string;
  seq: number;
  state: "up" | "off" | "offline";
  kept: Record<string, unknown>[];
  /** Since when it has been giving signs of life. */
  since: Temporal.Instant;
}

/**
 * Lives a history through a store: every deed as the product does it, in transactions of their own, with the clock
 * moving on between. After each, what is stored is held against what the facts fold to.
 *
 * @param hung where a reader hangs from some minute of the day on: it says so itself, or a person does when all is over
 * @throws Disagreement where these differ
 */
export async function runHistory(
  store: HistoryStore,
  { day, school, deeds }: History,
  hung: Hung | null = null,
): Promise<Told> {
  const labels = new Set<string>([school]);
  const plannedDays = new Set<string>();
  const ids = (names: readonly string[], offset: number): ReadonlyMap<string, string> =>
    new Map(names.map((name, at) => [name, fixedId(offset + at)]));
  const rooms = ids(roomCodes, 100);
  const students = ids(studentIds, 200);
  const classes = ids(classCodes, 300);
  const named = new Map([...students].map(([name, id]) => [id, name]));
  const of = (known: ReadonlyMap<string, string>, name: string): string => {
    const id = known.get(name);
    if (id === undefined) throw new RangeError(`the school has no ${name}`);
    return id;
  };
  const atMinute = (minute: number): Temporal.Instant =>
    Temporal.PlainDateTime.from(`${day}T08:00`).toZonedDateTime(zone).toInstant().add({ minutes: minute });
  const dayAfter = (days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

  let now = atMinute(-30);
  const dayOfNow = (): string => localTime(now).day;
  const context = (actor: Author = localOperator) => ({ actor, reason: "because", now });

  store.turnTo(now);
  for (const [code, id] of rooms) await store.addRoom(id, code);
  for (const [code, id] of classes) await store.addClass(id, code);
  for (const [studentId, id] of students) await store.addStudent(id, studentId);

  const readers: ReadonlyMap<string, Reader> = new Map(
    (["R1", "R2"] as const).map((code): [string, Reader] => [
      code,
      {
        device: `door-${code.toLowerCase()}`,
        room: code,
        boot: "boot-0",
        seq: 0,
        state: "off",
        kept: [],
        since: now,
      },
    ]),
  );

  /** Of readers whose clocks are ahead: what the server refused for its time. */
  let misdated: Misdated[] = [];
  const stated: { readonly id: string; readonly messages: readonly Misdated[] }[] = [];

  async function send(
    messages: readonly { readonly topic: string; readonly body: unknown }[],
  ): Promise<void> {
    await record(messages);
  }

  async function record(
    messages: readonly { readonly topic: string; readonly body: unknown }[],
    before: (transaction: IngestTransaction) => Promise<void> = async () => undefined,
    after: () => void = () => undefined,
  ): Promise<void> {
    if (messages.length === 0) return;
    const items = messages.map(({ topic, body }) =>
      toIngestItem(
        {
          topic,
          payload: new TextEncoder().encode(JSON.stringify(body)),
          qos: 1,
          retain: false,
          receivedAt: now,
          client: null,
        },
        { timeZone: zone, maxSkewSeconds: 120 },
      ),
    );
    let planned: readonly string[] = [];
    const outcomes = await store.ingest(async (transaction) => {
      await before(transaction);
      const recorded = await recordBatch(transaction, items, {
        now,
        timeZone: zone,
        localTime,
        plannedDays,
        onPlanned: (days) => {
          planned = days;
        },
      });
      after();
      return recorded;
    });
    for (const each of planned) plannedDays.add(each);
    for (const outcome of outcomes) {
      if (outcome.kind === "refused") throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
    }
  }

  /** Reads again, with a clock put right, what was refused; what still lies in the future stays. */
  async function state(aheadSeconds: number): Promise<void> {
    const [next] = misdated;
    if (next === undefined) return;
    const own = misdated.filter(({ topic }) => topic === next.topic);
    const correction: ClockCorrection = {
      id: uuidv7(),
      sender: `main/${next.topic.split("/")[3]}`,
      aheadSeconds,
      reason: "because",
      actor: localOperator,
      at: now,
    };
    const items = own.map(({ topic, body, receivedAt }) =>
      toIngestItem(
        {
          topic,
          payload: new TextEncoder().encode(JSON.stringify(body)),
          qos: 1,
          retain: false,
          receivedAt,
          client: null,
        },
        { timeZone: zone, maxSkewSeconds: 120 },
        uuidv7(),
        correction,
      ),
    );
    let planned: readonly string[] = [];
    const outcomes = await store.ingest((transaction) =>
      recordBatch(transaction, items, {
        now,
        timeZone: zone,
        localTime,
        plannedDays,
        onPlanned: (days) => {
          planned = days;
        },
      }),
    );
    for (const each of planned) plannedDays.add(each);
    const taken = own.filter((_, at) => outcomes[at]?.kind === "stored");
    misdated = misdated.filter((message) => !taken.includes(message));
    if (taken.length === 0) return;
    labels.add(labels.has("statement taken back") ? "clock put right again" : "clock put right");
    stated.push({ id: correction.id, messages: taken });
  }

  const topicOf = (device: string, channel: string): string => `muster/v1/main/${device}/${channel}`;
  /** One of the readers does not tell how far it has counted. */
  const heartbeat = ({ device, room, boot, seq, kept }: Reader) => ({
    topic: topicOf(device, "heartbeat"),
    body: {
      v: 1,
      at: now.toString(),
      boot_id: boot,
      ...(room === "R1" && { seq }),
      outbox: kept.length,
      clock: "ntp",
    },
  });
  const status = ({ device, boot }: Reader, state: "online" | "offline") => ({
    topic: topicOf(device, "status"),
    body: { v: 1, state, boot_id: boot, ...(state === "online" && { at: now.toString() }) },
  });

  async function comeUp(reader: Reader): Promise<void> {
    if (reader.state === "up") return;
    if (reader.state === "off") {
      reader.boot = `boot-${reader.device}-${now.epochMilliseconds}`;
      reader.seq = 0;
    } else if (reader.kept.length > 0) labels.add("late backlog");
    reader.state = "up";
    reader.since = now;
    await send([status(reader, "online")]);
    await send(reader.kept.map((body) => ({ topic: topicOf(reader.device, "scan"), body })));
    reader.kept = [];
    await send([heartbeat(reader)]);
  }

  /** What the heartbeats since the last step come to, without sending each of them, and one more. */
  async function stayAlive(): Promise<void> {
    const alive = [...readers.values()].filter(({ state }) => state === "up");
    if (alive.length === 0) return;
    await record(alive.map(heartbeat), async ({ health }) => {
      const spans = await health.lastAlive(alive.map(({ device }) => `main/${device}`));
      await health.putAlive(spans.map((last) => ({ ...last, to: now, left: null })));
    });
  }

  const isAfter = (minute: number, ago: number): boolean =>
    Temporal.Instant.compare(now.subtract({ minutes: ago }), atMinute(minute)) >= 0;

  function scanBody(scan: ScanDeed, boot: string | null, seq: number): Record<string, unknown> {
    const { who, ago, direction, decision } = scan;
    const says = hung?.toldBy === "reader" && hung.reader === scan.room && isAfter(hung.at, ago);
    const room = says ? hung.room : scan.room;
    return {
      v: 1,
      event_id: uuidv7(),
      ...(boot !== null && { boot_id: boot, seq }),
      occurred_at: now.subtract({ minutes: ago }).toString(),
      clock: "ntp",
      subject: who === "card" ? { scheme: "card_uid", value: "C1" } : { scheme: "student_id", value: who },
      decision,
      location: room,
      ...(direction !== null && { direction }),
      ...(ago > 0 && { live: false }),
    };
  }

  function messagesOf(scans: readonly ScanDeed[]): { topic: string; body: Record<string, unknown> }[] {
    return scans.flatMap((scan) => {
      const reader = readers.get(scan.room);
      // A reader that never tells its health.
      if (reader === undefined) return [{ topic: topicOf("hand", "scan"), body: scanBody(scan, null, 0) }];
      if (reader.state === "off") return [];
      reader.seq += 1;
      const body = scanBody(scan, reader.boot, reader.seq);
      if (reader.state === "offline") {
        reader.kept.push({ ...body, live: false });
        return [];
      }
      if (scan.ago > 30) labels.add("late scan");
      return [{ topic: topicOf(reader.device, "scan"), body }];
    });
  }

  const write = <T>(work: (transaction: FactTransaction) => Promise<T>): Promise<T> =>
    store.registers.write(work);
  const judge = (transaction: FactTransaction, touched: Parameters<typeof judgeMarks>[1]) =>
    judgeMarks(transaction, touched, { now, actor: musterItself, reason: null });

  const plan = (at: number, from: number, to: number, where: string[], who: string[]): SessionPlan => ({
    id: fixedId(at),
    kind: "timetabled",
    start: atMinute(from),
    end: atMinute(to),
    timeZone: zone,
    day,
    rooms: where.map((code) => of(rooms, code)),
    classes: who.map((code) => of(classes, code)),
    required: true,
    weight: 1,
    title: `Session ${at}`,
    sort: "",
    mode: "in_person",
    staff: [],
    source: null,
  });
  // One by itself; two that follow on each other in a room, and one that overlaps the first of these.
  const plans = [
    plan(0, 15, 60, ["R1"], ["7A"]),
    plan(1, 110, 170, ["R1"], ["7A", "7B"]),
    plan(2, 90, 150, ["R2"], ["7B"]),
    plan(3, 170, 220, ["R2", "R1"], ["7A"]),
  ];
  /** Those that overlap and have students in common. */
  const linked = [fixedId(1), fixedId(2)];
  async function sessionId(at: number): Promise<string> {
    const standingClass = standing[at - plans.length];
    if (standingClass === undefined) return fixedId(at);
    const ids = await store.registers.write((transaction) => transaction.sessionsOfSource(standingSource));
    return ids.get(`${of(classes, standingClass.of)} ${day}`) ?? fixedId(at);
  }

  const enrolmentIds = new Map<string, string>();
  function enrolment(who: string, code: string, from: string, to: string | null) {
    const key = `${who} ${code}`;
    const id = enrolmentIds.get(key) ?? fixedId(400 + enrolmentIds.size);
    enrolmentIds.set(key, id);
    return { id, student: of(students, who), class: of(classes, code), from, to };
  }
  const enrol = (...enrolments: ReturnType<typeof enrolment>[]) =>
    write(async (transaction) => judge(transaction, await enrolStudents(transaction, enrolments, context())));

  await enrol(
    ...["S1", "S2", "S3"].map((who) => enrolment(who, "7A", dayAfter(-30), null)),
    ...["S2", "S4"].map((who) => enrolment(who, "7B", dayAfter(-30), null)),
    ...standing.flatMap(({ of: code, students: some }) =>
      some.map((who) => enrolment(who, code, dayAfter(-30), null)),
    ),
  );
  const stand = (changes: readonly { readonly of: string; readonly room: string | null }[]) =>
    write(async (transaction) => {
      const told = changes.map((change) => ({
        class: of(classes, change.of),
        room: change.room === null ? null : of(rooms, change.room),
      }));
      await judge(transaction, await standClasses(transaction, told, dayOfNow(), zone, context()));
    });
  if (school !== "timetabled") await stand(standing);
  await store.people(async ({ roster }) => {
    const card = {
      scheme: "card_uid" as const,
      value: "C1",
      person: of(students, "S1"),
      from: null,
      to: null,
    };
    await roster.addIdentifiers([card]);
  });
  let cardOf = "S1";
  if (school !== "standing") {
    await write(async (transaction) => judge(transaction, await planSessions(transaction, plans, context())));
  }
  for (const reader of readers.values()) {
    await comeUp(reader);
    await send(messagesOf([{ who: "S5", room: reader.room, ago: 0, direction: null, decision: "denied" }]));
  }

  const monitor = createSessionMonitor({ store: store.monitor, isAway: () => false, timeZone: zone });
  let lastAbsence: string | null = null;
  let lastMerge: string | null = null;
  const placed: string[] = [];

  async function happen(happened: Deed): Promise<void> {
    const id = "session" in happened ? await sessionId(happened.session) : "";
    switch (happened.deed) {
      case "scan":
        await send(messagesOf(happened.scans));
        return;
      case "ahead": {
        for (const { topic, body } of messagesOf(happened.scans)) {
          const written = Temporal.Instant.from(String(body.occurred_at)).add({ minutes: clockAhead });
          misdated.push({ topic, body: { ...body, occurred_at: written.toString() }, receivedAt: now });
        }
        return;
      }
      case "state": {
        await state(happened.ahead * 60);
        return;
      }
      case "unstate": {
        const undone = stated.pop();
        if (undone === undefined) return;
        const outcome = await store.clocks.write((transaction) =>
          undoClockCorrection(transaction, undone.id, zone, context()),
        );
        if (!("withdrawn" in outcome)) throw new Error(`a statement is not taken back: ${outcome.refused}`);
        misdated.push(...undone.messages);
        labels.add("statement taken back");
        return;
      }
      case "fail": {
        const messages = messagesOf(happened.scans.map((scan) => ({ ...scan, room: "R3" as const })));
        const failed = new Error("rolled back");
        const fail = (): never => {
          throw failed;
        };
        await record(messages, undefined, fail).catch((error: unknown) => {
          if (error !== failed) throw error;
          labels.add("rolled back");
        });
        return;
      }
      case "round": {
        const reopened = await reopenedOf(linked);
        const { opened, closed, finalised } = await monitor.round(now);
        if (reopened === linked.length && (await reopenedOf(linked)) === 0)
          labels.add("linked ones reopened and final together");
        const [failed] = monitor.failed();
        if (failed) throw failed.error;
        if (opened + closed > 0) labels.add("monitor turns between");
        if (finalised > 0) labels.add("finality");
        return;
      }
      case "day":
        now = now.add({ hours: 26 });
        store.turnTo(now);
        await stayAlive();
        return;
      case "silence": {
        const reader = readers.get(happened.room);
        if (reader?.state !== "up") return;
        reader.state = happened.how === "offline" ? "offline" : "off";
        if (happened.how !== "unnoticed") await send([status(reader, "offline")]);
        return;
      }
      case "return": {
        const reader = readers.get(happened.room);
        if (reader) await comeUp(reader);
        return;
      }
      case "cancel":
        await store.registers.write((transaction) => cancelSession(transaction, id, context()));
        return;
      case "restore":
        await store.registers.write((transaction) => restoreSession(transaction, id, true, context()));
        return;
      case "move": {
        const move = {
          ...(happened.room !== null && { rooms: [happened.room] }),
          ...(happened.by !== 0 && { start: (await startOf(id)).add({ minutes: happened.by }) }),
        };
        const outcome = await store.registers.write((transaction) =>
          moveSession(transaction, id, move, context()),
        );
        if ("done" in outcome && happened.room !== null) labels.add("moved room");
        return;
      }
      case "classes":
        await write(async (transaction) => {
          const [stored] = await transaction.findSessions([id]);
          if (!stored) return;
          const changed = { ...stored.plan, classes: [of(classes, happened.of)] };
          await judge(transaction, await planSessions(transaction, [changed], context()));
        });
        return;
      case "enrol":
        await enrol(
          enrolment(
            happened.student,
            happened.of,
            dayAfter(happened.from),
            happened.to === null ? null : dayAfter(Math.max(happened.to, happened.from)),
          ),
        );
        return;
      case "stand":
        if (school === "timetabled") return;
        await stand([happened]);
        labels.add("class stands elsewhere");
        return;
      case "leave": {
        const [from, to] = [atMinute(happened.from), atMinute(happened.from + happened.length)];
        const asked = {
          student: happened.student,
          from,
          to,
          category: "illness",
          effect: happened.effect,
          state: "approved" as const,
        };
        const outcome = await store.registers.write((transaction) =>
          recordAbsence(transaction, asked, zone, context()),
        );
        if ("done" in outcome) lastAbsence = outcome.done;
        return;
      }
      case "withdraw": {
        const absence = lastAbsence;
        if (absence === null) return;
        const outcome = await store.registers.write((transaction) =>
          changeAbsence(transaction, absence, "withdrawn", { by: localOperator, byMail: false }, context()),
        );
        if ("done" in outcome) labels.add("leave withdrawn");
        return;
      }
      case "correct": {
        const outcome = await store.registers.write(async (transaction) => {
          const student = {
            student: happened.student,
            revision: await revisionOf(transaction, id, happened),
          };
          return correctMarks(
            transaction,
            {
              session: id,
              students: [student],
              to: happened.to === "released" ? "released" : { status: happened.to },
              reason: "because",
            },
            context(),
          );
        });
        if ("done" in outcome) labels.add(happened.to === "released" ? "released" : "correction");
        return;
      }
      case "undo": {
        const outcome = await store.registers.write(async (transaction) =>
          undoCorrection(
            transaction,
            {
              session: id,
              student: happened.student,
              revision: await revisionOf(transaction, id, happened),
              reason: "because",
            },
            context(),
          ),
        );
        if ("done" in outcome) labels.add("undone");
        return;
      }
      case "misfile": {
        const stood = await store.registers.write((transaction) =>
          transaction.sessionsOfSource(standingSource),
        );
        const known = [...plans.map((one) => one.id), ...stood.values()];
        const marks = (await store.read((reading) => reading.marksOf(known, null)))
          .map((mark) => ({ ...mark, at: `${known.indexOf(mark.session)} ${mark.student}` }))
          .sort((one, two) => (one.at < two.at ? -1 : 1));
        const mark = marks[happened.nth % marks.length];
        if (mark === undefined) return;
        await store.misfile(mark.session, mark.student);
        const report = await store.read((reading) => checkMarks(reading, now));
        if (report.different !== 1)
          throw new Disagreement(`a mark is misfiled, and ${report.different} are found to differ`);
        const mended = await repairMarks({ write: store.registers.write, read: store.read }, report, now);
        if (mended !== 1) throw new Disagreement(`a mark is misfiled, and ${mended} are mended`);
        labels.add("mark misfiled");
        return;
      }
      case "sign": {
        const outcome = await store.registers.write((transaction) =>
          signOff(transaction, id, context(), happened.unseen ?? null),
        );
        if ("done" in outcome) labels.add(outcome.done === "final" ? "finality" : "signed while open");
        return;
      }
      case "reopen": {
        const outcome = await store.registers.write((transaction) =>
          reopenSession(transaction, id, context()),
        );
        if ("done" in outcome) labels.add("reopening");
        return;
      }
      case "decide": {
        const folded = await store.read((reading) => foldSession(reading, id, now));
        const [proposal] = folded?.register.proposals ?? [];
        if (!proposal) return;
        const verdict = { facts: proposal.facts, verdict: happened.verdict };
        const outcome = await store.registers.write((transaction) =>
          decideProposal(transaction, id, verdict, context()),
        );
        if ("done" in outcome) labels.add(`proposal ${happened.verdict}`);
        return;
      }
      case "place":
        await place({ ...happened, from: now.subtract({ minutes: happened.ago }) });
        return;
      case "unplace":
        await unplace();
        return;
      case "merge": {
        const outcome = await store.people((work) =>
          mergePeople(work, of(students, "S4"), of(students, "S5"), context()),
        );
        if (outcome.kind !== "done") return;
        lastMerge = outcome.value.id;
        labels.add("merge");
        return;
      }
      case "unmerge": {
        const merge = lastMerge;
        if (merge === null) return;
        const outcome = await store.people((work) => unmergePeople(work, merge, context()));
        if (outcome.kind === "done") labels.add("unmerge");
        return;
      }
      case "reissue": {
        const told = {
          scheme: "card_uid" as const,
          ends: undefined,
          from: now.subtract({ minutes: happened.ago }),
          reason: "because",
        };
        await store.people(async (work) => {
          const before = await work.roster.person(of(students, cardOf));
          const after = await work.roster.person(of(students, happened.student));
          if (!before || !after || cardOf === happened.student) return;
          const ended = await reissueIdentifier(work, before.person, { ...told, value: null }, context());
          if (ended.kind !== "done") return;
          const begun = await reissueIdentifier(work, after.person, { ...told, value: "C1" }, context());
          if (begun.kind !== "done")
            throw new Error(`a card that was ended is refused: ${JSON.stringify(begun)}`);
          cardOf = happened.student;
          labels.add("reissued card");
        });
        return;
      }
    }
  }

  async function reopenedOf(sessions: readonly string[]): Promise<number> {
    const found = await store.read((reading) => reading.findSessions(sessions));
    return found.filter((session) => session.state === "reopened").length;
  }

  async function startOf(id: string): Promise<Temporal.Instant> {
    const [stored] = await store.read((reading) => reading.findSessions([id]));
    return stored?.plan.start ?? now;
  }

  async function revisionOf(
    transaction: FactTransaction,
    id: string,
    { student }: { readonly student: string },
  ): Promise<number> {
    const [mark] = await transaction.marksOf([id], [of(students, student)]);
    return mark?.revision ?? 0;
  }

  async function place(stated: { reader: "R1" | "R2"; room: string; from: Temporal.Instant }) {
    const { reader, room, from } = stated;
    const told = { sender: `main/door-${reader.toLowerCase()}`, room, from, location: reader };
    const outcome = await store.placements.write((transaction) =>
      placeReader(transaction, told, zone, context()),
    );
    // Said of the same instant once before: nothing is written then.
    if (outcome.kind === "refused") return;
    placed.push(outcome.value.id);
    if (outcome.value.scans > 0) labels.add("reader placed");
  }

  async function unplace(): Promise<void> {
    const last = placed.pop();
    if (last === undefined) return;
    const outcome = await store.placements.write((transaction) =>
      undoPlacement(transaction, last, zone, context()),
    );
    if (outcome.kind !== "done") throw new Error(`it is not taken back: ${outcome.refusal.message}`);
    if (outcome.value.scans > 0) labels.add("placement taken back");
  }

  /** What follows when all is over: a person says where the reader hung, and the monitor comes round. */
  const end: readonly Step[] = hung === null ? [] : [[1, { deed: "round" }]];
  for (const [wait, happened] of [...deeds, ...end]) {
    now = now.add({ minutes: wait });
    store.turnTo(now);
    if (wait > 0) await stayAlive();
    if (hung?.toldBy === "person" && happened === end[0]?.[1]) {
      await place({ ...hung, from: atMinute(hung.at) });
    }
    await happen(happened);
    const report = await store.read((reading) => checkMarks(reading, now));
    if (report.different > 0) {
      throw new Disagreement(
        `after ${JSON.stringify(happened)} at ${now.toString()}: ${report.differences
          .map(({ of: seat, stored, folded }) => `${toNames(seat)} is ${stored}, and should be ${folded}`)
          .join("; ")}`,
      );
    }
  }
  const sessionNames = new Map(plans.map(({ id }, at) => [id, String(at)]));
  const stands = new Set<string>();
  const stood = await store.registers.write((transaction) => transaction.sessionsOfSource(standingSource));
  for (const [key, id] of stood) {
    const [code = ""] = [...classes].find(([, known]) => key.startsWith(known)) ?? [];
    sessionNames.set(id, `${code} ${key.slice(-10)}`);
    stands.add(id);
  }
  const marks = await store.read((reading) => reading.marksOf([...sessionNames.keys()], null));
  const lineOf = ({ session, student, entry }: Pick<StoredMark, "session" | "student" | "entry">): string => {
    const { mark, flags, lastSeen, source } = entry;
    const because = "because" in mark ? mark.because : "";
    if (because === "clash") labels.add("clash");
    if (because === "room_blind") {
      labels.add(stands.has(session) ? "blind reader on a standing day" : "blind reader");
    }
    if (because === "nobody_seen") labels.add("nobody seen");
    if (entry.why.rule === "absent_by_word") labels.add("absent by a signer's word");
    if (source === "leave") labels.add("leave");
    for (const { code } of flags) labels.add(code.replaceAll("_", " "));
    return [
      sessionNames.get(session),
      named.get(student),
      mark.status,
      because,
      "minutesLate" in mark ? mark.minutesLate : "",
      lastSeen?.toString() ?? "",
      source,
      ...flags.map(({ code }) => code),
    ].join(" ");
  };
  const registers: string[] = [];
  for (const session of hung === null ? [] : sessionNames.keys()) {
    const folded = await store.read((reading) => foldSession(reading, session, now));
    for (const [student, entry] of folded?.register.marks ?? []) {
      registers.push(lineOf({ session, student, entry }));
    }
  }
  return { labels, marks: marks.map(lineOf).sort(), registers: registers.sort() };

  function toNames(text: string): string {
    return [...named].reduce((said, [id, name]) => said.replaceAll(id, name), text);
  }
}

type ScanDeed = Extract<Deed, { readonly deed: "scan" }>["scans"][number];

/** Minutes. */
const clockAhead = 60;

interface Misdated {
  readonly topic: string;
  readonly body: Record<string, unknown>;
  readonly receivedAt: Temporal.Instant;
}

/** The same ids in every run, in the order of their numbers. */
function fixedId(number: number): string {
  return `018f0000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}
