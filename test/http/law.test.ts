import fc from "fast-check";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { studentPage } from "../../src/contract/http/students.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { publish } from "../hostile/publish.ts";
import { originalText, originalTopic, scanText, scanTopic } from "../hostile/write-messages.ts";
import { type LiveStream, openStream } from "./open-stream.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
let sender: MqttClient;
let stream: LiveStream;
beforeAll(async () => {
  served = await serveHere();
  sender = await served.connect("tcp");
  stream = await openStream(served.url);
}, 60_000);
afterAll(async () => {
  stream.close();
  await served.stop();
});

const scan = fc.record({
  student: fc.constantFrom("CSAI1001", "SE2001", "ITM3006", "nobody"),
  room: fc.constantFrom("BSB214", "ECG-01", "ASG-13", "attic"),
  decision: fc.constantFrom("granted", "late", "denied"),
  reason: fc.constantFrom("Face recognized successfully", "Face not in database", undefined),
  qos: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
  /** Of our own devices; the original's have neither direction nor past. */
  native: fc.option(
    fc.record({
      direction: fc.constantFrom("in", "out", undefined),
      hoursAgo: fc.constantFrom(0, 1, 5, 20, 40),
    }),
    { nil: null },
  ),
});

type AnyScan = typeof scan extends fc.Arbitrary<infer Value> ? Value : never;

function send({ student, room, decision, reason, qos, native }: AnyScan): Promise<void> {
  if (native === null) {
    const text = originalText(served, { student_id: student, location: room, decision, reason });
    return publish(sender, originalTopic, text, { qos });
  }
  const text = scanText(served, {
    subject: { scheme: "student_id", value: student },
    occurred_at: served.clock.now().subtract({ hours: native.hoursAgo }).toString(),
    direction: native.direction,
    location: room,
    decision,
    reason,
  });
  return publish(sender, scanTopic, text, { qos });
}

test("after any messages, the marks folded from the live feed are what the API says", async () => {
  const folded = new Map<string, string>();
  let read = 0;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(scan, { minLength: 1, maxLength: 12 }), async (scans) => {
      await Promise.all(scans.map(send));
      // Different each time, so that it is no repeat: the feed ends with it.
      const last = originalText(served, { student_id: `last-of-${++runs}` });
      await publish(sender, originalTopic, last, { qos: 1 });
      const { seq, day } = await served.ask(systemView, "/api/v1/system");
      await stream.next(({ id }) => (id ?? 0) >= seq);
      const frames = stream.frames.slice(read);
      read = stream.frames.length;
      for (const frame of frames) {
        if (frame.event !== "changes") continue;
        for (const mark of frame.data.marks) {
          if (mark.day === day) folded.set(`${mark.student} ${mark.session}`, mark.status);
        }
      }
      const { students } = await served.ask(studentPage, "/api/v1/students");
      expect(students).toHaveLength(3);
      for (const { student, today } of students) {
        for (const { session, status } of today) {
          expect(folded.get(`${student.id} ${session}`) ?? status).toBe(status);
        }
      }
    }),
    { numRuns: 25 },
  );
  expect(folded.size).toBeGreaterThan(3);
});
