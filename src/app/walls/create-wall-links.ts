import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../../domain/rights/actor.ts";
import { hashOfToken, newToken } from "../accounts/secrets.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock } from "../ports.ts";
import type { WallLink, WallsStore } from "./walls-store.ts";

/** Links that open the wall, each until somebody ends it. */
export interface WallLinks {
  list(): Promise<readonly WallLink[]>;
  /** @returns the secret, which nobody sees again */
  make(name: string, actor: Actor, by: Doer): Promise<{ readonly secret: string; readonly id: string }>;
  /** false for one that is not there, or was ended before. */
  end(id: string, actor: Actor, by: Doer): Promise<boolean>;
  /** The id of the link of a secret; null where it holds no more. */
  find(secret: string): Promise<string | null>;
  /** Notes that a screen began to show it. */
  shown(id: string): Promise<void>;
}

/** By these letters a link is told from the token of a programme, also by those who look for secrets in files. */
const prefix = "muster_wall_";

/** The secret of a wall's link in a header `Authorization`; null where there is something else. */
export function wallSecretIn(authorization: string | undefined): string | null {
  const [, bearer] = /^Bearer +([\w-]{1,128})$/i.exec(authorization ?? "") ?? [];
  return bearer?.startsWith(prefix) === true ? bearer : null;
}

/** @param parts.onEnded told after COMMIT that a link holds no more */
export function createWallLinks(parts: {
  readonly store: WallsStore;
  readonly clock: Clock;
  readonly onEnded: () => void;
}): WallLinks {
  const { store, clock, onEnded } = parts;
  return {
    list: () => store.list(),
    async make(name, actor, by) {
      const id = uuidv7();
      const secret = `${prefix}${newToken()}`;
      await store.add(
        { id, name, createdAt: clock.now(), createdBy: actor.id, hash: hashOfToken(secret) },
        { by, deed: "wall.make", object: `wall ${id}`, after: { name } },
      );
      return { id, secret };
    },
    async end(id, actor, by) {
      const ended = await store.end(id, { at: clock.now(), by: actor.id }, ({ name }) => ({
        by,
        deed: "wall.end",
        object: `wall ${id}`,
        before: { name },
      }));
      if (ended) onEnded();
      return ended;
    },
    find: (secret) => store.find(hashOfToken(secret)),
    shown: (id) => store.shown(id, clock.now()),
  };
}
