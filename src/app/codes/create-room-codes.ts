import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import type { Confirmed, SeenCode } from "../../contract/http/room-codes.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { type NoCode, whyNoCode } from "../../domain/timetable/room-code.ts";
import { type Confirmation, topicOfConfirmation } from "../../sources/room-code/room-code-adapter.ts";
import { createPace, type Pace } from "../accounts/create-pace.ts";
import { hashOfToken, newToken } from "../accounts/secrets.ts";
import type { Ingest } from "../ingest/create-ingest.ts";
import type { Clock } from "../ports.ts";
import type { SessionViews } from "../registers/create-session-views.ts";
import { instantText } from "../registers/session-row.ts";
import type { SessionsStore } from "../registers/sessions-reading.ts";
import type { TiesStore } from "../rights/ties-store.ts";
import type { ScanStore } from "../scans/scan-store.ts";
import { type CodeScreens, codeFacts, type FoundCode } from "./create-code-screens.ts";
import { toSessionInRoom } from "./to-session-in-room.ts";

/** Why somebody was not confirmed. */
export type CodeRefusal =
  | { readonly code: "slow"; readonly seconds: number }
  /** No code that is shown anywhere now. */
  | { readonly code: "unknown_code" }
  | { readonly code: "old_code" }
  | { readonly code: "no_code"; readonly why: NoCode; readonly timeZone: string }
  /** Nobody has an account. */
  | { readonly code: "nobody_signs_in" }
  /** A programme, or an account that is no student's. */
  | { readonly code: "no_student" }
  /** This browser showed no code, or too long ago. */
  | { readonly code: "nothing_seen" }
  /** Another account confirmed by what this browser showed. */
  | { readonly code: "used_by_another" }
  | { readonly code: "store_away"; readonly detail: string }
  | { readonly code: "not_taken"; readonly detail: string };

/** By what a browser is known that showed a code, and that signed in here before; null where it is not. */
export interface CodeBrowser {
  readonly seen: string | null;
  readonly browser: string | null;
}

/** How a student confirms: first the code, which turns soon, and then, once they are signed in, themselves. */
export interface RoomCodes {
  /**
   * Takes a code that somebody scanned or typed, for some minutes and for this browser alone.
   *
   * @param asker by whom tries are counted: an account, else an address
   * @returns with a secret by which the browser is known again
   */
  take(
    typed: string,
    asker: { readonly account: string | null; readonly address: string },
  ): Promise<
    { readonly seen: SeenCode["seen"]; readonly secret: string } | { readonly refused: CodeRefusal }
  >;
  /** What this browser may confirm with. */
  seen(secret: string | null): Promise<SeenCode["seen"]>;
  /** Says that the student of an account is there: a scan like any other. Said again it changes nothing. */
  confirm(actor: Actor, from: CodeBrowser): Promise<Confirmed | { readonly refused: CodeRefusal }>;
}

/** So long a code that was seen in time can be confirmed with: enough to sign in, also with a second factor. */
const heldMs = 5 * 60_000;
/** So many are held; of more, the oldest are forgotten. */
const mostHeld = 50_000;

/**
 * Wrong codes of one account, and of one address: a whole campus may have one, and somebody there who guesses must not
 * keep the others out, so that who is signed in is counted alone. At ten a second it takes years to meet a code.
 */
const paces = {
  account: { atOnce: 20, everySeconds: 3 },
  address: { atOnce: 300, everySeconds: 0.1 },
  confirming: { atOnce: 10, everySeconds: 3 },
} as const satisfies Record<string, Pace>;

interface Held extends FoundCode {
  /** When the code was shown to the server, in epoch milliseconds. */
  readonly at: number;
  /** The account that confirmed by it; null while none did. */
  account: string | null;
}

