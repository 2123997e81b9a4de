import type { Actor, EverybodyActor, MusterActor } from "../domain/rights/actor.ts";

/** Who did something, and as what, as it is kept with everything that is written. */
export type Author = Pick<Actor, "id" | "role">;

/** Until somebody has an account: whoever sits at this machine. */
export const localOperator: EverybodyActor = { kind: "everybody", id: "local operator", role: "operator" };

/** What the server does of itself. */
export const musterItself: MusterActor = { kind: "muster", id: "muster", role: "monitor" };

/** By what somebody shows who they are; undefined where it was not sent. */
export interface Credentials {
  /** The whole `Cookie` header. */
  readonly cookie: string | undefined;
  /** The whole `Authorization` header. */
  readonly authorization: string | undefined;
  /** The address that asks, of the client and not of a trusted proxy. */
  readonly address: string;
}

/** Answers who asks. The real one knows accounts, sessions of signing in, and tokens. */
export interface WhoAsks {
  /**
   * @param doing whether the person does something by it; false where an open stream makes sure of them, which does not
   *   keep a session of signing in alive
   * @returns null for nobody: not signed in, or no more
   */
  actorOf(credentials: Credentials, doing: boolean): Promise<Actor | null>;
  /**
   * Tells whenever an answer may have changed: roles were given or taken, a sign-in ended, an account was linked or
   * disabled. Told after COMMIT, with the account, or with null where it may be anybody. Open streams ask again then.
   * @returns ends the telling
   */
  onChanged(listener: (account: string | null) => void): () => void;
}

/** While there are no accounts, whoever reaches the server is the local operator. */
export const everybodyAsks: WhoAsks = {
  actorOf: async () => localOperator,
  onChanged: () => () => undefined,
};
