import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { NewFact, SessionPlan, SessionWord } from "../../app/facts/fact-transaction.ts";
import type { RegisterFacts, SessionFact } from "../../domain/attendance/register-facts.ts";
import { correctedMark } from "./mark-entry.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** A row of the table `fact`. */
export interface FactRow {
  seq: number;
  id: string;
  kind: NewFact["kind"];
  at: string;
  actor: string;
  role: string;
  reason: string | null;
  session_id: string | null;
  person_id: string | null;
  class_id: string | null;
  room_id: string | null;
  reader: string | null;
  thing: string | null;
  from_at: string | null;
  to_at: string | null;
  body: unknown;
}

export const factColumns = `f.seq, f.id, f.kind, f.at, f.actor, f.role, f.reason, f.session_id, f.person_id, f.class_id,
  f.room_id, f.reader, f.thing, f.from_at, f.to_at, f.body`;

/** What a fact says in the columns that it is found by; the rest is its body. */
export interface FactCells {
  readonly session: string | null;
  readonly person: string | null;
  readonly class: string | null;
  readonly room: string | null;
  readonly reader: string | null;
  readonly thing: string | null;
  readonly from: Temporal.Instant | null;
  readonly to: Temporal.Instant | null;
  readonly body: unknown;
}

const nowhere: FactCells = {
  session: null,
  person: null,
  class: null,
  room: null,
  reader: null,
  thing: null,
  from: null,
  to: null,
  body: {},
};

/** The columns of a fact that is to be stored. */
export function cellsOf(fact: NewFact): FactCells {
  switch (fact.kind) {
    case "session":
      return { ...nowhere, session: fact.session, body: wordCells(fact.word) };
    case "enrolment":
      return {
        ...nowhere,
        thing: fact.enrolment,
        person: fact.student,
        class: fact.class,
        body: { from: fact.from, to: fact.to },
      };
    case "absence": {
      const { effect, category, state } = fact;
      return {
        ...nowhere,
        thing: fact.absence,
        person: fact.student,
        from: fact.from,
        to: fact.to,
        body: { effect, category, state },
      };
    }
    case "correction":
      return {
        ...nowhere,
        session: fact.session,
        person: fact.student,
        body: { source: fact.source, to: fact.to },
      };
    case "watch": {
      const { watch, room, reader, from, to, health } = fact;
      return { ...nowhere, thing: watch, room, reader, from, to, body: { health } };
    }
    case "blindness": {
      const { blindness, reader, from, to } = fact;
      return { ...nowhere, thing: blindness, reader, from, to };
    }
    case "decision":
      return { ...nowhere, session: fact.session, body: { about: fact.about, verdict: fact.verdict } };
    case "standing_room": {
      const { standing: thing, class: of, room, from, to } = fact;
      return { ...nowhere, thing, class: of, room, body: { from, to } };
    }
    case "identity":
      return { ...nowhere, thing: fact.scan, person: fact.student };
    case "placed":
      return { ...nowhere, thing: fact.scan, room: fact.room };
  }
}

/** What a plan says of time is written as cells are: `Temporal` would take most of the time that a calendar's facts take. */
function wordCells(word: SessionWord): unknown {
  if (word.kind !== "planned") return word;
  const { plan } = word;
  return { ...word, plan: { ...plan, start: toTimestamptz(plan.start), end: toTimestamptz(plan.end) } };
}

const instant = z.string().transform((text) => Temporal.Instant.from(text));

const plan: z.ZodType<SessionPlan> = z.object({
  id: z.string(),
  kind: z.enum(["timetabled", "standing"]),
  start: instant,
  end: instant,
  timeZone: z.string(),
  day: z.string(),
  rooms: z.array(z.string()),
  classes: z.array(z.string()),
  required: z.boolean(),
  weight: z.number(),
  title: z.string(),
  sort: z.string(),
  mode: z.enum(["in_person", "remote", "hybrid"]),
  staff: z.array(z.string()),
  source: z
    .object({
      name: z.string(),
      key: z.string(),
      sequence: z.int().nullable(),
      version: z.object({ override: z.boolean(), modified: z.string().nullable() }).optional(),
    })
    .nullable(),
});

const sessionWord = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("planned"), plan }),
  z.object({ kind: z.literal("judged_by"), policyVersion: z.int() }),
  // Signatures of before it was asked what became of the unseen settled all doubt.
  z.object({
    kind: z.literal("signed_off"),
    unseen: z.enum(["absent", "review"]).nullable().default("absent"),
    of: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.enum(["cancelled", "restored", "unsigned", "finalised", "reopened"]) }),
]);

