import { setTimeout as pause } from "node:timers/promises";
import { zipSync } from "fflate";
import { applyImport, previewFile } from "../product/import-file.ts";
import { startProduct } from "../product/start-product.ts";
import { everyMs, withDevice } from "../product/with-device.ts";
import { createFigureBook, type FigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

/** How long the device publishes on after an import was applied: what follows from it is done then. */
const afterMs = 10_000;

/** (g) What a school's files cost to read and to apply, and what a device that publishes meanwhile notices of it. */
export const importsPart: Part = {
  title: "Imports: a device publishes at QoS 1 every 50 ms into a timetabled session that is on",
  async run({ quick, say }) {
    const book = createFigureBook();
    const sizes = quick ? { events: 5_000, students: 4_000 } : { events: 20_000, students: 40_000 };
    await measure(book, say, `calendar of ${sizes.events} events`, "icalendar", "plan.ics", "text/calendar", [
      Buffer.from(calendar(sizes.events, 0)),
      Buffer.from(calendar(sizes.events, 1)),
    ]);
    const bundle = oneRoster(sizes.students);
    const name = `OneRoster of ${sizes.students} students and ${sizes.students * 5} enrolments`;
    await measure(book, say, name, "oneroster", "school.zip", "application/zip", [bundle, bundle]);
    return {
      figures: book.figures(),
      notes: {
        device: `one scan every ${everyMs} ms, waits counted in each phase that they touch; processor time without what its scans take`,
      },
    };
  },
};

/** Imports files one after the other: the first into an empty plan, the next over it. */
async function measure(
  book: FigureBook,
  say: (text: string) => void,
  what: string,
  kind: string,
  file: string,
  type: string,
  versions: readonly Uint8Array[],
): Promise<void> {
  const product = await startProduct();
  try {
    await withDevice({ product, book, say }, async (timed) => {
      await timed(`${what}: before`, () => pause(afterMs));
      for (const [nth, bytes] of versions.entries()) {
        const turn = `${what}${nth === 0 ? "" : ", again"}`;
        const id = await timed(`${turn}: read`, () =>
          previewFile(product, { kind, name: file, type, bytes }),
        );
        await timed(`${turn}: applied`, () => applyImport(product, id));
        await timed(`${turn}: after`, () => pause(afterMs));
      }
    });
  } finally {
    await product.stop();
  }
}

/** Single events from tomorrow on, each of a class and in a room of its own at that hour. */
function calendar(events: number, later: number): string {
  const first = new Date();
  first.setUTCHours(0, 0, 0, 0);
  const two = (n: number): string => String(n).padStart(2, "0");
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN"];
  for (let at = 0; at < events; at += 1) {
    const day = new Date(first.getTime() + (1 + Math.floor(at / 250)) * 86_400_000);
    const date = day.toISOString().slice(0, 10).replaceAll("-", "");
    lines.push(
      "BEGIN:VEVENT",
      `UID:${at}@bench.example`,
      `SEQUENCE:${later}`,
      `DTSTART:${date}T${two(8 + (Math.floor(at / 25) % 10) + later)}0000Z`,
      "DURATION:PT50M",
      `SUMMARY:C-${at % 200}:Lecture`,
      `LOCATION:Hall ${at % 50}`,
      "END:VEVENT",
    );
  }
  return [...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** A school's bundle: each student in five classes of forty. */
function oneRoster(students: number): Uint8Array {
  const perStudent = 5;
  const classes = Math.ceil((students * perStudent) / 40);
  const each = (count: number, rowOf: (at: number) => string): string[] =>
    Array.from({ length: count }, (_, at) => rowOf(at));
  const files = {
    "manifest.csv": [
      "propertyName,value",
      ...["users", "classes", "enrollments"].map((name) => `file.${name},bulk`),
    ],
    "classes.csv": [
      "sourcedId,status,title,classCode",
      ...each(classes, (at) => `c${at},,Class ${at},OR-${at}`),
    ],
    "users.csv": [
      "sourcedId,status,enabledUser,role,username,givenName,familyName,identifier,email",
      ...each(students, (at) => `u${at},,true,student,login${at},Given${at},Family${at % 997},S${at},`),
    ],
    "enrollments.csv": [
      "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate",
      ...each(students * perStudent, (at) => {
        const [student, turn] = [at % students, Math.floor(at / students)];
        return `e${at},,c${(student * 7 + turn * 131) % classes},u${student},student,2026-09-01,`;
      }),
    ],
  };
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, lines]) => [name, Buffer.from(`${lines.join("\n")}\n`)]),
    ),
  );
}
