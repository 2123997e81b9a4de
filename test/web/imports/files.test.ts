import { strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { faultOf } from "../../../web/app/api/call-api.ts";
import { newerPreview } from "../../../web/app/imports/newer-preview.ts";
import { packFiles } from "../../../web/app/imports/pack-files.ts";
import { mostBytes, recogniseFiles } from "../../../web/app/imports/recognise-files.ts";

const file = (name: string, text = "a,b\n") => ({ name, bytes: strToU8(text) });
const zip = (...names: string[]) => ({
  name: "all.zip",
  bytes: zipSync(Object.fromEntries(names.map((name) => [name, strToU8("a\n")]))),
});

describe("chosen files", () => {
  test("are known by their names, in a zip as well", () => {
    expect(recogniseFiles([file("students.csv"), file("enrolments.csv")])).toMatchObject({ kind: "csv" });
    expect(recogniseFiles([zip("export/manifest.csv", "export/users.csv")])).toMatchObject({
      kind: "oneroster",
    });
    expect(recogniseFiles([zip("students.csv")])).toMatchObject({ kind: "csv" });
    expect(recogniseFiles([file("timetable.ICS")])).toMatchObject({ kind: "icalendar" });
  });

  test.each([
    ["a spreadsheet", [file("students.xlsx")], /save a spreadsheet as CSV/],
    ["a calendar among others", [file("a.ics"), file("b.csv")], /one \.ics file at a time/],
    ["a zip among others", [zip("a.csv"), file("b.csv")], /A zip comes by itself/],
    ["an empty file", [file("a.csv", "")], /is empty/],
    ["something else under the name of a zip", [file("a.zip", "hello")], /no zip that can be read/],
    ["a zip without tables", [zip("readme.md")], /holds no CSV/],
  ] as const)("that cannot be sent are refused with a remedy: %s", (_, files, words) => {
    expect(recogniseFiles(files)).toEqual({ kind: null, trouble: expect.stringMatching(words) });
  });

  test("beyond what the server takes are refused, a byte less is not", () => {
    const large = (bytes: number) => [{ name: "a.ics", bytes: new Uint8Array(bytes) }];
    expect(recogniseFiles(large(mostBytes)).kind).toBe("icalendar");
    expect(recogniseFiles(large(mostBytes + 1)).kind).toBeNull();
  });

  test("are sent as they are when it is one, and as a zip that holds all when there are several", () => {
    const one = packFiles([file("students.csv", "x")]);
    expect([one.name, one.type, ...one.bytes]).toEqual(["students.csv", "text/csv", 120]);
    const several = packFiles([file("a.csv", "x"), file("b.csv", "y"), file("a.csv", "z")]);
    expect(several.type).toBe("application/zip");
    expect(Object.keys(unzipSync(several.bytes)).sort()).toEqual(["2-a.csv", "a.csv", "b.csv"]);
  });
});

test("a refusal names the newer preview, where there is one", () => {
  const id = "01a203c1-0785-70b6-886d-252ac7c2bd9f";
  // As it comes from the server: what people read of it is written otherwise.
  const fault = (message: string) =>
    faultOf(409, {
      type: "about:blank",
      title: "Out of date",
      status: 409,
      errors: [{ field: "id", message }],
    });
  expect(newerPreview(fault(`is superseded by ${id}`))).toBe(id);
  expect(newerPreview(fault("is something else"))).toBeNull();
});
