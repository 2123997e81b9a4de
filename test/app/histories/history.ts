import fc from "fast-check";

/** Who is seen: a student by the own id, or whoever has a card. S5 is a second record of S4. */
const student = fc.constantFrom("S1", "S2", "S3", "S4", "S5");
const room = fc.constantFrom("R1", "R2", "R3");
/** Four that are planned, and the standing ones of two classes on the first day. */
const session = fc.nat({ max: 5 });
const minutes = (max: number) => fc.nat({ max });

/** Minutes after eight; leave from midnight on covers a standing session. */
const leaveFrom = fc.oneof(minutes(240), fc.constantFrom(-480, 0));

const scan = fc.record({
  who: fc.oneof({ weight: 5, arbitrary: student }, { weight: 1, arbitrary: fc.constant("card" as const) }),
  room,
  /** How long ago it was taken: most reach the server at once. */
  ago: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: minutes(240) }),
  direction: fc.constantFrom("in" as const, "in" as const, "out" as const, null),
  decision: fc.constantFrom("granted" as const, "granted" as const, "late" as const, "denied" as const),
});

const deed = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      deed: fc.constant("scan" as const),
      scans: fc.array(scan, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ deed: fc.constant("round" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("silence" as const),
      room,
      how: fc.constantFrom("noticed" as const, "unnoticed" as const, "offline" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant("return" as const), room }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("cancel" as const), session }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("restore" as const), session }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("move" as const),
      session,
      room: fc.option(room),
      by: fc.integer({ min: -40, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant("classes" as const),
      session,
      of: fc.constantFrom("7A", "7B"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("enrol" as const),
      student,
      of: fc.constantFrom("7A", "7B", "P1", "P2"),
      /** Days after the first. */
      from: fc.constantFrom(-30, 0, 1),
      to: fc.constantFrom(null, 0, 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("leave" as const),
      student,
      from: leaveFrom,
      length: fc.integer({ min: 10, max: 120 }),
      effect: fc.constantFrom("authorised" as const, "elsewhere" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("withdraw" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("correct" as const),
      session,
      student,
      to: fc.constantFrom("present" as const, "absent" as const, "released" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("undo" as const), session, student }) },
  /** What a mark is found and counted by comes to say something else than its last revision. */
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("misfile" as const), nth: fc.nat({ max: 20 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("sign" as const),
      session,
      unseen: fc.constantFrom(null, "absent" as const, "review" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant("reopen" as const), session }) },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("decide" as const),
      session,
      verdict: fc.constantFrom("accepted" as const, "declined" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant("stand" as const),
      of: fc.constantFrom("P1", "P2"),
      room: fc.option(room),
    }),
  },
  // A reader whose clock is an hour ahead: what it sends is refused until somebody states that.
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("ahead" as const),
      scans: fc.array(scan, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("state" as const),
      /** Minutes. */
      ahead: fc.constantFrom(60, 60, 30, 75),
    }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("unstate" as const) }) },
  // A reader hangs in another room since some time, and nobody had said so; and that is taken back.
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant("place" as const),
      reader: fc.constantFrom("R1" as const, "R2" as const),
      room,
      ago: minutes(240),
    }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("unplace" as const) }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("merge" as const) }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("unmerge" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant("reissue" as const),
      student,
      /** Minutes ago from which the card is the other student's. */
      ago: minutes(180),
    }),
  },
  /** A day and two hours pass. */
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("day" as const) }) },
  /** Everything that the deed would have written is rolled back. */
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant("fail" as const),
      scans: fc.array(scan, { minLength: 1, maxLength: 2 }),
    }),
  },
);

type ValueOf<A> = A extends fc.Arbitrary<infer V> ? V : never;
export type Deed = ValueOf<typeof deed>;
/** Minutes that pass, and what happens then. */
export type Step = readonly [number, Deed];

