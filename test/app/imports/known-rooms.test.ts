import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { defaultCalendarRule } from "../../../src/app/imports/calendar/calendar-rule.ts";
import { createCalendarReader } from "../../../src/app/imports/calendar/create-calendar-reader.ts";
import { readUpload } from "../../../src/app/imports/read-upload.ts";
import { systemClock } from "../../../src/entry/system-clock.ts";
import { calendar, event, tools } from "./calendar/read-for-test.ts";

const timeZone = "Europe/London";
const calendars = createCalendarReader({ tools, timeZone, clock: systemClock });
const parts = { opener: fileOpener, calendars, clock: systemClock, timeZone };
const bytesOf = (text: string) => new TextEncoder().encode(text);

function placed(location: string, rooms: readonly string[], rule = {}) {
  const text = calendar(
    event("UID:1", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", `LOCATION:${location}`),
  );
  const { content, notes } = readUpload(
    {
      kind: "icalendar",
      files: [{ name: "t.ics", bytes: bytesOf(text) }],
      complete: false,
      source: null,
      rule: { ...defaultCalendarRule, ...rule },
      rooms,
    },
    parts,
  );
  const [session] = content.sessions;
  return { rooms: session?.rooms, mode: session?.mode, notes: notes.map(({ message }) => message) };
}

describe("a place that goes by the name of a room", () => {
  test.each(["Online Lab", "online  lab", "Zoom Suite", "Online", "Virtual Classroom"])(
    "%s is that room",
    (name) => {
      expect(placed(name, ["Online Lab", "L77", "Zoom Suite", "ONLINE", "Virtual Classroom"])).toEqual({
        rooms: [name.replace(/\s+/g, " ")],
        mode: "in_person",
        notes: [],
      });
      expect(placed(name, ["L77"])).toMatchObject({ rooms: [], mode: "remote" });
    },
  );

  test("stands beside others, and beside a place online", () => {
    const rooms = ["Online Lab", "Birch Building", "Room 1\\, Birch"];
    expect(placed("Online Lab\\, Lab 2", rooms)).toMatchObject({
      rooms: ["Online Lab", "Lab 2"],
      mode: "in_person",
    });
    expect(placed("Online Lab / Zoom", rooms)).toMatchObject({ rooms: ["Online Lab"], mode: "hybrid" });
    expect(placed("Lab 2\\, Birch Building", rooms)).toEqual({
      rooms: ["Lab 2", "Birch Building"],
      mode: "in_person",
      notes: [],
    });
    expect(placed("Room 1\\, Birch", ["Room 1, Birch"])).toMatchObject({
      rooms: ["Room 1, Birch"],
      notes: [],
    });
    expect(placed("B12 [cap.20]", ["B12 [cap.20]"])).toMatchObject({ rooms: ["B12 [cap.20]"] });
  });

  test("as the whole text a place is a room, unless it is nothing but words of the network", () => {
    const whole = { places: "whole" } as const;
    expect(placed("Online Marketing Suite", [])).toMatchObject({ rooms: [], mode: "remote" });
    expect(placed("Online Marketing Suite", [], whole)).toEqual({
      rooms: ["Online Marketing Suite"],
      mode: "in_person",
      notes: [],
    });
    for (const text of ["Online", "MS Teams Meeting", "Zoom", "Online Class", "https://zoom.us/j/1"])
      expect(placed(text, [], whole)).toMatchObject({ rooms: [], mode: "remote" });
  });

  test("is told of with a remedy that somebody else's calendar needs no change for", () => {
    const text = calendar(
      event("UID:1", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "LOCATION:Online Suite"),
    );
    const { notes } = readUpload(
      {
        kind: "icalendar",
        files: [{ name: "t.ics", bytes: bytesOf(text) }],
        complete: false,
        source: null,
        rule: null,
        rooms: [],
      },
      parts,
    );
    expect(notes[0]?.remedy).toContain("add it to the rooms");
  });
});

describe("a row of a timetable", () => {
  const row = (cells: string, rooms: readonly string[] = []) => {
    const bytes = bytesOf(`class,start,end,rooms,mode\nA,2026-12-01 09:00,2026-12-01 10:00,${cells}\n`);
    const upload = {
      kind: "csv",
      files: [{ name: "timetable.csv", bytes }],
      complete: false,
      source: null,
      rule: null,
      rooms,
    } as const;
    const { content, notes } = readUpload(upload, parts);
    const [session] = content.sessions;
    return {
      rooms: session?.rooms,
      mode: session?.mode,
      told: notes.map(({ severity, column }) => `${severity} ${column}`),
    };
  };

  test("whose place is online is held online, and that is told", () => {
    expect(row("Online,")).toEqual({ rooms: [], mode: "remote", told: ["guessed rooms"] });
    expect(row("Lab 2; Zoom,")).toEqual({ rooms: ["Lab 2"], mode: "hybrid", told: ["guessed rooms"] });
  });

  test("is in a room of that name where there is one, or where it says how people meet", () => {
    expect(row("Online Lab,", ["Online Lab"])).toEqual({ rooms: ["Online Lab"], mode: undefined, told: [] });
    expect(row("Online Lab,in_person")).toEqual({ rooms: ["Online Lab"], mode: "in_person", told: [] });
    expect(row("Online Lab,remote", ["Online Lab"])).toMatchObject({ rooms: ["Online Lab"], told: [] });
  });

  test("that says itself that it is online has no room online, and that is told", () => {
    const told = ["guessed rooms"];
    expect(row("Online,remote")).toEqual({ rooms: [], mode: "remote", told });
    expect(row("Lab 2; Online,hybrid")).toEqual({ rooms: ["Lab 2"], mode: "hybrid", told });
    expect(row("Online,hybrid")).toEqual({ rooms: [], mode: "hybrid", told });
  });

  test("is in a room that the rooms of the same upload tell of, whichever is read first", () => {
    const files = [
      {
        name: "timetable.csv",
        bytes: bytesOf("class,start,end,rooms\nA,2026-12-01 09:00,10:00,online lab\n"),
      },
      { name: "rooms.csv", bytes: bytesOf("room,title\nOnline Lab,\n") },
    ];
    for (const some of [files, files.toReversed()]) {
      const upload = {
        kind: "csv",
        files: some,
        complete: false,
        source: null,
        rule: null,
        rooms: [],
      } as const;
      const { content, notes } = readUpload(upload, parts);
      expect(content.sessions[0]).toMatchObject({ rooms: ["online lab"] });
      expect(notes).toEqual([]);
    }
  });

  test("of a class that stands in a place online is told", () => {
    const bytes = bytesOf("class,title,standing_room,from\nA,A,Online,2026-09-01\n");
    const upload = {
      kind: "csv",
      files: [{ name: "classes.csv", bytes }],
      complete: false,
      source: null,
      rule: null,
    } as const;
    expect(readUpload({ ...upload, rooms: [] }, parts).notes).toMatchObject([
      { severity: "guessed", column: "standing_room" },
    ]);
    expect(readUpload({ ...upload, rooms: ["ONLINE"] }, parts).notes).toEqual([]);
  });
});

describe("a building by its number, and a floor", () => {
  test.each([
    ["Building 4\\, Room 5", ["Room 5"]],
    ["Gebäude 3\\, Raum 12", ["Raum 12"]],
    ["Raum 12\\, Gebäude 3", ["Raum 12"]],
    ["Salle 3\\, Bâtiment B\\, 2e étage", ["Salle 3"]],
    ["Raum 12\\, 3. OG", ["Raum 12"]],
    ["Aula 3\\, Edificio 2\\, piso 1", ["Aula 3"]],
    ["Lab 1\\, Erdgeschoss", ["Lab 1"]],
    ["Haus 7\\, Lab 2", ["Lab 2"]],
  ])("%s: is no room beside one, and that is told", (location, rooms) => {
    const read = placed(location, []);
    expect(read.rooms).toEqual(rooms);
    expect(read.notes).toHaveLength(1);
  });

  test.each([
    ["Building 4", ["Building 4"]],
    ["Building 4\\, Building 5", ["Building 4", "Building 5"]],
    ["Block 3", ["Block 3"]],
  ])("%s: is where they meet where nothing else is", (location, rooms) => {
    expect(placed(location, [])).toEqual({ rooms, mode: "in_person", notes: [] });
  });
});