export function createRoomCodes(parts: {
  readonly screens: CodeScreens;
  readonly store: SessionsStore;
  readonly views: Pick<SessionViews, "marks">;
  readonly ties: Pick<TiesStore, "studentIdOf">;
  readonly scans: Pick<ScanStore, "findScan">;
  readonly ingest: Pick<Ingest, "take" | "trouble">;
  readonly clock: Clock;
}): RoomCodes {
  const { screens, store, views, ties, scans, ingest, clock } = parts;
  const pace = createPace(clock);
  /** By the hash of what the browser is known by; oldest first. */
  const held = new Map<string, Held>();

  const headOf = (session: string) =>
    store.read(async (reading) => (await reading.heads([session]))[0] ?? null);

  function heldBy(secret: string | null): Held | null {
    if (secret === null) return null;
    const key = keyOf(secret);
    const found = held.get(key);
    if (found === undefined) return null;
    if (clock.now().epochMilliseconds < found.at + heldMs) return found;
    held.delete(key);
    return null;
  }

  function hold(found: FoundCode, at: number): string {
    for (const [key, { at: since }] of held) {
      if (held.size < mostHeld && at < since + heldMs) break;
      held.delete(key);
    }
    const secret = newToken();
    held.set(keyOf(secret), { ...found, at, account: null });
    return secret;
  }

  async function seenOf(one: Held | null): Promise<SeenCode["seen"]> {
    const head = one === null ? null : await headOf(one.session);
    if (one === null || head === null) return null;
    return { session: toSessionInRoom(head), room: one.room, until: told(one.at + heldMs) };
  }

  return {
    async take(typed, { account, address }) {
      const tries: [string, Pace][] = [
        account === null ? [`address ${address}`, paces.address] : [`account ${account}`, paces.account],
      ];
      const wait = pace.take(tries);
      if (wait !== null) return { refused: { code: "slow", seconds: wait } };
      const now = clock.now();
      const found = screens.find(typed);
      if (found === "unknown") return { refused: { code: "unknown_code" } };
      // A code that was right a minute ago is nobody's guess.
      pace.giveBack(tries);
      if (found === "too_old") return { refused: { code: "old_code" } };
      const head = await headOf(found.session);
      if (head === null) return { refused: { code: "unknown_code" } };
      const why = whyNoCode(codeFacts(head), now);
      const { timeZone } = head.stored.plan;
      if (why !== null) return { refused: { code: "no_code", why, timeZone } };
      const secret = hold(found, now.epochMilliseconds);
      return { secret, seen: await seenOf(heldBy(secret)) };
    },

    seen: (secret) => seenOf(heldBy(secret)),

    async confirm(actor, { seen, browser }) {
      if (actor.kind === "everybody") return { refused: { code: "nobody_signs_in" } };
      if (actor.kind !== "account" || actor.person === null) return { refused: { code: "no_student" } };
      const student = await ties.studentIdOf(actor.person);
      if (student === null) return { refused: { code: "no_student" } };
      const wait = pace.take([[`confirming ${actor.account}`, paces.confirming]]);
      if (wait !== null) return { refused: { code: "slow", seconds: wait } };
      const one = heldBy(seen);
      if (one === null) return { refused: { code: "nothing_seen" } };
      if (one.account !== null && one.account !== actor.account) {
        return { refused: { code: "used_by_another" } };
      }
      const trouble = ingest.trouble();
      if (trouble !== null) return { refused: { code: "store_away", detail: trouble } };
      one.account = actor.account;
      const said: Confirmation = {
        v: 1,
        person: actor.person,
        student,
        room: one.room,
        seen_at: told(one.at),
        browser: browser === null ? null : browserKey(browser, one.session),
      };
      const outcome = await ingest.take({
        topic: topicOfConfirmation(one.session),
        payload: Buffer.from(JSON.stringify(said)),
        qos: 1,
        retain: false,
        receivedAt: clock.now(),
        client: null,
      });
      if (outcome.kind === "refused") {
        return { refused: { code: "not_taken", detail: outcome.refusal.detail } };
      }
      if (outcome.kind === "noted") throw new Error("a confirmation was read as no scan");
      if (outcome.kind === "stored") screens.confirmed(one.session);
      const again = outcome.kind === "repeat";
      const [head, first, now] = await Promise.all([
        headOf(one.session),
        again ? scans.findScan(outcome.scanId) : null,
        views.marks(one.session, [student]),
      ]);
      if (head === null) throw new Error(`session ${one.session} is gone`);
      const mark = now?.marks[0];
      return {
        session: toSessionInRoom(head),
        room: one.room,
        at: first?.occurredAt ?? told(one.at),
        again,
        mark:
          mark === undefined ? null : { status: mark.status, minutesLate: mark.minutesLate, why: mark.why },
      };
    },
  };
}

const keyOf = (secret: string): string => Buffer.from(hashOfToken(secret)).toString("base64url");

/** Of one browser the same within a session and another in each: nobody can be followed by it. */
const browserKey = (browser: string, session: string): string =>
  createHash("sha256").update(`${session}\n${browser}`).digest("base64url").slice(0, 22);

const told = (at: number): string => instantText(Temporal.Instant.fromEpochMilliseconds(at));