const wait = fc.oneof(minutes(8), minutes(60));
const step: fc.Arbitrary<readonly Step[]> = fc.tuple(wait, deed).map((one) => [one]);
const seen = (who: ValueOf<typeof student>, where: ValueOf<typeof room>, ago = 0): Deed => ({
  deed: "scan",
  scans: [{ who, room: where, ago, direction: "in", decision: "granted" }],
});
const round: Deed = { deed: "round" };

/** Deeds that chance seldom brings together, each with others in between. */
const episode: fc.Arbitrary<readonly Step[]> = fc.oneof(
  // A reader dies, and the standing days of its room are over; somebody may say then that those not seen were absent.
  fc
    .tuple(
      room,
      fc.constantFrom("noticed" as const, "unnoticed" as const),
      fc.constantFrom(4, 5),
      fc.boolean(),
    )
    .map(([where, how, of, says]): Step[] => [
      [10, { deed: "silence", room: where, how }],
      [10, round],
      [0, { deed: "day" }],
      [0, round],
      ...(says ? ([[0, { deed: "sign", session: of, unseen: "absent" }]] as const) : []),
    ]),
  // A reader goes on without a network and delivers what it saw later.
  fc.tuple(room, student, minutes(40), minutes(90)).map(([where, who, later, back]): Step[] => [
    [0, { deed: "silence", room: where, how: "offline" }],
    [later, seen(who, where)],
    [back, round],
    [0, { deed: "return", room: where }],
  ]),
  // A reader dies and comes back; somebody is seen after it.
  fc
    .tuple(room, student, fc.constantFrom("noticed" as const, "unnoticed" as const), minutes(30))
    .map(([where, who, how, back]): Step[] => [
      [45, { deed: "silence", room: where, how }],
      [back + 4, { deed: "return", room: where }],
      [2, seen(who, where)],
      [60, round],
    ]),
  // A person's word, what the readers say after it, and the word taken back.
  fc
    .tuple(session, student, fc.constantFrom("present" as const, "absent" as const), fc.boolean())
    .map(([of, who, to, undone]): Step[] => [
      [80, round],
      [0, { deed: "correct", session: of, student: who, to }],
      [1, seen(who, of < 2 || of > 4 ? "R1" : of === 4 ? "R3" : "R2", 3)],
      [
        2,
        undone
          ? { deed: "undo", session: of, student: who }
          : { deed: "correct", session: of, student: who, to: "released" },
      ],
    ]),
  // Signed off, final, told of late, decided on, opened again.
  fc
    .tuple(session, student, room, minutes(240), fc.constantFrom("accepted" as const, "declined" as const))
    .map(([of, who, where, ago, verdict]): Step[] => [
      [120, round],
      [0, { deed: "sign", session: of, unseen: "absent" }],
      [30, round],
      [1, seen(who, where, ago)],
      [1, { deed: "decide", session: of, verdict }],
      [1, { deed: "reopen", session: of }],
    ]),
  // Leave that covers a session in which the student is seen.
  fc.tuple(student, room, leaveFrom, minutes(60)).map(([who, where, from, later]): Step[] => [
    [0, { deed: "leave", student: who, from, length: 90, effect: "authorised" }],
    [later, seen(who, where)],
    [60, round],
  ]),
  // A clock is put right by too much, and then by as much as it was ahead.
  fc
    .tuple(student, room, minutes(60), minutes(120), fc.constantFrom(75, 60))
    .map(([who, where, later, stated, ahead]): Step[] => [
      [later, { deed: "ahead", scans: [{ who, room: where, ago: 0, direction: "in", decision: "granted" }] }],
      [stated, { deed: "state", ahead }],
      [5, { deed: "unstate" }],
      [5, { deed: "state", ahead: 60 }],
    ]),
  // Somebody is seen by a reader that had been moved, its register is signed, and a person decides on where it hung.
  fc
    .tuple(
      student,
      fc.constantFrom("R1" as const, "R2" as const),
      room,
      session,
      fc.constantFrom("accepted" as const, "declined" as const),
    )
    .map(([who, reader, where, of, verdict]): Step[] => [
      [30, seen(who, reader)],
      [90, round],
      [0, { deed: "sign", session: of, unseen: "absent" }],
      [1, { deed: "place", reader, room: where, ago: 150 }],
      [1, { deed: "decide", session: of, verdict }],
      [1, { deed: "reopen", session: of }],
      [1, { deed: "unplace" }],
      [1, { deed: "place", reader, room: where, ago: 130 }],
    ]),
  // Two records turn out to be one person's, and are told apart again.
  fc.tuple(room, minutes(100)).map(([where, later]): Step[] => [
    [later, seen("S5", where)],
    [10, { deed: "merge" }],
    [30, round],
    [1, { deed: "unmerge" }],
  ]),
);

