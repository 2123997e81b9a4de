import { Temporal } from "temporal-polyfill";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import { InvalidWindow } from "../figures/choose-window.ts";
import type { Clock } from "../ports.ts";
import type { SessionPlace } from "../registers/sessions-reading.ts";
import type { ExportStore } from "./export-store.ts";
import type { Paper } from "./paper.ts";
import { type RegisterSheet, readOneRegister, readRegisters } from "./read-register.ts";
import { registerPaper } from "./register-paper.ts";
import { registerSheet } from "./register-sheet.ts";
import type { Sheet } from "./sheet.ts";

/** More days than this are no span of registers: a school year and its holidays. */
export const mostDays = 400;
/** How many registers are read at once. Each such page is one moment of the store. */
const registersAtOnce = 20;

/** Which registers: that of one session, or those of local days, both inclusive, of a class where one is given. */
export type RegistersAsked =
  | { readonly session: string }
  | { readonly from: string; readonly to: string; readonly class?: string | undefined };

/** Registers that were found, and what they are of. */
export interface FoundRegisters {
  /** For the name of a file: ids, codes and days. */
  readonly name: string;
  readonly title: string;
  /** In one or the other form; what has been read is gone. */
  sheet(): Sheet;
  papers(): AsyncIterable<Paper>;
}

export interface RegisterExports {
  /**
   * @returns null for a session or a class that is not there
   * @throws InvalidWindow for days in the wrong order, or more than 400 of them
   */
  find(asked: RegistersAsked): Promise<FoundRegisters | null>;
  /** Registers of local days, both inclusive, by (start, id), read a page at a time as they are asked for. */
  read(
    asked: { readonly from: string; readonly to: string; readonly class?: string | undefined },
    after?: SessionPlace | null,
  ): AsyncGenerator<RegisterSheet, void, void>;
}

/** Whoever asks for a session or a class was asked whether they may have all of it. */
const everything = { kind: "everything" } as const;

/** @param parts.policies newest first; the newest says whether England's codes are written */
export function createRegisterExports(parts: {
  readonly store: ExportStore;
  readonly clock: Clock;
  /** The institution's zone. */
  readonly timeZone: string;
  readonly policies: { versions(): readonly Pick<PolicyVersion, "preset">[] };
}): RegisterExports {
  const { store, clock, timeZone } = parts;

  async function* read(
    asked: { readonly from: string; readonly to: string; readonly class?: string | undefined },
    from: SessionPlace | null = null,
  ): AsyncGenerator<RegisterSheet, void, void> {
    const now = clock.now();
    let after = from;
    for (;;) {
      // No transaction outlasts a page: whoever reads slowly holds nothing in the store.
      const { places, registers } = await store.read(async (reading) => {
        const found = await reading.listSessions(
          { ...asked, within: everything },
          now,
          after,
          registersAtOnce,
        );
        const ids = found.map(({ id }) => id);
        return { places: found, registers: await readRegisters(reading, ids, now) };
      });
      yield* registers;
      const last = places.at(-1);
      if (places.length < registersAtOnce || !last) return;
      after = last;
    }
  }

  function found(name: string, title: string, registers: () => AsyncIterable<RegisterSheet>): FoundRegisters {
    const dfeCodes = parts.policies.versions()[0]?.preset === "dfe";
    return {
      name,
      title,
      sheet: () => registerSheet(registers(), dfeCodes),
      papers: () => papersOf(registers(), { timeZone, dfeCodes, madeAt: clock.now() }),
    };
  }

  return {
    read,

    async find(asked) {
      if ("session" in asked) {
        const register = await store.read((reading) => readOneRegister(reading, asked.session, clock.now()));
        if (register === null) return null;
        const { day, id } = register.head.stored.plan;
        return found(`register-${day}-${id}`, `Register ${day}`, () => one(register));
      }
      checkDays(asked);
      const { from, to } = asked;
      const days = from === to ? from : `${from}-to-${to}`;
      if (asked.class === undefined)
        return found(`registers-${days}`, `Registers ${days}`, () => read(asked));
      const { class: code } = asked;
      const known = await store.read((reading) => reading.findClass(code));
      return known && found(`registers-${code}-${days}`, `Registers ${code} ${days}`, () => read(asked));
    },
  };
}

/** @throws InvalidWindow */
export function checkDays({ from, to }: { readonly from: string; readonly to: string }): void {
  if (to < from) throw new InvalidWindow("to", `to: ${to} is before from: ${from}; give them in order`);
  const days = Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days + 1;
  if (days > mostDays) {
    throw new InvalidWindow("to", `to: ${to} is ${days} days from ${from}; give at most ${mostDays}`);
  }
}

async function* one(register: RegisterSheet): AsyncGenerator<RegisterSheet, void, void> {
  yield register;
}

async function* papersOf(
  registers: AsyncIterable<RegisterSheet>,
  frame: Parameters<typeof registerPaper>[1],
): AsyncGenerator<Paper, void, void> {
  for await (const register of registers) yield registerPaper(register, frame);
}
