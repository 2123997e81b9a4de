import { z } from "zod";

export const totalsView = z.object({
  granted: z.int(),
  late: z.int(),
  denied: z.int(),
  unknown: z.int(),
  repeats: z.int(),
  quarantined: z.int(),
});
export type TotalsView = z.infer<typeof totalsView>;

/** What every page shows around its content. */
/** What came on topics that nobody reads, since the server started; on a broker of one's own nothing is seen of it. */
export const unreadTopicsView = z.object({
  since: z.string(),
  messages: z.int(),
  /** Topics that were forgotten for want of room. */
  forgotten: z.int(),
  /** Last heard first. */
  topics: z.array(
    z.object({
      topic: z.string(),
      messages: z.int(),
      firstAt: z.string(),
      lastAt: z.string(),
      /** The MQTT client of the last message. */
      client: z.string().nullable(),
      qos: z.int(),
      /** The beginning of the last message; bytes that are no text show as such. */
      text: z.string(),
      bytes: z.int(),
      /** The topic that is read and was probably meant. */
      meant: z.string().nullable(),
    }),
  ),
});

export const systemView = z.object({
  version: z.string(),
  instance: z.string(),
  day: z.string(),
  timeZone: z.string(),
  /** The last change committed; a page that has folded it is up to date. */
  seq: z.int(),
  institution: z.object({
    /** Empty until somebody tells it. */
    name: z.string(),
    /** true while nothing but the demonstration is there and nobody has said what to load. */
    firstRun: z.boolean(),
  }),
  demo: z.object({ active: z.boolean(), students: z.int(), classes: z.int() }),
  /** Said on every page when the server listens beyond loopback without sign-in. */
  open: z.object({ allowed: z.boolean(), host: z.string() }),
  broker: z.object({
    kind: z.enum(["embedded", "external", "borrowed"]),
    connected: z.boolean(),
    address: z.string(),
    asksName: z.boolean().describe("true where clients need a name and a password of their own to connect"),
    clients: z.int().nullable(),
  }),
  store: z.object({
    kind: z.enum(["embedded", "external"]),
    variables: z
      .string()
      .describe(
        "What stands before a command of `npx muster` that is to reach this store, `NAME=value` for a POSIX shell; empty where nothing is needed, and for a database of one's own, whose address is never told",
      ),
    available: z.boolean(),
    trouble: z.string().nullable(),
  }),
  intake: z.object({
    waiting: z.int(),
    overflowed: z.int(),
    /** Messages on topics that nobody reads, since the server started. */
    unread: z.int(),
  }),
  /** Of today, in the institution's zone; null for whoever may not know of everybody. */
  totals: totalsView.nullable(),
});
export type SystemView = z.infer<typeof systemView>;
