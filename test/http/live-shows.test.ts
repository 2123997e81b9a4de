import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { studentCalendar, studentFiguresView } from "../../src/contract/http/figures.ts";
import { registerView, sessionRow } from "../../src/contract/http/sessions.ts";
import { studentDetail } from "../../src/contract/http/students.ts";
import { todayView } from "../../src/contract/http/today.ts";
import { foldRegister } from "../../web/app/registers/fold-register.ts";
import { foldStudent, type StudentState } from "../../web/app/students/fold-student.ts";
import { foldToday } from "../../web/app/today/fold-today.ts";
import { publish } from "../hostile/publish.ts";
import { originalText, originalTopic } from "../hostile/write-messages.ts";
import { type LiveFrame, type LiveStream, openStream } from "./open-stream.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

type Changes = LiveFrame & { event: "changes" };
const isChanges = (frame: LiveFrame): frame is Changes => frame.event === "changes";
const posted = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const changesOf = (stream: LiveStream): Changes["data"][] =>
  stream.frames.filter(isChanges).map(({ data }) => data);

describe("a page is told of what it shows, and folds it into what it read", () => {
  let served: ServedHere;
  let sender: MqttClient;
  let session: string;
  beforeAll(async () => {
    served = await serveHere();
    sender = await served.connect("tcp");
    const now = served.clock.now();
    const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
    const made = z.object({ id: z.string() });
    const add = (what: string, body: object) => served.ask(made, `/api/v1/roster/${what}`, posted(body));
    await add("rooms", { code: "SOUTH-103" });
    const orbits = await add("classes", { code: "AST-102", title: "Orbits" });
    for (const code of ["AST1", "AST2", "AST3"]) {
      const student = await add("students", { code });
      await add("enrolments", { student: student.id, class: orbits.id, from: day });
    }
    // On the roster, and in no class.
    await add("students", { code: "VIS1" });
    const planned = await served.ask(sessionRow, "/api/v1/sessions", {
      ...posted({
        classes: ["AST-102"],
        rooms: ["SOUTH-103"],
        start: now.subtract({ minutes: 2 }).toString(),
        end: now.add({ hours: 1 }).toString(),
      }),
    });
    session = planned.id;
  }, 60_000);
  afterAll(() => served.stop());

  const scan = (student_id: string, location: string, decision = "granted") =>
    publish(sender, originalTopic, originalText(served, { student_id, location, decision }), { qos: 1 });
  const today = () => served.ask(todayView, "/api/v1/today");
  const register = () => served.ask(registerView, `/api/v1/sessions/${session}`);
  /** What follows from the clock of the answer alone. */
  const byClock = { now: "", seq: 0 };

  test("the board after its frames is the board as it is read, sessions of the timetable and of the original's school alike", async () => {
    await scan("SE2001", "BSB214");
    const before = await today();
    const shown = await register();
    const board = await openStream(served.url, before.seq, ["board"]);
    const one = await openStream(served.url, shown.seq, [`session:${session}`]);
    await scan("AST1", "SOUTH-103");
    await scan("CSAI1001", "BSB214");
    await scan("CSAI1001", "BSB214");
    await scan("AST2", "SOUTH-103", "denied");
    await scan("AST3", "SOUTH-103");
    // Somebody whom nobody expects there.
    await scan("VIS1", "SOUTH-103");
    const after = await today();
    await Promise.all([board, one].map((stream) => stream.next(({ id }) => (id ?? 0) >= after.seq)));

    let folded: typeof before | null = before;
    for (const frame of changesOf(board)) {
      const next: typeof before | null = folded && foldToday(folded, frame);
      folded = next && { ...next, seq: frame.seq };
    }
    const plain = ({ sessions, rate, ...rest }: typeof before) => ({
      ...rest,
      ...byClock,
      rate: { ...rate, asOf: "", counts: {}, excluded: [] },
      sessions: sessions.map(({ stand: _, counts, ...card }) => ({
        ...card,
        counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)),
      })),
    });
    expect(folded && plain(folded)).toEqual(plain(after));
    expect(after.sessions.find(({ id }) => id === session)).toMatchObject({
      counts: { present: 2 },
      unstored: 1,
      attempts: 1,
    });

    const rows = changesOf(one).reduce<typeof shown | null>(
      (held, frame) => held && foldRegister(held, frame),
      shown,
    );
    const read = await register();
    expect(rows?.marks).toEqual(read.marks);
    expect(rows?.session.counts).toEqual(read.session.counts);
    expect(rows?.visitors).toEqual(read.visitors);
    expect(rows?.attempts).toEqual(read.attempts);
    expect(read.attempts).toMatchObject([{ times: 1, decision: "denied" }]);
    expect(read.visitors.map(({ student }) => student.id)).toEqual(["VIS1"]);
    board.close();
    one.close();
  }, 60_000);

  test.each([
    ["with a timetable", "AST4", "SOUTH-103"],
    ["of the original's school", "SE2001", "ASG-13"],
  ])(
    "whoever was turned away in a session %s is not told as unseen there, in no place, and at once",
    async (_, student, room) => {
      const now = served.clock.now();
      const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
      if (student === "AST4") {
        const made = z.object({ id: z.string() });
        const { id } = await served.ask(made, "/api/v1/roster/students", posted({ code: student }));
        const { classes } = await served.ask(
          z.object({ classes: z.array(z.object({ id: z.string(), code: z.string() })) }),
          "/api/v1/roster/classes",
        );
        const orbits = classes.find(({ code }) => code === "AST-102");
        await served.ask(
          made,
          "/api/v1/roster/enrolments",
          posted({ student: id, class: orbits?.id, from: day }),
        );
      }
      const before = await today();
      const meeting = before.sessions.find(({ rooms }) => rooms.includes(room));
      const path = `/api/v1/sessions/${meeting?.id}`;
      const shown = await served.ask(registerView, path);
      const whyOf = ({ marks }: typeof shown) => marks.find((mark) => mark.student.id === student)?.why;
      expect(whyOf(shown)).not.toContain("turned away");
      const stream = await openStream(served.url, shown.seq, [`session:${meeting?.id}`]);
      await scan(student, room, "denied");
      const { seq } = await today();
      await stream.next(({ id }) => (id ?? 0) >= seq);
      const rows = changesOf(stream).reduce<typeof shown | null>(
        (held, frame) => held && foldRegister(held, frame),
        shown,
      );
      stream.close();
      const why = whyOf(await served.ask(registerView, path));
      // A session that began just now says when arrivals count.
      if (room === "ASG-13")
        expect(why).toMatch(/^Not seen coming in to ASG-13 on that day so far \(turned away in ASG-13 at /);
      expect(rows && whyOf(rows)).toBe(why);
      const calendar = await served.ask(
        studentCalendar,
        `/api/v1/registers/students/${student}/calendar?from=${day}&to=${day}`,
      );
      expect(calendar.sessions.find(({ session: { id } }) => id === meeting?.id)?.mark.why).toBe(why);
      const record = await served.ask(
        z.object({
          sessions: z.array(
            z.object({ session: sessionRow.pick({ id: true }), mark: z.object({ why: z.string() }) }),
          ),
        }),
        `/api/v1/exports/students/${student}/record.json`,
      );
      expect(record.sessions.find(({ session: { id } }) => id === meeting?.id)?.mark.why).toBe(why);
    },
  );

  test("who shows one session or one student hears of nobody else, and every number all the same", async () => {
    const from = (await today()).seq;
    const [one, student, scans] = await Promise.all(
      [`session:${session}`, "student:CSAI1001", "scans"].map((show) => openStream(served.url, from, [show])),
    );
    if (!one || !student || !scans) throw new RangeError("three streams were asked for");
    await scan("AST2", "SOUTH-103");
    await scan("CSAI1001", "ECG-01");
    const until = (await today()).seq;
    await Promise.all([one, student, scans].map((stream) => stream.next(({ id }) => (id ?? 0) >= until)));
    const marked = (stream: LiveStream) =>
      new Set(changesOf(stream).flatMap(({ marks }) => marks.map((mark) => mark.student)));
    expect([...marked(one)]).toEqual(["AST2"]);
    expect([...marked(student)]).toEqual(["CSAI1001"]);
    expect([...marked(scans)]).toEqual([]);
    expect(changesOf(one).flatMap(({ scans: heard }) => heard)).toEqual([]);
    expect(changesOf(scans).flatMap(({ scans: heard }) => heard.map((each) => each.student))).toEqual([
      "AST2",
      "CSAI1001",
    ]);
    for (const stream of [one, student, scans]) stream.close();
  });

  test("a student's page after its frames is the page as it is read, and somebody else's scan says nothing of it", async () => {
    const student = "AST1";
    const path = `/api/v1/registers/students/${student}`;
    const readPage = async (): Promise<StudentState> => {
      const { seq, day } = await today();
      const [detail, figures, calendar] = await Promise.all([
        served.ask(studentDetail, `/api/v1/students/${student}`),
        served.ask(studentFiguresView, `${path}/figures`),
        served.ask(studentCalendar, `${path}/calendar?from=${day}&to=${day}`),
      ]);
      return { seq, detail, figures, today: calendar.sessions };
    };
    const corrected = async (status: string): Promise<void> => {
      const { marks } = await register();
      const revision = marks.find((mark) => mark.student.id === student)?.revision;
      const answer = await fetch(
        `${served.url}/api/v1/sessions/${session}/marks/${student}`,
        posted({ to: { status }, reason: "asked at the desk", revision }),
      );
      expect(answer.status).toBe(200);
    };
    const before = await readPage();
    const stream = await openStream(served.url, before.seq, [`student:${student}`]);
    await scan("AST2", "SOUTH-103");
    await scan(student, "SOUTH-103");
    await corrected("absent");
    const after = await readPage();
    await stream.next(({ id }) => (id ?? 0) >= after.seq);
    const frames = changesOf(stream);
    expect(frames.flatMap(({ students }) => students.map((each) => each.student))).toContain(student);
    expect(new Set(frames.flatMap(({ students }) => students.map((each) => each.student)))).toEqual(
      new Set([student]),
    );
    const folded = frames.reduce<StudentState | null>(
      (held, frame) => held && foldStudent(held, frame),
      before,
    );
    const plain = ({ detail, figures, today: sessions }: StudentState) => ({
      detail,
      figures: { ...figures, asOf: "", last28Days: { ...figures.last28Days, asOf: "" }, classes: [] },
      sessions,
    });
    expect(folded && plain(folded)).toEqual(plain(after));
    expect(after.today.find((entry) => entry.session.id === session)?.mark.status).toBe("absent");
    stream.close();
  }, 60_000);

  test("the first change after a quiet moment leaves at once, and a burst is gathered into few frames", async () => {
    const stream = await openStream(served.url, (await today()).seq, ["board"]);
    const before = stream.frames.length;
    await Promise.all(Array.from({ length: 300 }, (_, n) => scan(`nobody-${n}`, "SOUTH-103")));
    const until = (await today()).seq;
    // The last number may be of something that no board shows: one more scan is told after all that came before.
    await scan("nobody-last", "SOUTH-103");
    await stream.next(({ id }) => (id ?? 0) > until);
    const frames = stream.frames
      .slice(before)
      .filter(isChanges)
      .filter(({ id }) => (id ?? 0) <= until);
    const [first] = frames;
    const last = frames.at(-1);
    const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1000;
    expect(frames.length).toBeLessThanOrEqual(2 + 20 * Math.max(seconds, 0.05));
    stream.close();
  });

  test("what is not shown by anybody is refused with the words that are", async () => {
    const answer = await fetch(`${served.url}/api/v1/live?show=everything`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("scans, board, session:ID or student:ID");
  });
});
