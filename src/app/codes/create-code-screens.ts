import { createHmac, randomBytes } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import type { ShownCode } from "../../contract/http/room-codes.ts";
import {
  codeTurnsAt,
  isCodeTaken,
  type NoCode,
  stepOfCode,
  whyNoCode,
} from "../../domain/timetable/room-code.ts";
import { lettersOf, readCode } from "../accounts/secrets.ts";
import type { Clock, Log } from "../ports.ts";
import { readConfirmations } from "../registers/read-confirmations.ts";
import { instantText } from "../registers/session-row.ts";
import type { SessionHead, SessionsStore } from "../registers/sessions-reading.ts";
import { toSessionInRoom } from "./to-session-in-room.ts";

/** A projector or a phone that shows the code of a session in one of its rooms. */
export interface CodeScreen {
  /** The room's code; null for the session's first. */
  readonly room: string | null;
  /** false while nobody signs in: then no code can say who somebody is. */
  readonly signsIn: boolean;
  /** Where a code is opened. */
  readonly address: (code: string) => string;
  /** Whether whoever opened it still may show it: asked before everything that it is told. */
  readonly stillMay: () => Promise<boolean>;
  /** Gets one server-sent event. */
  readonly tell: (text: string) => void;
  readonly end: () => void;
}

/** The session and the room of a code. */
export interface FoundCode {
  readonly session: string;
  readonly room: string;
}

/**
 * The codes that are shown now. What they are made of is random, is in memory alone, and is gone when no screen shows the
 * session any more: a code that nobody can see is no code.
 */
export interface CodeScreens {
  /** Adds a screen, which is told at once, and with each code that follows. Returns its removal. */
  watch(session: string, screen: CodeScreen): Promise<() => void>;
  /** Whose code somebody typed: of now, of some minutes ago, or of none. */
  find(typed: string): FoundCode | "too_old" | "unknown";
  /** Rights may be others now: who may no more is shown nothing more. */
  askAgain(): void;
  /** Somebody confirmed. */
  confirmed(session: string): void;
  stop(): void;
}

/** So long a code is known again that is taken no more, so that whoever shows it is told what is wrong with it. */
const rememberedSteps = 40;
/** How many letters a code has: 32 to the sixth are a thousand millions. */
const letters = 6;
/** Confirmations that come together are told together. */
const gatherMs = 400;

interface Shown {
  readonly secret: Uint8Array;
  readonly screens: Set<CodeScreen>;
  /** Codes of the session's rooms, as they were read last. */
  rooms: readonly string[];
  timer: NodeJS.Timeout | null;
  /** Of what is told together. */
  soon: NodeJS.Timeout | null;
}

const isRemembered = (step: number, now: number): boolean => step > stepOfCode(now) - rememberedSteps;

