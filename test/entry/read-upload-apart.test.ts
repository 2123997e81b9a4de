import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import type { Clock } from "../../src/app/ports.ts";
import { readUploadApart } from "../../src/entry/read-upload-apart.ts";

const clock: Clock = { now: () => Temporal.Instant.from("2026-09-01T00:00:00Z") };

const calendar = (events: number): Uint8Array =>
  new TextEncoder().encode(
    [
      "BEGIN:VCALENDAR",
      ...Array.from({ length: events }, (_, n) => {
        const day = Temporal.PlainDate.from("2026-09-01")
          .add({ days: n % 200 })
          .toString()
          .replaceAll("-", "");
        return `BEGIN:VEVENT\r\nUID:${n}\r\nDTSTART;TZID=Europe/London:${day}T090000\r\nDURATION:PT1H\r\nSUMMARY:C-${n % 300}\r\nLOCATION:R${n % 90}\r\nEND:VEVENT`;
      }),
      "END:VCALENDAR",
    ].join("\r\n"),
  );

test("what is asked meanwhile is answered while a large calendar is read", async () => {
  const read = readUploadApart(clock, "Europe/London");
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  try {
    const begin = performance.now();
    const { content } = await read({
      kind: "icalendar",
      files: [{ name: "a.ics", bytes: calendar(5_000) }],
      complete: true,
      source: null,
      rule: null,
      rooms: [],
    });
    const took = performance.now() - begin;
    expect(content).toMatchObject({ source: "calendar a", sessions: { length: 5_000 } });
    // A quarter of the time is far above what handing the content over takes, and far below what reading does.
    expect(longest).toBeLessThan(took / 4);
  } finally {
    clearInterval(timer);
  }
});

test("what cannot be opened is refused as ever, and the next one is read", async () => {
  const read = readUploadApart(clock, "Europe/London");
  const upload = { kind: "csv", complete: false, source: null, rule: null, rooms: [] } as const;
  const broken = read({
    ...upload,
    files: [{ name: "a.zip", bytes: Uint8Array.from([0x50, 0x4b, 3, 4, 9]) }],
  });
  const fine = read({
    ...upload,
    files: [{ name: "students.csv", bytes: new TextEncoder().encode("student_id\nS1\n") }],
  });
  await expect(broken).rejects.toMatchObject({ name: "InvalidUpload" });
  expect((await fine).content.students).toHaveLength(1);
});
