import type { MarkView, RegisterView, SessionRow } from "../../../src/contract/http/sessions.ts";

/** A lecture of CS201 at nine in London, in winter, with what matters to a test put over it. */
export const sessionRow = (over: Partial<SessionRow> = {}): SessionRow => ({
  id: "s1",
  kind: "timetabled",
  day: "2026-11-23",
  start: "2026-11-23T09:00:00Z",
  end: "2026-11-23T10:00:00Z",
  timeZone: "Europe/London",
  title: "Algorithms",
  sort: "Lecture",
  state: "open",
  mode: "in_person",
  required: true,
  weight: 1,
  rooms: ["B12"],
  classes: [{ code: "CS201", title: "Algorithms" }],
  staff: [{ id: "t1", name: "Ada Brandt" }],
  counts: {},
  expected: 0,
  toLookAt: 0,
  proposals: 0,
  signedOff: null,
  ...over,
});

/** A mark of which nothing is known, with what matters to a test put over it. */
export const markOf = (id: string, over: Partial<MarkView> = {}): MarkView => ({
  student: { id, name: null },
  status: "expected",
  minutesLate: null,
  minutesPresent: null,
  firstSeen: null,
  lastSeen: null,
  source: "automatic",
  word: null,
  flags: [],
  revision: 0,
  why: "Nothing is known yet.",
  ...over,
});

export const registerOf = (
  session: SessionRow,
  marks: readonly MarkView[],
  over: Partial<RegisterView> = {},
): RegisterView => ({
  session,
  ofEndedDemo: false,
  now: "2026-11-23T09:30:00Z",
  seq: 1,
  window: {
    opens: "2026-11-23T08:45:00Z",
    onTimeUntil: "2026-11-23T09:05:00Z",
    lateUntil: "2026-11-23T09:20:00Z",
    end: "2026-11-23T10:00:00Z",
    closes: "2026-11-23T10:10:00Z",
  },
  policy: { version: 1, name: "credit" },
  may: { write: true, change: true, reopen: true },
  finality: null,
  marks: [...marks],
  proposals: [],
  attempts: [],
  visitors: [],
  sharedBrowsers: [],
  near: [],
  readers: [],
  blind: [],
  signature: null,
  unanswered: [],
  ...over,
});
