import { Temporal } from "temporal-polyfill";
import type { XapiStatement } from "../../contract/http/exports.ts";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import { InvalidCursor } from "../invalid-cursor.ts";
import type { SessionPlace } from "../registers/sessions-reading.ts";
import { checkDays, type RegisterExports } from "./create-register-exports.ts";
import type { RegisterSheet } from "./read-register.ts";
import { toXapiStatement } from "./to-xapi-statement.ts";

export interface XapiDays {
  /** ISO local days, both inclusive. */
  readonly from: string;
  readonly to: string;
}

export interface XapiExport {
  /** Every statement of the days, by (start, session, student). @throws InvalidWindow */
  statements(days: XapiDays): AsyncGenerator<XapiStatement, void, void>;
  /**
   * The statements of so many sessions.
   *
   * @param cursor `next` of the page before
   * @throws InvalidWindow, InvalidCursor
   */
  page(
    days: XapiDays,
    cursor: string | null,
    sessions: number,
  ): Promise<{ readonly statements: XapiStatement[]; readonly next: string | null }>;
}

/** Attendance statements of sessions that are over: a mark of one that goes on may still become another. */
export function createXapiExport(parts: {
  readonly registers: Pick<RegisterExports, "read">;
  readonly instanceId: string;
  /** Newest first. */
  readonly policies: { versions(): readonly Pick<PolicyVersion, "preset">[] };
}): XapiExport {
  const { registers, instanceId } = parts;

  function statementsOf({ head, state, entries }: RegisterSheet): XapiStatement[] {
    if (state !== "closed" && state !== "final" && state !== "reopened") return [];
    const dfeCodes = parts.policies.versions()[0]?.preset === "dfe";
    return entries.flatMap((entry) => toXapiStatement(instanceId, head, entry, dfeCodes) ?? []);
  }

  return {
    statements(days) {
      checkDays(days);
      return (async function* () {
        for await (const register of registers.read(days)) yield* statementsOf(register);
      })();
    },

    async page(days, cursor, sessions) {
      checkDays(days);
      const statements: XapiStatement[] = [];
      let read = 0;
      for await (const register of registers.read(days, cursor === null ? null : readCursor(cursor))) {
        statements.push(...statementsOf(register));
        read += 1;
        const { start, id } = register.head.stored.plan;
        if (read === sessions) return { statements, next: writeCursor({ start, id }) };
      }
      return { statements, next: null };
    },
  };
}

const writeCursor = ({ start, id }: SessionPlace): string => `${start.toString()}_${id}`;

function readCursor(cursor: string): SessionPlace {
  const found = /^([^_]+)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  const [, at, id] = found ?? [];
  if (at === undefined || id === undefined) throw new InvalidCursor();
  try {
    return { start: Temporal.Instant.from(at), id };
  } catch (error) {
    throw new InvalidCursor(error);
  }
}