export function createCodeScreens(parts: {
  readonly store: SessionsStore;
  readonly clock: Clock;
  readonly log: Log;
}): CodeScreens {
  const { store, clock, log } = parts;
  const shown = new Map<string, Shown>();
  /** What was shown by its code, so that a wrong one is known as such without making each again. */
  const told = new Map<string, FoundCode & { readonly one: Shown; readonly step: number }>();

  /** Signed with what only this session has, for one room and one step. */
  function codeOf({ secret }: Shown, session: string, room: string, step: number): string {
    const signed = createHmac("sha256", secret)
      .update(JSON.stringify([session, room, step]))
      .digest();
    return lettersOf(signed.subarray(0, letters));
  }

  const read = (session: string) =>
    store.read(async (reading) => {
      const [head] = await reading.heads([session]);
      if (head === undefined) return null;
      const expected = (await reading.seatCounts([session])).reduce((sum, { students }) => sum + students, 0);
      const confirmed = (await readConfirmations(reading, [session])).get(session) ?? [];
      return { head, expected, confirmed: confirmed.length };
    });

  function viewOf(
    one: Shown,
    { head, expected, confirmed }: NonNullable<Awaited<ReturnType<typeof read>>>,
    screen: CodeScreen,
  ): ShownCode {
    const now = clock.now();
    const why = screen.signsIn ? whyNoCode(codeFacts(head), now) : ({ code: "nobody_signs_in" } as const);
    const [first] = head.rooms;
    const room = screen.room !== null && head.rooms.includes(screen.room) ? screen.room : first;
    const at = now.epochMilliseconds;
    const step = stepOfCode(at);
    const session = head.stored.plan.id;
    const text = room === undefined ? "" : codeOf(one, session, room, step);
    if (why === null && room !== undefined) told.set(text, { one, session, room, step });
    return {
      session: toSessionInRoom(head),
      rooms: [...head.rooms],
      now: instantText(now),
      code:
        why !== null || room === undefined
          ? null
          : { room, text, turnsAt: turnText(codeTurnsAt(at)), address: screen.address(text) },
      why: why === null ? null : toldWhy(why),
      confirmed,
      expected,
    };
  }

  async function tellAll(session: string, one: Shown, screens: Iterable<CodeScreen>): Promise<void> {
    const now = await read(session);
    // Read anew each time, so that a session which moved has no code in the room that it left.
    one.rooms = now?.head.rooms ?? [];
    await Promise.all(
      Array.from(screens, async (screen) => {
        if (now === null || !(await screen.stillMay())) screen.end();
        else if (one.screens.has(screen)) {
          screen.tell(`event: code\ndata: ${JSON.stringify(viewOf(one, now, screen))}\n\n`);
        }
      }),
    );
  }

  /** Tells all screens with each code that follows; when none is left, once more than a code holds, forgets the session. */
  function follow(session: string, one: Shown): void {
    const at = clock.now().epochMilliseconds;
    let empty = 0;
    const turn = (): void => {
      const now = clock.now().epochMilliseconds;
      one.timer = setTimeout(turn, codeTurnsAt(now) - now);
      for (const [code, { step }] of told) {
        // In the order in which they were shown.
        if (isRemembered(step, now)) break;
        told.delete(code);
      }
      empty = one.screens.size === 0 ? empty + 1 : 0;
      if (empty > 2) forget(session, one);
      else if (one.screens.size > 0) tell(session, one);
    };
    one.timer = setTimeout(turn, codeTurnsAt(at) - at);
  }

  function tell(session: string, one: Shown): void {
    tellAll(session, one, [...one.screens]).catch((error: unknown) => {
      // The store will be back, and the next code tells.
      log.warn({ error, session }, "who shows a code could not be told");
    });
  }

  function forget(session: string, one: Shown): void {
    for (const timer of [one.timer, one.soon]) if (timer !== null) clearTimeout(timer);
    for (const screen of one.screens) screen.end();
    one.screens.clear();
    shown.delete(session);
    for (const [code, each] of told) if (each.one === one) told.delete(code);
  }

  return {
    async watch(session, screen) {
      let one = shown.get(session);
      if (one === undefined) {
        one = { secret: randomBytes(32), screens: new Set(), rooms: [], timer: null, soon: null };
        shown.set(session, one);
        follow(session, one);
      }
      const { screens } = one;
      screens.add(screen);
      try {
        await tellAll(session, one, [screen]);
      } catch (error) {
        screens.delete(screen);
        throw error;
      }
      return () => screens.delete(screen);
    },
    find(typed) {
      const found = told.get(readCode(typed));
      if (found === undefined || !found.one.rooms.includes(found.room)) return "unknown";
      const now = clock.now().epochMilliseconds;
      if (isCodeTaken(found.step, now)) return { session: found.session, room: found.room };
      return isRemembered(found.step, now) ? "too_old" : "unknown";
    },
    askAgain() {
      for (const screen of [...shown.values()].flatMap(({ screens }) => [...screens])) {
        screen.stillMay().then(
          (still) => {
            if (!still) screen.end();
          },
          (error: unknown) => {
            log.warn({ error }, "who shows a code could not be made sure of; the screen was ended");
            screen.end();
          },
        );
      }
    },
    confirmed(session) {
      const one = shown.get(session);
      if (one === undefined || one.screens.size === 0) return;
      one.soon ??= setTimeout(() => {
        one.soon = null;
        tell(session, one);
      }, gatherMs);
    },
    stop() {
      for (const [session, one] of shown) forget(session, one);
    },
  };
}

/** What tells whether a session has a code. */
export const codeFacts = ({ stored, rooms }: SessionHead): Parameters<typeof whyNoCode>[0] => ({
  state: stored.state,
  opensAt: stored.opensAt,
  closesAt: stored.closesAt,
  end: stored.plan.end,
  rooms,
});

/** Why there is no code, as the API tells it. */
export function toldWhy(why: NoCode | { readonly code: "nobody_signs_in" }): NonNullable<ShownCode["why"]> {
  switch (why.code) {
    case "over":
      return { code: why.code, end: instantText(why.end) };
    case "not_open":
      return { code: why.code, opens: instantText(why.opens) };
    case "cancelled":
    case "no_room":
    case "nobody_signs_in":
      return { code: why.code };
  }
}

const turnText = (at: number): string => instantText(Temporal.Instant.fromEpochMilliseconds(at));
