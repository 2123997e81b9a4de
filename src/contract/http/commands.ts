import { z } from "zod";
import { commandNames } from "../mqtt/command.ts";

const instant = z.string().describe("RFC 3339, UTC");

export const commandView = z.object({
  id: z.uuid(),
  name: z.enum(commandNames),
  givenAt: instant,
  givenBy: z.string(),
  expiresAt: instant,
  /** When it was said last; null while the sender is away. */
  saidAt: instant.nullable(),
  timesSaid: z.int(),
  /**
   * `waiting`: the sender is away, and is told when it comes; `said`: no answer yet; `told`: said to one that answers
   * nothing; `unable`: it cannot or would not; `expired`: not done in time.
   */
  state: z.enum(["waiting", "said", "done", "unable", "expired", "told"]),
  answeredAt: instant.nullable(),
  /** What it answered, in words. */
  detail: z.string().nullable(),
});
export type CommandView = z.infer<typeof commandView>;

/** `GET /api/v1/senders/{name}/commands` */
export const commandPage = z.object({
  /** What it can be told to do; none for a kind that can be told nothing. */
  can: z.array(z.enum(commandNames)),
  /** Whether it says what became of a command. */
  answers: z.boolean(),
  /** The last twenty, newest first. */
  commands: z.array(commandView),
});
export type CommandPage = z.infer<typeof commandPage>;

/** The longest that a command may wait for its sender. */
export const mostExpirySeconds = 7 * 24 * 60 * 60;

/** `POST /api/v1/senders/{name}/commands` */
export const giveCommand = z.strictObject({
  name: z.enum(commandNames),
  /** How long it may wait; one minute for `identify`, ten for the others, where it is left out. */
  expiresInSeconds: z
    .int("is no whole number of seconds")
    .min(5, "is less than 5 seconds")
    .max(mostExpirySeconds, "is more than 7 days")
    .optional(),
});
