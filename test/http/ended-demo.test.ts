import { expect, test } from "vitest";
import { z } from "zod";
import { originalSchool } from "../../src/app/demo/original-school.ts";
import { classDetail, classPage } from "../../src/contract/http/classes.ts";
import { demoStarted, demoView } from "../../src/contract/http/demo.ts";
import { classGrid, groupFiguresView } from "../../src/contract/http/figures.ts";
import { importView } from "../../src/contract/http/imports.ts";
import { roomsView } from "../../src/contract/http/rooms.ts";
import { roomList, rosterClassList } from "../../src/contract/http/roster.ts";
import { registerView, sessionList } from "../../src/contract/http/sessions.ts";
import { studentDetail, studentPage } from "../../src/contract/http/students.ts";
import { todayView } from "../../src/contract/http/today.ts";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { serveHere, timeZone } from "./serve-here.ts";

test("a demonstration that has ended expects nobody, on no page", async () => {
  const server = await serveHere();
  try {
    const read = async () => {
      const { sessions, rate } = await server.ask(todayView, "/api/v1/today");
      const list = await server.ask(sessionList, "/api/v1/sessions");
      const { total } = await server.ask(studentPage, "/api/v1/students");
      const sum = (counts: readonly number[]) => counts.reduce((before, count) => before + count, 0);
      return {
        onTheBoard: sum(sessions.map(({ stand }) => stand.expected)),
        inRegisters: sum(list.sessions.map(({ expected }) => expected)),
        students: total,
        possible: rate.possible,
      };
    };
    const seats = originalSchool.flatMap(({ rooms }) => rooms).length;
    expect(await read()).toEqual({
      onTheBoard: seats,
      inRegisters: seats,
      students: originalSchool.length,
      possible: seats,
    });
    const listed = async () => ({
      rooms: (await server.ask(roomList, "/api/v1/roster/rooms")).rooms.map(({ code }) => code),
      onRooms: (await server.ask(roomsView, "/api/v1/rooms")).rooms.map(({ room: { code } }) => code),
      inSchool: (await server.ask(rosterClassList, "/api/v1/roster/classes")).classes.map(({ code }) => code),
      classes: (await server.ask(classPage, "/api/v1/classes")).classes.map(({ code }) => code),
    });
    const ended = async () => (await server.ask(roomsView, "/api/v1/rooms")).ended;
    const codes = [...new Set(originalSchool.flatMap(({ rooms }) => rooms))].sort();
    expect(await listed()).toEqual({ rooms: codes, onRooms: codes, inSchool: codes, classes: codes });
    const [room = ""] = codes;
    const camera = await server.connect("tcp");
    // Acknowledged once it is stored.
    const scan = (student: string) =>
      camera.publishAsync(
        originalTopic,
        JSON.stringify({
          student_id: student,
          location: room,
          timestamp: server.clockReading(),
          decision: "granted",
          reason: "",
        }),
        { qos: 1 },
      );
    await scan("CSAI1001");
    const end = () => server.ask(z.unknown(), "/api/v1/demo/end", { method: "POST" });
    await end();
    expect(await read()).toEqual({ onTheBoard: 0, inRegisters: 0, students: 0, possible: 0 });
    expect(await listed()).toEqual({ rooms: [], onRooms: [], inSchool: [], classes: [] });
    // Old registers lead to its rooms all the same, and their pages know what they were.
    expect(await ended()).toEqual(codes);
    // Something real comes there.
    await scan("SE2001");
    expect(await ended()).toEqual(codes.slice(1));
    expect(await listed()).toEqual({ rooms: [room], onRooms: [room], inSchool: [], classes: [] });
    // And what is typed in again is the school's own.
    const send = (path: string, body: object) =>
      server.ask(z.object({ id: z.string() }), `/api/v1/roster/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const own = codes[1] ?? "";
    const { id: hall } = await send("rooms", { code: own, title: "Hall" });
    const { id: ours } = await send("classes", { code: own, title: "Our own" });
    expect(await listed()).toEqual({
      rooms: [room, own],
      onRooms: [room, own],
      inSchool: [own],
      classes: [own],
    });
    // Its sessions of before are still those of the demonstration.
    const day = server.clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const sessionsOf = async () => {
      const { sessions } = await server.ask(todayView, "/api/v1/today");
      const list = await server.ask(sessionList, `/api/v1/sessions?from=${day}&to=${day}`);
      const figures = await server.ask(groupFiguresView, `/api/v1/registers/classes/${own}/figures`);
      const grid = await server.ask(classGrid, `/api/v1/registers/classes/${own}/grid`);
      return [
        sessions.length,
        list.sessions.length,
        Object.values(figures.counts).reduce((sum, seats) => sum + seats, 0),
        grid.students.length,
      ];
    };
    expect(await sessionsOf()).toEqual([0, 0, 0, 0]);
    // One that the school begins itself is its own, also on the same day.
    await server.ask(z.unknown(), `/api/v1/roster/classes/${ours}/standing-rooms`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ room: hall, from: day }),
    });
    expect(await sessionsOf()).toEqual([1, 1, 0, 0]);
    const { id: student } = await send("students", { code: "OWN1" });
    await send("enrolments", { student, class: ours, from: day });
    expect(await sessionsOf()).toEqual([1, 1, 1, 1]);
    await server.ask(z.unknown(), "/api/v1/demo/start", { method: "POST" });
    expect(await ended()).toEqual([]);
    expect(await listed()).toEqual({ rooms: codes, onRooms: codes, inSchool: codes, classes: codes });
  } finally {
    await server.stop();
  }
}, 60_000);

/** What of the school a page, a picker, a report or an export asks for, without naming anything of it. */
const asked = [
  "today",
  "rooms",
  "sessions",
  "sessions?view=now",
  "sessions?from=DAY&to=DAY",
  "students",
  "students?left=true",
  "students?search=CSAI",
  "people?search=CSAI1001",
  "people?search=S1",
  "people/groups",
  "classes",
  "roster/rooms",
  "roster/classes",
  "roster/students",
  "roster/students?search=CSAI1001",
  "registers/institution/figures",
  "reports/attendance",
  "alerts",
  "follow-up",
  "absences",
  "disputes",
  "exports/xapi?from=DAY&to=DAY",
  "exports/registers.csv?from=DAY&to=DAY",
  "exports/roster/classes.csv",
  "exports/roster/students.csv",
  "exports/roster/enrolments.csv",
  "exports/roster/timetable.csv",
];

test.each([false, true])(
  "nothing of an ended demonstration is in any list, sum, report or export, with classes of the school: %s",
  async (withOwn) => {
    const server = await serveHere();
    try {
      const day = server.clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
      const made = z.object({ id: z.string() });
      const send = <Schema extends z.ZodType>(schema: Schema, path: string, body: object, method = "POST") =>
        server.ask(schema, `/api/v1/${path}`, {
          method,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      const read = async (path: string): Promise<string> => {
        const answer = await fetch(`${server.url}/api/v1/${path.replaceAll("DAY", day)}`);
        expect([path, answer.status]).toEqual([path, 200]);
        return answer.text();
      };
      const ofDemo = await server.ask(sessionList, "/api/v1/sessions");
      const codes = [...new Set(originalSchool.flatMap(({ rooms }) => rooms))];
      const names = [
        ...codes,
        ...originalSchool.map(({ studentId }) => studentId),
        ...ofDemo.sessions.map(({ id }) => id),
      ];
      expect(ofDemo.sessions).toHaveLength(codes.length);
      const holding = async (): Promise<Record<string, string[]>> => {
        const held: Record<string, string[]> = {};
        for (const path of asked) {
          // Which rooms were of a demonstration is told beside the list, for the pages that old registers lead to.
          const text =
            path === "rooms"
              ? JSON.stringify(roomsView.parse(JSON.parse(await read(path))).rooms)
              : await read(path);
          const found = names.filter((name) => text.includes(name));
          if (found.length > 0) held[path] = found;
        }
        return held;
      };
      // The walk finds what is there while the demonstration goes on.
      expect(Object.keys(await holding())).toEqual(
        expect.arrayContaining([
          "today",
          "sessions",
          "exports/registers.csv?from=DAY&to=DAY",
          "roster/students",
          "exports/roster/students.csv",
        ]),
      );
      const camera = await server.connect("tcp");
      await camera.publishAsync(
        originalTopic,
        JSON.stringify({
          student_id: "CSAI1001",
          location: "BSB214",
          timestamp: server.clockReading(),
          decision: "granted",
          reason: "",
        }),
        { qos: 1 },
      );
      await send(z.unknown(), "demo/end", {});
      if (withOwn) {
        const room = await send(made, "roster/rooms", { code: "HALL" });
        const group = await send(made, "roster/classes", { code: "OWN", title: "Our own" });
        const student = await send(made, "roster/students", { code: "OWN1" });
        await send(
          z.unknown(),
          `roster/classes/${group.id}/standing-rooms`,
          { room: room.id, from: day },
          "PUT",
        );
        await send(z.unknown(), "roster/enrolments", { student: student.id, class: group.id, from: day });
      }
      expect(await holding()).toEqual({});
      const own = withOwn ? 1 : 0;
      const today = await server.ask(todayView, "/api/v1/today");
      expect(today.sessions).toHaveLength(own);
      expect(today.rate).toMatchObject({ possible: own, excluded: [] });
      expect(today.anybodySeen).toBe(false);
      const figures = await server.ask(groupFiguresView, "/api/v1/registers/institution/figures");
      const counted = Object.values(figures.counts).reduce((sum, seats) => sum + seats, 0);
      expect([figures.possible.value, counted]).toEqual([own, own]);
      expect((await server.ask(sessionList, "/api/v1/sessions")).sessions).toHaveLength(own);
      // Their own addresses say what they were.
      expect((await server.ask(classDetail, "/api/v1/classes/ASG-13")).ofEndedDemo).toBe(true);
      expect((await server.ask(studentDetail, "/api/v1/students/CSAI1001")).ofEndedDemo).toBe(true);
      const [first] = ofDemo.sessions;
      expect((await server.ask(registerView, `/api/v1/sessions/${first?.id}`)).ofEndedDemo).toBe(true);
      expect((await server.ask(classGrid, "/api/v1/registers/classes/ASG-13/grid")).students).toEqual([]);
      // What was recorded stays.
      expect(await read("scans")).toContain("CSAI1001");
    } finally {
      await server.stop();
    }
  },
  60_000,
);

const csvStudents = "student_id,given_name,family_name\nCSAI1001,Cara,Sai\nNEW1,Nina,New\n";

test("what the school has taken over by an import stays its own when the demonstration is started and ended again", async () => {
  const server = await serveHere();
  try {
    const today = server.clock.now().toZonedDateTimeISO(timeZone).toPlainDate();
    const days = [today, today.subtract({ days: 1 })].map(String);
    const post = <Schema extends z.ZodType>(schema: Schema, path: string, body: object = {}) =>
      server.ask(schema, `/api/v1/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const file = async (name: string, text: string) => {
      const { id } = await server.ask(importView, `/api/v1/imports?kind=csv&name=${name}.csv`, {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: text,
      });
      const done = await post(importView, `imports/${id}/apply`, { confirmWarnings: true });
      expect(done.state).toBe("applied");
    };
    const before = await server.ask(sessionList, "/api/v1/sessions");
    const ofDemo = before.sessions.find(({ rooms }) => rooms.includes("BSB214"))?.id ?? "";
    await post(z.unknown(), "demo/end");
    await file("students", csvStudents);
    const from = today.subtract({ days: 8 }).toString();
    // Nothing of the class itself is told: its enrolments alone make it the school's.
    await file("enrolments", `student_id,class,from,to\nCSAI1001,BSB214,${from},\nNEW1,BSB214,${from},\n`);
    await file(
      "timetable",
      `class,start,end,rooms,title\n${days.map((day) => `BSB214,${day} 06:00,${day} 06:50,ECG-01,Own lecture\n`).join("")}`,
    );
    const stand = async () => {
      const { sessions } = await server.ask(
        sessionList,
        `/api/v1/sessions?from=${days[1]}&to=${days[0]}&limit=200`,
      );
      const own = sessions.filter(({ title }) => title === "Own lecture");
      const { students, ofEndedDemo } = await server.ask(classDetail, "/api/v1/classes/BSB214");
      const people = await Promise.all(
        ["NEW1", "CSAI1001"].map((id) => server.ask(studentDetail, `/api/v1/students/${id}`)),
      );
      const rooms = await server.ask(roomsView, "/api/v1/rooms");
      const ofClass = await server.ask(groupFiguresView, "/api/v1/registers/classes/BSB214/figures");
      const grid = await server.ask(classGrid, "/api/v1/registers/classes/BSB214/grid");
      const held = await server.ask(registerView, `/api/v1/sessions/${ofDemo}`);
      return {
        own: own.map(({ state, expected }) => [state === "cancelled", expected]),
        listed: sessions.some(({ id }) => id === ofDemo),
        left: [held.ofEndedDemo, held.session.state],
        class: [students, ofEndedDemo],
        people: people.map(({ classes, left, ofEndedDemo: ended }) => [classes, left, ended]),
        roomEnded: rooms.ended.includes("ECG-01"),
        figures: Object.keys(ofClass.counts),
        grid: [grid.sessions.map(({ title }) => title), grid.students.length],
      };
    };
    const ours = {
      own: [
        [false, 2],
        [false, 2],
      ],
      listed: false,
      left: [true, "cancelled"],
      class: [2, false],
      people: [
        [["BSB214"], false, false],
        [["BSB214"], false, false],
      ],
      roomEnded: false,
      figures: ["needs_review"],
      grid: [["Own lecture"], 2],
    };
    expect(await stand()).toEqual(ours);
    const counted = z.object({ active: z.boolean(), students: z.number(), classes: z.number() });
    // The school has a class, a student and a room of it: one class, of two students, is the demonstration's alone.
    expect(await post(counted, "demo/start")).toMatchObject({ active: true, students: 2, classes: 1 });
    expect(await stand()).toEqual(ours);
    expect(await post(counted, "demo/end")).toMatchObject({ active: false });
    expect(await stand()).toEqual(ours);
    expect((await server.ask(classDetail, "/api/v1/classes/ASG-13")).ofEndedDemo).toBe(true);
    expect((await server.ask(studentDetail, "/api/v1/students/SE2001")).ofEndedDemo).toBe(true);
  } finally {
    await server.stop();
  }
}, 60_000);

test("what the school has taken over by hand stays its own, and a start that begins nothing says so", async () => {
  const server = await serveHere();
  try {
    const today = server.clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const send = <Schema extends z.ZodType>(
      schema: Schema,
      path: string,
      body: object = {},
      method = "POST",
    ) =>
      server.ask(schema, `/api/v1/${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const made = z.object({ id: z.string() });
    const codes = [...new Set(originalSchool.flatMap(({ rooms }) => rooms))].sort();
    await send(z.unknown(), "demo/end");
    const own = codes[0] ?? "";
    const room = await send(made, "roster/rooms", { code: own, title: "Hall" });
    const group = await send(made, "roster/classes", { code: own, title: "Our own" });
    const student = await send(made, "roster/students", { code: "OWN1" });
    await send(z.unknown(), "roster/enrolments", { student: student.id, class: group.id, from: today });
    await send(
      z.unknown(),
      `roster/classes/${group.id}/standing-rooms`,
      { room: room.id, from: today },
      "PUT",
    );
    const stand = async () => {
      const { students, ofEndedDemo } = await server.ask(classDetail, `/api/v1/classes/${own}`);
      const { sessions } = await server.ask(sessionList, `/api/v1/sessions?class=${own}`);
      const rooms = await server.ask(roomsView, "/api/v1/rooms");
      const figures = await server.ask(groupFiguresView, `/api/v1/registers/classes/${own}/figures`);
      const { marks } = await server.ask(registerView, `/api/v1/sessions/${sessions[0]?.id}`);
      return {
        ...{ students, ofEndedDemo, ended: rooms.ended.includes(own) },
        sessions: sessions.map(({ state, expected }) => [state === "cancelled", expected]),
        figures: Object.values(figures.counts).reduce((sum, seats) => sum + seats, 0),
        marks: marks.map(({ student }) => student.id),
      };
    };
    // It is held in the session of the day that the demonstration had begun there: none of its students is counted.
    const ours = {
      ...{ students: 1, ofEndedDemo: false, ended: false },
      sessions: [[false, 1]],
      figures: 1,
      marks: ["OWN1"],
    };
    expect(await stand()).toEqual(ours);
    const started = await send(demoStarted, "demo/start");
    expect(started).toMatchObject({ active: true, ofSchool: { classes: [own], students: [] } });
    expect(await stand()).toEqual(ours);
    await send(demoView, "demo/end");
    expect(await stand()).toEqual(ours);
    for (const code of codes.slice(1)) {
      await send(made, "roster/classes", { code, title: "Ours as well" });
    }
    const told = server.log.length;
    const nothing = await send(demoStarted, "demo/start");
    expect(server.log.slice(told).filter(({ outcome }) => outcome.includes("demonstration"))).toEqual([
      {
        level: "info",
        outcome: "demonstration not started: what it would begin is the school's own",
        fields: { students: 0, classes: 0 },
      },
    ]);
    expect(nothing).toEqual({
      active: false,
      students: 0,
      classes: 0,
      ofSchool: { classes: codes, students: [] },
    });
    expect(await stand()).toEqual(ours);
  } finally {
    await server.stop();
  }
}, 60_000);
