import { expect, test } from "vitest";
import { studentFiguresView } from "../../src/contract/http/figures.ts";
import { studentDetail, studentPage } from "../../src/contract/http/students.ts";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { serveHere } from "./serve-here.ts";

test("last seen is when a reader last knew somebody, in whatever room", async () => {
  const server = await serveHere();
  try {
    const camera = await server.connect("tcp");
    const scan = (decision: string, reason: string) =>
      camera.publishAsync(
        originalTopic,
        JSON.stringify({
          student_id: "CSAI1001",
          location: "a room of nobody",
          timestamp: server.clockReading(),
          decision,
          reason,
        }),
        { qos: 1 },
      );
    const lastSeen = async () => {
      const { students } = await server.ask(studentPage, "/api/v1/students");
      const detail = await server.ask(studentDetail, "/api/v1/students/CSAI1001");
      const figures = await server.ask(studentFiguresView, "/api/v1/registers/students/CSAI1001/figures");
      const row = students.find(({ student }) => student.id === "CSAI1001");
      return [row?.lastSeen ?? null, detail.lastSeen, figures.lastSeen].map((at) => at?.slice(0, 13) ?? null);
    };
    await scan("denied", "face not in database");
    expect(await lastSeen()).toEqual([null, null, null]);
    await scan("granted", "");
    const hour = server.clock.now().toString().slice(0, 13);
    expect(await lastSeen()).toEqual([hour, hour, hour]);
  } finally {
    await server.stop();
  }
}, 60_000);
