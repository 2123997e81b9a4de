import type { PostmasterFile } from "./read-postmaster-file.ts";

/** What `pg` needs to connect: the socket folder as host, or on Windows the loopback address and a password. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

/** The one door by which clients reach the server. */
export interface ServerAccess {
  /** What initdb must be told, so that the cluster lets in whoever comes by this door and nobody else. */
  readonly initdbArguments: readonly string[];
  /** What the server must be told, so that it opens this door and no other. */
  readonly settings: Readonly<Record<string, string>>;
  /** How to connect to a running postmaster; undefined while it has not said where it listens. */
  connectionTo(postmaster: PostmasterFile): PostgresConnection | undefined;
  /** Clears away what the door of a stopped postmaster leaves behind; without one, of a start that failed. */
  remove(postmaster?: PostmasterFile): Promise<void>;
}
