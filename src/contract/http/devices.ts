import { z } from "zod";
import { mqttSenders } from "../../domain/attendance/source-names.ts";
import { neededLine } from "./one-line.ts";

const instant = z.string().describe("RFC 3339, UTC");

/** Kinds of senders that may have a name and a key. */
export const deviceKinds = [
  "native",
  "original",
  ...mqttSenders,
  "generic",
  "generic-http",
  "home-assistant",
] as const;

export const deviceView = z.object({
  /** Its user name at the broker. */
  name: z.string(),
  kind: z.enum(deviceKinds),
  /** What it is called in its topics. */
  address: z.string(),
  /** The sender that it is; null where it speaks for several. */
  sender: z.string().nullable(),
  madeAt: instant,
  madeBy: z.string(),
  disabled: z.object({ at: instant, by: z.string() }).nullable(),
  /** The keys that open now, oldest first; `endsAt` is null for one without an end. */
  keys: z.array(z.object({ madeAt: instant, madeBy: z.string(), endsAt: instant.nullable() })),
});
export type DeviceView = z.infer<typeof deviceView>;

/** What the broker would not let somebody do, counted since the server started. */
export const brokerRefusal = z.object({
  /** The device, or the name that somebody gave; null for somebody without a name. */
  name: z.string().nullable(),
  /** Whether there is a device of that name. */
  known: z.boolean(),
  reason: z.enum([
    "unknown_device",
    "wrong_key",
    "key_ended",
    "disabled",
    "no_name",
    "foreign_client_id",
    "foreign_will",
    "foreign_topic",
    "foreign_sender",
    "foreign_subscription",
    "retained",
    "too_large",
    "too_many_connections",
    "too_many_subscriptions",
    "slowed",
  ]),
  times: z.int(),
  lastAt: instant,
  /** The topic, filter or client id of the last one. */
  last: z.string(),
});
export type BrokerRefusal = z.infer<typeof brokerRefusal>;

/** `GET /api/v1/devices` */
export const devicePage = z.object({
  devices: z.array(deviceView),
  /** Whether senders without a name and a key are let in from this machine; null on a broker of one's own. */
  anonymous: z.boolean().nullable(),
  /** Last first. */
  refusals: z.array(brokerRefusal),
});

export const addDevice = z.strictObject({
  name: z.string().max(63, "is longer than 63 characters"),
  kind: z.enum(deviceKinds),
  address: neededLine(128, "is empty; leave it out instead").optional(),
});

export const rotateKey = z.strictObject({
  /** How long the old keys still hold; 0 ends them at once. */
  holdHours: z
    .number()
    .min(0, "is less than 0")
    .max(24 * 90, "is more than 90 days")
    .optional(),
});

/** A key is told this once. */
export const newKey = z.object({
  device: deviceView,
  key: z.string(),
  /** Settings to paste, with the key in them. */
  settings: z.array(z.object({ title: z.string(), text: z.string() })),
});
export type NewKeyView = z.infer<typeof newKey>;

/** `GET /api/v1/devices/{name}/test`: what arrived of it last, newest first, and how it was read. */
export const deviceTest = z.object({
  device: deviceView,
  /** Connections that it has at this moment; null on a broker of one's own. */
  connections: z.int().nullable(),
  arrived: z.array(
    z.object({
      at: instant,
      topic: z.string(),
      qos: z.int(),
      retain: z.boolean(),
      bytes: z.int(),
      /** How it begins; null for who may not see whom it is about. */
      text: z.string().nullable(),
      /** The adapter that reads the topic; null where none does. */
      source: z.string().nullable(),
      read: z.enum(["scan", "status", "heartbeat", "answer", "ignored", "refused", "unread"]),
      /** In words: who was seen and where, or why it was refused. */
      detail: z.string(),
    }),
  ),
  refusals: z.array(brokerRefusal),
});
export type DeviceTest = z.infer<typeof deviceTest>;