/** How a day begins that chance would seldom get to: by the clock, so that what is said meets what it is about. */
const opening: fc.Arbitrary<readonly Step[]> = fc.oneof(
  // Somebody is said to be absent from the first session, or the standing one, and seen there after that.
  fc
    .constantFrom(
      { session: 0, where: "R1" as const, who: "S1" as const },
      { session: 4, where: "R3" as const, who: "S3" as const },
    )
    .map(({ session: of, where, who }): Step[] => [
      [80, round],
      [0, { deed: "correct", session: of, student: who, to: "absent" }],
      [5, seen(who, where, 3)],
    ]),
  // The first session is over and signed off when a reader tells who had been there, and a person decides on that.
  fc
    .tuple(
      fc.constantFrom("S1" as const, "S2" as const, "S3" as const),
      fc.integer({ min: 40, max: 70 }),
      fc.constantFrom("accepted" as const, "declined" as const),
    )
    .map(([who, ago, verdict]): Step[] => [
      [120, round],
      [0, { deed: "sign", session: 0, unseen: "absent" }],
      [1, seen(who, "R1", ago)],
      [1, { deed: "decide", session: 0, verdict }],
    ]),
  // Two registers of one time, one of which declined what a reader told late, are opened again and become final in one round.
  fc
    .tuple(
      fc.constantFrom("S2" as const, "S4" as const),
      fc.constantFrom("R1" as const, "R2" as const),
      fc.integer({ min: 60, max: 130 }),
      fc.constantFrom(1, 2),
    )
    .map(([who, where, ago, of]): Step[] => [
      [220, round],
      [0, { deed: "sign", session: 1, unseen: null }],
      [0, { deed: "sign", session: 2, unseen: null }],
      [1, seen(who, where, ago)],
      [1, { deed: "decide", session: of, verdict: "declined" }],
      [1, { deed: "reopen", session: 1 }],
      [0, { deed: "reopen", session: 2 }],
      [1, { deed: "day" }],
      [1, round],
    ]),
  // Seen once between two sessions in one room: on the way out of one, or into the other.
  fc.constantFrom("S1" as const, "S2" as const, "S3" as const).map((who): Step[] => [
    [195, { deed: "scan", scans: [{ who, room: "R1", ago: 0, direction: null, decision: "granted" }] }],
    [60, round],
  ]),
);

/** What happens in a school, in the order in which it becomes known. */
export const history = fc.record({
  /** Clocks are turned back on the other. */
  day: fc.constantFrom("2026-11-09", "2026-11-09", "2026-10-25"),
  school: fc.constantFrom("timetabled" as const, "standing" as const, "both" as const),
  policy: fc.record({
    wrongRoom: fc.constantFrom("flag" as const, "accept" as const, "ignore" as const),
    minimumStay: fc.constantFrom(null, null, { minutes: 20 }),
    trustDeviceLate: fc.boolean(),
  }),
  deeds: fc
    .tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: opening }),
      fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 1, arbitrary: episode }), {
        minLength: 3,
        maxLength: 6,
      }),
    )
    .map(([begun, parts]) => [...begun, ...parts.flat()]),
});

export type History = ValueOf<typeof history>;
