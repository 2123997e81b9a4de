import type { Clock } from "../ports.ts";
import { type Refused, refuse } from "./account-refusal.ts";
import type { AccountsReading, FoundSession } from "./accounts-store.ts";
import { createPace } from "./create-pace.ts";
import { passwordForm } from "./password-refusal.ts";
import type { PasswordHasher } from "./secrets.ts";

/** Asks for the password of who is signed in, before something that makes an account weaker: null where it is the one. */
export type PasswordProof = (who: FoundSession, password: string) => Promise<Refused | null>;

const pacePerAccount = { atOnce: 5, everySeconds: 30 };

/** One for each account, whatever it is asked for: guesses are paced together. */
export function createPasswordProof(parts: {
  readonly store: Pick<AccountsReading, "signInFacts">;
  readonly hasher: Pick<PasswordHasher, "matches">;
  readonly clock: Clock;
}): PasswordProof {
  const { store, hasher, clock } = parts;
  const pace = createPace(clock);
  return async ({ account }, password) => {
    const tries = [[`password ${account.id}`, pacePerAccount]] as const;
    const wait = pace.take(tries);
    if (wait !== null) return refuse({ code: "slow", seconds: wait });
    const facts = await store.signInFacts(account.id, clock.now());
    if (!(await hasher.matches(passwordForm(password), facts?.passwordHash ?? null))) {
      return refuse({ code: "wrong_password" });
    }
    // A right password is no try.
    pace.giveBack(tries);
    return null;
  };
}
