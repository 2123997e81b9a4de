import { z } from "zod";
import { identifierText } from "./text.ts";

/** The payload of `.../status`: birth and last will, retained. */
export const deviceStatus = z.object({
  v: z.literal(1),
  state: z.enum(["online", "offline"]),
  firmware: identifierText.optional(),
  boot_id: identifierText.optional(),
  at: z.string().max(64).optional(),
});
export type DeviceStatus = z.infer<typeof deviceStatus>;

/** The payload of `.../heartbeat`, every 30 seconds. */
export const deviceHeartbeat = z.object({
  v: z.literal(1),
  at: z.string().max(64),
  boot_id: identifierText.optional(),
  seq: z.int().nonnegative().optional(),
  /** Scans that wait on the device. */
  outbox: z.int().nonnegative(),
  clock: z.enum(["ntp", "rtc", "unsynced"]),
});
export type DeviceHeartbeat = z.infer<typeof deviceHeartbeat>;