const enrolmentBody = z.object({ from: z.string(), to: z.string().nullable() });
const absenceBody = z.object({
  effect: z.enum(["authorised", "elsewhere"]),
  category: z.string(),
  state: z.enum(["draft", "submitted", "approved", "rejected", "withdrawn"]),
});
const correctionBody = z.object({
  source: z.enum(["manual", "import"]),
  to: z.union([z.literal("released"), correctedMark]),
});
const watchBody = z.object({ health: z.boolean() });
const decisionBody = z.object({ about: z.string(), verdict: z.enum(["accepted", "declined"]) });

type Lists = { -readonly [K in keyof Omit<RegisterFacts, "scans">]: RegisterFacts[K][number][] };

/**
 * Rows as the rules read them; what no mark is folded from is left out.
 *
 * @throws Error for a row that lacks what its kind needs
 */
export function readFacts(rows: readonly FactRow[]): Omit<RegisterFacts, "scans"> {
  const facts: Lists = {
    sessions: [],
    enrolments: [],
    absences: [],
    corrections: [],
    watches: [],
    blindness: [],
    decisions: [],
  };
  for (const row of rows) addFact(facts, row);
  return facts;
}

function addFact(facts: Lists, row: FactRow): void {
  const { id, seq, actor, role } = row;
  const need = <T>(value: T | null, column: string): T => {
    if (value === null) throw new Error(`fact ${id} of kind ${row.kind} has no ${column}`);
    return value;
  };
  const optional = (text: string | null): Temporal.Instant | null => (text === null ? null : toInstant(text));
  const at = toInstant(row.at);
  switch (row.kind) {
    case "session":
      facts.sessions.push(readSessionFact(row, at, need(row.session_id, "session_id")));
      return;
    case "enrolment":
      facts.enrolments.push({
        id,
        seq,
        at,
        enrolment: need(row.thing, "thing"),
        student: need(row.person_id, "person_id"),
        class: need(row.class_id, "class_id"),
        ...enrolmentBody.parse(row.body),
      });
      return;
    case "absence": {
      const { effect, state } = absenceBody.parse(row.body);
      facts.absences.push({
        id,
        seq,
        absence: need(row.thing, "thing"),
        student: need(row.person_id, "person_id"),
        from: toInstant(need(row.from_at, "from_at")),
        to: toInstant(need(row.to_at, "to_at")),
        effect,
        state,
      });
      return;
    }
    case "correction": {
      const { source, to } = correctionBody.parse(row.body);
      const word = {
        id,
        seq,
        session: need(row.session_id, "session_id"),
        student: need(row.person_id, "person_id"),
        at,
        actor,
        role,
        reason: row.reason ?? "",
      };
      facts.corrections.push(
        to === "released" ? { ...word, kind: "released" } : { ...word, kind: "corrected", source, to },
      );
      return;
    }
    case "watch":
      facts.watches.push({
        id,
        seq,
        watch: need(row.thing, "thing"),
        room: need(row.room_id, "room_id"),
        reader: need(row.reader, "reader"),
        from: toInstant(need(row.from_at, "from_at")),
        to: optional(row.to_at),
        ...watchBody.parse(row.body),
      });
      return;
    case "blindness":
      facts.blindness.push({
        id,
        seq,
        blindness: need(row.thing, "thing"),
        reader: need(row.reader, "reader"),
        from: toInstant(need(row.from_at, "from_at")),
        to: optional(row.to_at),
      });
      return;
    case "decision":
      facts.decisions.push({
        id,
        seq,
        at,
        actor,
        session: need(row.session_id, "session_id"),
        ...decisionBody.parse(row.body),
      });
      return;
    // Where a class stands is told by the sessions that are planned for it; whose a scan is and where it was, by the scan.
    case "standing_room":
    case "identity":
    case "placed":
      return;
  }
}

/** What a row of kind `session` says, with everything that was planned. */
export function readSessionWord({ id, session_id, body }: FactRow): {
  readonly session: string;
  readonly word: z.infer<typeof sessionWord>;
} {
  if (session_id === null) throw new Error(`fact ${id} of kind session has no session_id`);
  return { session: session_id, word: sessionWord.parse(body) };
}

function readSessionFact(row: FactRow, at: Temporal.Instant, session: string): SessionFact {
  const { id, seq, actor } = row;
  const word = sessionWord.parse(row.body);
  const fact = { id, seq, session };
  switch (word.kind) {
    case "planned":
    case "judged_by":
      return { ...fact, ...word };
    case "signed_off":
      return { ...fact, ...word, at, by: actor, role: row.role };
    case "unsigned":
      return { ...fact, kind: word.kind, at, by: actor };
    case "reopened":
      return { ...fact, kind: word.kind, at, by: actor, reason: row.reason ?? "" };
    case "cancelled":
    case "restored":
    case "finalised":
      return { ...fact, kind: word.kind, at };
  }
}
