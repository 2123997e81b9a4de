import { expect, test } from "vitest";
import { z } from "zod";
import { originalSchool } from "../../src/app/demo/original-school.ts";
import { sessionList } from "../../src/contract/http/sessions.ts";
import { studentPage } from "../../src/contract/http/students.ts";
import { todayView } from "../../src/contract/http/today.ts";
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
    await server.ask(z.unknown(), "/api/v1/demo/end", { method: "POST" });
    expect(await read()).toEqual({ onTheBoard: 0, inRegisters: 0, students: 0, possible: 0 });
  } finally {
    await server.stop();
  }
}, 60_000);
