import { hash, verify } from "@node-rs/argon2";
import type { PasswordHasher } from "../../app/accounts/secrets.ts";

/** What OWASP's cheat sheet on storing passwords asks of argon2id at least: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** So many are worked out at a time: the others wait, for these threads serve files and names as well. */
const atOnce = 2;

/** Passwords as argon2id hashes, worked out beside the event loop. */
export function createPasswordHasher(): PasswordHasher {
  const inTurn = createTurns(atOnce);
  /** Of a password that nobody has: what is compared where there is nothing to compare with. */
  let dummy: Promise<string> | null = null;
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    async matches(password, known) {
      dummy ??= hash(crypto.randomUUID(), cost);
      const against = known ?? (await dummy);
      const matched = await inTurn(() => verify(against, password));
      return matched && known !== null;
    },
  };
}

function createTurns(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
