import type { Role } from "./role.ts";

/** How somebody is named in what they write: with each fact, for ever. */
interface Named {
  readonly id: string;
  /** As what they act, in the word that is kept: `operator`, `lecturer`, `monitor`, `import`. */
  readonly role: string;
}

/** Whoever reaches this machine, while nobody has an account: may do everything. */
export interface EverybodyActor extends Named {
  readonly kind: "everybody";
}

/** A person who signed in. */
export interface AccountActor extends Named {
  readonly kind: "account";
  /** The account's own id; `id` is the name that people read, and may be changed. */
  readonly account: string;
  /** The roles that are granted at this moment. */
  readonly roles: readonly Role[];
  /** The store's id of the person whose account it is, student or staff; null while it is linked to nobody. */
  readonly person: string | null;
}

/** A programme that acts with a part of what its maker may. */
export interface TokenActor extends Named {
  readonly kind: "token";
  /** The token's own id; `id` says whose it is, and what it is called. */
  readonly token: string;
  /** The deeds it may do, where its maker may. */
  readonly deeds: readonly string[];
  readonly maker: AccountActor;
}

/** A device by its own name: it writes its own scans and health. */
export interface DeviceActor extends Named {
  readonly kind: "device";
  readonly device: string;
}

/** The server, in what it does of itself. */
export interface MusterActor extends Named {
  readonly kind: "muster";
}

/** Who asks for something: every write, and every read of what is somebody's own, is asked as one. */
export type Actor = EverybodyActor | AccountActor | TokenActor | DeviceActor | MusterActor;
