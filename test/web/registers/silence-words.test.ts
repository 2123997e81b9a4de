import { expect, test } from "vitest";
import { sayOfBlindness, sayOfSilence } from "../../../web/app/registers/silence-words.ts";
import { sessionRow } from "./session-row.ts";

const reader = (name: string, state: "well" | "silent", lastAt: string, room = "B12") => ({
  reader: name,
  room,
  state,
  lastAt: `2026-11-23T${lastAt}:00Z`,
});
const said = (...readers: ReturnType<typeof reader>[]) => sayOfSilence({ session: sessionRow(), readers });

test("a silent reader is told of without denying what the others of the room see", () => {
  expect(said(reader("a", "well", "09:20"))).toBeNull();
  expect(said(reader("a", "silent", "09:10"))).toEqual({
    since: "The reader here has been silent since 09:10",
    comers: "Whoever comes now is not seen.",
  });
  expect(said(reader("a", "well", "09:20"), reader("b", "silent", "09:10"))).toEqual({
    since: "1 of 2 readers here has been silent since 09:10",
    comers: "Whoever comes past it now is not seen; the other reader works.",
  });
  expect(said(reader("a", "well", "09:20", "C3"), reader("b", "silent", "09:10"))?.since).toBe(
    "1 of 2 readers here, that of B12, has been silent since 09:10",
  );
  expect(
    said(reader("a", "well", "09:20"), reader("b", "silent", "09:12"), reader("c", "silent", "09:10")),
  ).toEqual({
    since: "2 of 3 readers here are silent, the first since 09:10",
    comers: "Whoever comes past them now is not seen; the other reader works.",
  });
  expect(said(reader("a", "silent", "09:12"), reader("b", "silent", "09:10"))).toEqual({
    since: "All 2 readers here are silent, the first since 09:10",
    comers: "Whoever comes now is not seen.",
  });
});

test("a register whose reader is back tells what remains in question, time of which nothing is known as that", () => {
  const instant = (time: string) => `2026-11-23T${time}Z`;
  const time = (from: string, to: string | null, unknown = false) => ({
    room: "B12",
    from: instant(from),
    to: to === null ? null : instant(to),
    unknown,
  });
  const opens = instant("08:45:00");
  const window = { opens, onTimeUntil: opens, lateUntil: opens, end: opens, closes: opens };
  const told = (session: Parameters<typeof sessionRow>[0], ...blind: ReturnType<typeof time>[]) =>
    sayOfBlindness({ session: sessionRow(session), readers: [reader("a", "well", "09:20")], blind, window });
  const unknown = time("08:45:00", "09:13:00", true);
  expect(told({}, unknown)).toBe("Nothing tells whether the reader here worked from 08:45 to 09:13");
  expect(told({}, unknown, time("09:13:05", "09:13:40"))).toBe(
    "The reader here could see nobody for less than a minute at 09:13, and nothing tells whether the reader here worked from 08:45 to 09:13",
  );
  // What goes on in the minute in which it is told to end is told once.
  expect(told({}, time("09:19:00", "09:46:10"), time("09:46:10", "09:46:50"))).toBe(
    "The reader here could see nobody from 09:19 to 09:46",
  );
  expect(told({}, time("08:50:00", "09:00:10"), time("09:00:40", null))).toBe(
    "The reader here could see nobody from 08:50 on",
  );
  // Neither what lasted for no time nor what was over before arrivals counted.
  expect(told({}, unknown, time("09:13:00", "09:13:00"), time("08:00:00", "08:45:00"))).toBe(
    "Nothing tells whether the reader here worked from 08:45 to 09:13",
  );
  expect(told({ kind: "standing" }, unknown, time("09:10:00", "09:15:00"))).toBe(
    "The reader here could see nobody from 09:10 to 09:15",
  );
});
