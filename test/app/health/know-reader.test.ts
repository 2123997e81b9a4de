import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { followTold } from "../../../src/app/health/follow-told.ts";
import { knowReader } from "../../../src/app/health/know-reader.ts";
import { type SignOfScan, signOfScan } from "../../../src/app/health/sign-of-scan.ts";

const ms = (time: string): number => Date.parse(`2026-01-12T${time.length === 5 ? `${time}:00` : time}Z`);
const at = (time: string): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(ms(time));
const clock = (epoch: number): string =>
  epoch === Number.POSITIVE_INFINITY ? "on" : new Date(epoch).toISOString().slice(11, 19).replace(/:00$/, "");

/** When a scan was made by the clock of its device, when it came, and what of it is not usual. */
type Scan = readonly [
  made: string,
  received: string,
  more?: { readonly kept?: boolean; readonly suspect?: boolean },
];
/** Sent at once by a device whose clock is right. */
const sent = (time: string): Scan => [time, time];
const kept = (time: string, received: string): Scan => [time, received, { kept: true }];

interface Past {
  /** From the first to the last of heartbeats none of which is late, and when the broker said that it had left. */
  readonly alive: readonly (readonly [from: string, to: string, left?: string])[];
  /** In the order of their numbers, from 1 on. */
  readonly scans: readonly Scan[];
  /** Their numbers, where some never came. */
  readonly numbers?: readonly number[];
  /** Whether heartbeats tell the number of the last scan that was made before. */
  readonly counts: boolean;
}

/** When a reader of a room was blind for all that is known at 14:00. */
function blind({ alive, scans, counts, numbers }: Past): string[] {
  const signs = scans.map(([made, received, more = {}], index) => ({
    number: numbers?.[index] ?? index + 1,
    ...signOfScan({
      occurredAt: at(more.suspect === true ? received : made),
      receivedAt: at(received),
      live: more.kept !== true,
      clockSuspect: more.suspect === true,
    }),
  }));
  const beats = alive.flatMap(([from, to]) => {
    const times: number[] = [];
    for (let beat = ms(from); beat <= ms(to); beat += 30_000) times.push(beat);
    // What was kept had been made and counted before it came.
    const madeAt = ({ at: when, received, came }: SignOfScan) =>
      when ?? (came === "kept" ? received - 300_000 : received);
    return times.map((beat) => ({
      at: beat,
      number: Math.max(0, ...signs.flatMap((sign) => (madeAt(sign) <= beat ? [sign.number] : []))),
    }));
  });
  const spans = alive.map(([from, to, left]) => ({
    device: "d",
    from: at(from),
    to: at(to),
    left: left === undefined ? null : { at: at(left), by: "will" as const },
    firstScan: null,
  }));
  const { blind: times } = knowReader(
    {
      firstAlive: spans[0]?.from ?? null,
      alive: spans,
      next: null,
      moves: [{ room: "r", from: at("06:00") }],
      runs: [
        {
          told: counts ? followTold(null, beats) : [],
          scans: signs,
        },
      ],
    },
    { from: ms("06:00"), to: Number.POSITIVE_INFINITY },
    at("14:00"),
  );
  return times.map(({ from, to }) => `${clock(from)}-${clock(to)}`);
}

