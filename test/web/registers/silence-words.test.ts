import { expect, test } from "vitest";
import { sayOfSilence } from "../../../web/app/registers/silence-words.ts";
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
