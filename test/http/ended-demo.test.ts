import { expect, test } from "vitest";
import { z } from "zod";
import { originalSchool } from "../../src/app/demo/original-school.ts";
import { classPage } from "../../src/contract/http/classes.ts";
import { roomsView } from "../../src/contract/http/rooms.ts";
import { roomList, rosterClassList } from "../../src/contract/http/roster.ts";
import { sessionList } from "../../src/contract/http/sessions.ts";
import { studentPage } from "../../src/contract/http/students.ts";
import { todayView } from "../../src/contract/http/today.ts";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { serveHere } from "./serve-here.ts";

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
    const add = (thing: string, body: object) =>
      server.ask(z.unknown(), `/api/v1/roster/${thing}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const own = codes[1] ?? "";
    await add("rooms", { code: own, title: "Hall" });
    await add("classes", { code: own, title: "Our own" });
    expect(await listed()).toEqual({
      rooms: [room, own],
      onRooms: [room, own],
      inSchool: [own],
      classes: [own],
    });
    await server.ask(z.unknown(), "/api/v1/demo/start", { method: "POST" });
    expect(await ended()).toEqual([]);
    expect(await listed()).toEqual({ rooms: codes, onRooms: codes, inSchool: codes, classes: codes });
  } finally {
    await server.stop();
  }
}, 60_000);