describe.each([
  ["tell their count", true],
  ["tell none", false],
])("of readers whose heartbeats %s", (_, counts) => {
  const outage = [
    ["07:00", "07:51"],
    ["08:40", "13:59"],
  ] as const;
  const past = (...scans: readonly Scan[]): string[] => blind({ alive: outage, scans, counts });

  test("one that kept something in a silence was not blind: there was no way to the server", () => {
    expect(past(sent("07:40"), kept("07:51:20", "08:40:05"), sent("08:44"))).toEqual([]);
    expect(past(sent("07:40"), kept("08:30", "08:40:05"), sent("08:44"))).toEqual([]);
  });

  test("one that kept nothing was: it may have hung, and its next number follows as well", () => {
    expect(past(sent("07:40"), sent("08:44"))).toEqual(["07:51-08:40"]);
  });

  test("what it sent at once after its last heartbeat proves the time up to it and no more", () => {
    expect(past(sent("07:40"), sent("07:51:20"), sent("08:44"))).toEqual(["07:51:20-08:40"]);
    expect(past(sent("07:40"), sent("07:51:20"), sent("07:51:40"), sent("08:44"))).toEqual([
      "07:51:40-08:40",
    ]);
  });

  test("what comes when it was given up already proves nothing of the time after it", () => {
    // Nor does it say how it was in the 95 s before.
    expect(past(sent("07:40"), sent("07:52:35"), sent("08:44"))).toEqual(["07:51-08:40"]);
  });

  test("nor does one prove more whose clock cannot be believed, is ahead, or is behind", () => {
    const suspect: Scan = ["1970-01-01", "07:51:20", { suspect: true }];
    expect(past(sent("07:40"), suspect, sent("08:44"))).toEqual(["07:51:20-08:40"]);
    expect(past(sent("07:40"), ["07:53:00", "07:51:20"], sent("08:44"))).toEqual(["07:51:20-08:40"]);
    expect(past(sent("07:40"), ["08:38:25", "08:40:05"], sent("08:44"))).toEqual(["07:51-08:40"]);
  });

  test("what came just before it was heard again proves from there on", () => {
    expect(past(sent("07:40"), sent("08:39:50"), sent("08:44"))).toEqual(["07:51-08:39:50"]);
  });

  test("what says that it was sent at once and came late proves nothing of the time in which it waited", () => {
    // It was on its way when its reader hung, and came with the connection after it.
    expect(past(sent("07:40"), ["07:51:10", "08:40:05"], sent("08:44"))).toEqual(["07:51-08:40"]);
    const waited: Scan = ["08:05", "08:15"];
    const alive = [
      ["07:00", "08:00"],
      ["08:40", "13:59"],
    ] as const;
    expect(blind({ alive, scans: [sent("07:40"), waited, sent("08:44")], counts })).toEqual(["08:00-08:40"]);
    // All that it sends is dated by a clock that is three minutes behind.
    const behind: readonly Scan[] = [
      ["07:37", "07:40"],
      ["08:38", "08:41"],
      ["08:41", "08:44"],
    ];
    expect(past(...behind)).toEqual(["07:51-08:40"]);
  });

  test("what was kept for a moment beside a silence was not kept in it, wherever a clock may date it", () => {
    expect(past(sent("07:40"), ["08:39:30", "08:41:20", { kept: true }], sent("08:44"))).toEqual([
      "07:51-08:40",
    ]);
    expect(past(sent("07:40"), ["07:52:10", "07:50:50", { kept: true }], sent("08:44"))).toEqual([
      "07:51-08:40",
    ]);
  });

  test("what was kept explains a silence up to when it came, and none that began later", () => {
    const alive = [
      ["07:00", "07:46"],
      ["08:40", "13:59"],
    ] as const;
    expect(blind({ alive, scans: [sent("07:40"), kept("07:48", "07:55"), sent("08:44")], counts })).toEqual([
      "07:55-08:40",
    ]);
  });

  test("what was kept by a clock that was never set explains the silence with whose end it came", () => {
    const scans: readonly Scan[] = [
      sent("07:15"),
      ["1970-01-01", "07:30:05", { kept: true, suspect: true }],
      sent("07:35"),
      sent("08:44"),
    ];
    const alive = [
      ["07:00", "07:20"],
      ["07:30", "07:51"],
      ["08:40", "13:59"],
    ] as const;
    expect(blind({ alive, scans, counts })).toEqual(["07:51-08:40"]);
  });

  test("a silence ends with what is sent at once, also where no heartbeat comes ever again", () => {
    const scans = [sent("07:40"), sent("07:51:20"), sent("08:39:50")];
    expect(blind({ alive: [["07:00", "07:51"]], scans, counts })).toEqual(["07:51:20-on"]);
  });

  test("one that goes on sending while a heartbeat is late is not silent", () => {
    const alive = [
      ["07:00", "07:51"],
      ["07:52:40", "13:59"],
    ] as const;
    const scans = ["07:40", "07:51:20", "07:51:40", "07:52", "07:52:20", "07:53"].map(sent);
    expect(blind({ alive, scans, counts })).toEqual([]);
    // Nor is it where nobody comes after it, or one of the scans was lost: it was heard all the time.
    expect(blind({ alive, scans: scans.slice(0, -1), counts })).toEqual([]);
    const lost = scans.filter((_, number) => number !== 2);
    expect(blind({ alive, scans: lost, counts, numbers: [1, 2, 4, 5, 6] })).toEqual([]);
    // Without them it was, for longer than it may be.
    expect(blind({ alive, scans: [sent("07:40"), sent("07:53")], counts })).toEqual(["07:51-07:52:40"]);
    expect(blind({ alive, scans: [sent("07:40"), sent("07:51:05")], counts })).toEqual(["07:51:05-07:52:40"]);
  });

  test("a scan does not make one well that was said to have left", () => {
    const alive = [
      ["07:00", "07:51", "07:51:40"],
      ["07:52", "13:59"],
    ] as const;
    const scans = [sent("07:40"), sent("07:51:20"), sent("07:51:50")];
    // The next is missing, so that no number says that all came.
    expect(blind({ alive, scans, counts, numbers: [1, 3, 5] })).toEqual(["07:51:20-07:51:50"]);
  });
});

describe("when a scan was recorded", () => {
  const of = (made: string, received: string, live: boolean, clockSuspect = false) => {
    const { at: when, came } = signOfScan({
      occurredAt: at(made),
      receivedAt: at(received),
      live,
      clockSuspect,
    });
    return [when === null ? null : clock(when), came];
  };

  test("sent at once: when it was received", () => {
    expect(of("07:50", "07:51", true)).toEqual(["07:51", "heard"]);
    expect(of("07:53", "07:51", true)).toEqual(["07:51", "heard"]);
    expect(of("07:51", "07:51", true, true)).toEqual(["07:51", "heard"]);
  });

  test("said to be sent at once, and longer on its way than a clock may be off: nothing tells", () => {
    expect(of("07:48:59", "07:51", true)).toEqual([null, "waited"]);
  });

  test("kept: when its device says, unless its clock cannot be believed", () => {
    expect(of("07:50", "07:51", false)).toEqual(["07:50", "kept"]);
    expect(of("08:40", "08:40", false, true)).toEqual([null, "kept"]);
  });
});
