import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { placementAt } from "../../domain/attendance/placement.ts";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import { type ChangeContext, type Touched, touchedTogether } from "../facts/change-timetable.ts";
import { planStandingDays } from "../facts/plan-standing-days.ts";
import { retellReader } from "../health/retell-reader.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { done, type RosterOutcome, refuseRoster } from "../rosters/roster-outcome.ts";
import type { PlacementTransaction, ScanToPlace, StoredPlacement } from "./placement-store.ts";

/** That a reader hangs in a room since an instant. */
export interface StatedPlacement {
  readonly sender: string;
  /** A code or another name of a room. */
  readonly room: string;
  readonly from: Temporal.Instant;
  /** What its messages name; left out where its scans since then name one place. */
  readonly location?: string | undefined;
}

/** What a placement, or taking one back, came to. */
export interface Placed {
  readonly id: string;
  readonly location: string;
  /** How many stored scans are of another room by it, and of what time. */
  readonly scans: number;
  readonly firstAt: Temporal.Instant | null;
  readonly lastAt: Temporal.Instant | null;
}

type Said = ChangeContext & { readonly reason: string };

/** Every scan that is placed elsewhere is a fact, and judged while nobody else writes. */
const mostScans = 20_000;

/**
 * Says from when on a reader hangs in another room. Its stored scans from then on are of that room, each by a fact, those
 * that come later when they come, and marks and the health of rooms follow. Those of before stay where they were.
 */
export async function placeReader(
  transaction: PlacementTransaction,
  stated: StatedPlacement,
  timeZone: string,
  context: Said,
): Promise<RosterOutcome<Placed>> {
  const { sender, from } = stated;
  const { now, actor: by, reason } = context;
  if (!(await transaction.isSender(sender))) {
    return refuseRoster("unknown", "sender", sender, "nothing was ever heard of it");
  }
  if (Temporal.Instant.compare(from, now) > 0) {
    return refuseRoster("invalid", "from", from.toString(), "has not come yet: say it once it hangs there");
  }
  const room = await transaction.findRoom(stated.room);
  if (room === null) return refuseRoster("unknown", "room", stated.room, "there is no such room");
  const known = stated.location === undefined ? await transaction.locationsSince(sender, from) : null;
  const [location, ...others] = known ?? [stated.location ?? ""];
  if (location === undefined) {
    return refuseRoster(
      "invalid",
      "sender",
      sender,
      "no scan of it is stored, so that nothing tells where it was",
    );
  }
  if (others.length > 0) {
    const names = [location, ...others].map((name) => (name === "" ? "none" : name)).join(", ");
    return refuseRoster(
      "invalid",
      "location",
      "",
      `its scans since then name several places (${names}): say which of them hangs in the other room`,
    );
  }
  const before = await transaction.placementsOf(sender);
  const same = before.find((one) => one.location === location && one.from.equals(from));
  if (same !== undefined) {
    return refuseRoster(
      "taken",
      "from",
      from.toString(),
      "it was said already where it hangs from then on: take that back first",
    );
  }
  const placement: StoredPlacement = { id: uuidv7(), sender, location, room, from };
  await transaction.addPlacement(placement, { at: now, by, reason });
  const settled = await settle(transaction, placement, [...before, placement], timeZone, context);
  if (settled.kind === "done") await transaction.noteScans(placement.id, settled.value.scans);
  return settled;
}

/**
 * Takes back that a reader hung in another room: its scans are where they would be without that word, and marks and the
 * health of rooms follow.
 */
export async function undoPlacement(
  transaction: PlacementTransaction,
  id: string,
  timeZone: string,
  context: Said,
): Promise<RosterOutcome<Placed>> {
  const { now, actor: by, reason } = context;
  const found = await transaction.findPlacement(id);
  if (found === null) return refuseRoster("unknown", "id", id, "nothing of this id was said");
  if (found.undone) return refuseRoster("taken", "id", id, "was taken back before");
  await transaction.undoPlacement(id, { at: now, by, reason });
  const left = (await transaction.placementsOf(found.sender)).filter((one) => one.id !== id);
  return settle(transaction, found, left, timeZone, context);
}

/** Puts the scans of a placement's time where the placements that hold say, and lets follow what follows. */
async function settle(
  transaction: PlacementTransaction,
  { id, sender, location, from }: StoredPlacement,
  holding: readonly StoredPlacement[],
  timeZone: string,
  context: Said,
): Promise<RosterOutcome<Placed>> {
  const { timetable, health } = transaction;
  const [next] = holding
    .filter((one) => one.location === location && Temporal.Instant.compare(one.from, from) > 0)
    .sort((a, b) => Temporal.Instant.compare(a.from, b.from));
  const scans = await transaction.scansOf({ sender, location, from, to: next?.from ?? null }, mostScans + 1);
  if (scans.length > mostScans) {
    return refuseRoster(
      "invalid",
      "from",
      from.toString(),
      `it has more than ${mostScans} scans since then; begin later`,
    );
  }
  const moved = scans.flatMap((scan) => {
    const placement = placementAt(holding, location, scan.at);
    const to = placement === null ? scan.named : placement.room;
    return to === scan.room ? [] : [{ ...scan, to }];
  });
  const times = moved.map(({ at }) => at).sort(Temporal.Instant.compare);
  const outcome = done({
    id,
    location,
    scans: moved.length,
    firstAt: times[0] ?? null,
    lastAt: times.at(-1) ?? null,
  });
  if (moved.length === 0) return outcome;
  const { actor, reason, now: at } = context;
  await timetable.addFacts(
    moved.map(({ scan, to }) => ({ id: uuidv7(), at, actor, reason, kind: "placed", scan, room: to })),
  );
  await transaction.putRooms(moved.map(({ scan, to }) => ({ scan, room: to })));
  const localTime = createLocalTime(timeZone);
  const days = [...new Set(times.map((time) => localTime(time).day))];
  // Where it was no room nobody looked whether a class stood there.
  const planned = await planStandingDays(timetable, days, timeZone, context);
  await judgeMarks(timetable, touchedTogether([planned, await touchedBy(transaction, moved)]), context);
  const timesOfReader = moved.flatMap(({ native, at: time }) => (native ? [time] : []));
  await retellReader(health, sender, timesOfReader, at);
  return outcome;
}

/** The students who were scanned, and the sessions of the rooms that lost what may have been all that was seen there. */
async function touchedBy(
  { timetable }: PlacementTransaction,
  moved: readonly ScanToPlace[],
): Promise<Touched> {
  const students = moved.flatMap(({ student, at }) =>
    student === null ? [] : [{ student, from: at, to: at }],
  );
  const left = new Set(moved.flatMap(({ room }) => room ?? []));
  const around = await timetable.sessionsAround(students);
  const sessions = await timetable.findSessions([...new Set(around.map(({ session }) => session))]);
  const lost = sessions.filter(({ plan }) => plan.rooms.some((room) => left.has(room)));
  return { sessions: lost.map(({ plan }) => plan.id), students };
}
