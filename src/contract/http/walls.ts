import { z } from "zod";
import { neededLine } from "./one-line.ts";

/** A wall: what a screen in the foyer shows of the day. Nobody's name and nobody's id is in any of it. */

const instant = z.string().describe("RFC 3339, UTC");

/** Of a group as small as this or smaller a count says who of them came, to whoever knows the group. */
export const largestUncounted = 4;

export const wallSession = z.object({
  /** Its title, or its classes where it has none. */
  name: z.string(),
  /** A lecture, a seminar; empty where nobody says. */
  sort: z.string(),
  /** Codes. */
  classes: z.array(z.string()),
  rooms: z.array(z.string()),
  start: instant,
  end: instant,
  /** Of the whole local day. */
  standing: z.boolean(),
  cancelled: z.boolean(),
  /** null where so few are expected that a count would tell of one of them, and of one that is cancelled. */
  count: z.object({ expected: z.int(), here: z.int() }).nullable(),
});
export type WallSession = z.infer<typeof wallSession>;

/** The data of the event `wall` of `GET /api/v1/wall`, whole each time. */
export const wallView = z.object({
  institution: z.string(),
  day: z.string(),
  timeZone: z.string(),
  now: instant,
  /** Begun and not over, by (start, room). */
  on: z.array(wallSession),
  /** The next ones to begin. */
  next: z.array(wallSession),
  /** Sessions of the day that begin after those. */
  later: z.int(),
  /** What a day is called on which nothing is taught. */
  holiday: z.string().nullable(),
  /** The next day with sessions. */
  nextDay: z.object({ day: z.string(), sessions: z.int() }).nullable(),
});
export type WallView = z.infer<typeof wallView>;

/** A link that opens the wall. The secret in it is told once, when it is made. */
export const wallLinkView = z.object({
  id: z.uuid(),
  name: z.string().describe("Where the screen hangs"),
  createdAt: instant,
  createdBy: z.string(),
  /** When a screen last began to show it. */
  lastShownAt: instant.nullable(),
  /** How many screens show it at this moment. */
  screens: z.int(),
});
export type WallLinkView = z.infer<typeof wallLinkView>;
export const wallLinkList = z.object({ walls: z.array(wallLinkView) });

export const newWallLink = z.strictObject({
  name: neededLine(
    60,
    "is empty; say where the screen hangs, such as Foyer, north",
    "is longer than 60 characters",
  ),
});
export const madeWallLink = wallLinkList.extend({
  secret: z
    .string()
    .describe("Behind the # of the page’s address, which no browser sends to a server; told this once"),
});
