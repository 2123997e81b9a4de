import type { Temporal } from "temporal-polyfill";
import type { Clock } from "../ports.ts";
import { type Refused, refuse } from "./account-refusal.ts";
import type { AccountsReading, FoundSession } from "./accounts-store.ts";
import { createPace } from "./create-pace.ts";
import { passwordForm } from "./password-refusal.ts";
import type { PasswordHasher } from "./secrets.ts";

/** Asks whether it is the owner who is signed in, before something that makes an account weaker. */
export interface OwnerProof {
  /**
   * @param password null where the owner confirmed it otherwise: by a passkey, or at an identity provider
   * @returns null where it is the owner
   */
  ask(who: FoundSession, password: string | null): Promise<Refused | null>;
  /** Notes that the owner of a session has just confirmed it otherwise, which holds for it alone, and not for long. */
  note(session: string): void;
  /** Whether that holds still. */
  holds(session: string): boolean;
}

const pacePerAccount = { atOnce: 5, everySeconds: 30 };
/** Long enough to fill a form in. */
const confirmedFor = { minutes: 5 };
const mostSessions = 20_000;

/** One for each account, whatever it is asked for: guesses are paced together. */
export function createOwnerProof(parts: {
  readonly store: Pick<AccountsReading, "signInFacts">;
  readonly hasher: Pick<PasswordHasher, "matches">;
  readonly clock: Clock;
}): OwnerProof {
  const { store, hasher, clock } = parts;
  const pace = createPace(clock);
  /** In the order of confirming. */
  const confirmed = new Map<string, Temporal.Instant>();

  function holds(session: string): boolean {
    const until = confirmed.get(session);
    return until !== undefined && until.epochMilliseconds > clock.now().epochMilliseconds;
  }

  return {
    async ask({ account, session }, password) {
      if (password === null) return holds(session.id) ? null : refuse({ code: "not_confirmed" });
      const tries = [[`password ${account.id}`, pacePerAccount]] as const;
      const wait = pace.take(tries);
      if (wait !== null) return refuse({ code: "slow", seconds: wait });
      const facts = await store.signInFacts(account.id, null, clock.now());
      if (!(await hasher.matches(passwordForm(password), facts?.passwordHash ?? null))) {
        return refuse({ code: "wrong_password" });
      }
      // A right password is no try.
      pace.giveBack(tries);
      return null;
    },
    note(session) {
      confirmed.delete(session);
      for (const [old] of confirmed) {
        if (confirmed.size < mostSessions && holds(old)) break;
        confirmed.delete(old);
      }
      confirmed.set(session, clock.now().add(confirmedFor));
    },
    holds,
  };
}
