import { z } from "zod";
import { freeText } from "./text.ts";

/** What a device can be told to do. */
export const commandNames = ["identify", "send_outbox", "set_clock", "reload"] as const;
export type CommandName = (typeof commandNames)[number];

/**
 * The payload of `.../command`: something that a device is to do once, however often it arrives, and not after
 * `expires_at`.
 */
export const commandMessage = z.object({
  v: z.literal(1),
  id: z.uuid(),
  name: z.enum(commandNames),
  expires_at: z.iso.datetime({ offset: true }),
  args: z
    .object({
      /** For `set_clock`: the server's time when it spoke. */
      now: z.iso.datetime({ offset: true }).optional(),
    })
    .default({}),
});
export type CommandMessage = z.infer<typeof commandMessage>;

/** The payload of `.../response`: what became of a command. */
export const deviceResponse = z.object({
  v: z.literal(1),
  /** The command's. */
  id: z.uuid(),
  /** `unable`: it cannot, or would not; `expired`: the command came too late. */
  outcome: z.enum(["done", "unable", "expired"]),
  /** In words, for people. */
  detail: freeText.optional(),
});
export type DeviceResponse = z.infer<typeof deviceResponse>;
