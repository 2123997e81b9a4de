import { z } from "zod";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { cardUid, decimalCardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, levelOf, ofSender, readAs, trimmedText } from "../foreign-reading.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

const text = z.union([z.string(), z.number()]).transform(trimmedText).optional();

const accessEvent = z.object({
  majorEventType: z.coerce.number().int(),
  subEventType: z.coerce.number().int(),
  employeeNoString: text,
  cardNo: text,
  /** The number of the event in the terminal's log. */
  serialNo: text,
  attendanceStatus: z.string().optional(),
  /** false for what the terminal kept while its server was away. */
  currentEvent: z.boolean().optional(),
});

const notification = z.object({
  eventType: z.string(),
  dateTime: z.string().max(64).optional(),
  AccessControllerEvent: accessEvent.optional(),
});

/**
 * Hikvision access terminals that post their events to a listening host (ISAPI, `AccessControllerEvent` as JSON). Each
 * event is a message on a topic that nobody can publish on.
 */
export const hikvisionAdapter: SourceAdapter = {
  name: "hikvision",
  filters: ["$HTTP/hikvision/+/event"],
  subscribe: [],
  retained: [],
  ours: [],
  read(message, settings) {
    const name = levelOf(message.topic, 2);
    const sender = `hikvision:${name}`;
    const read = readAs(notification, message);
    if ("reading" in read) return ofSender(read.reading, sender);
    const { eventType, dateTime, AccessControllerEvent: event } = read.told;
    if (/^heart-?beat$/i.test(eventType)) {
      const at = message.receivedAt;
      return { kind: "heartbeat", sender, at, outbox: null, clock: null, bootId: null, lastSeq: null };
    }
    if (event === undefined) return ignored(`${eventType.slice(0, 64)} is none of attendance`, sender);
    return readEvent({ ...event, dateTime, name, sender }, message, settings);
  },
};

type Told = z.output<typeof accessEvent> & {
  readonly dateTime: string | undefined;
  readonly name: string;
  readonly sender: string;
};

function readEvent(told: Told, message: SourceMessage, settings: SourceSettings): Reading {
  const { sender, majorEventType, subEventType, serialNo, dateTime } = told;
  const outcome = majorEventType === accessMajor ? outcomes.get(subEventType) : undefined;
  if (outcome === undefined) {
    return ignored(`event ${majorEventType}/${subEventType} tells of no verification`, sender);
  }
  const subject = subjectOf(told);
  if (subject === null && outcome.decision === "granted") {
    return ignored("a verification that names nobody", sender);
  }
  return foreignScan(
    "hikvision",
    {
      sender,
      externalId: serialNo === undefined ? null : `${serialNo}:${dateTime ?? ""}`.slice(0, 128),
      ...(serialNo !== undefined && {
        content: JSON.stringify([subject?.value ?? null, dateTime ?? null, subEventType]),
      }),
      subject,
      location: told.name,
      decision: outcome.decision,
      method: outcome.method,
      direction: directions.get(told.attendanceStatus ?? "") ?? null,
      live: told.currentEvent !== false,
    },
    dateTime === undefined ? null : { field: "dateTime", written: dateTime },
    message,
    settings,
    true,
  );
}

/** By the person's number, else by the card; null where it names neither. */
function subjectOf({ employeeNoString = "", cardNo = "" }: Told) {
  const number = identifierText.safeParse(employeeNoString);
  if (employeeNoString !== "" && number.success) return { scheme: "student_id", value: number.data } as const;
  const card = decimalCardUid(cardNo) ?? cardUid(cardNo);
  return card === null || /^0+$/.test(cardNo) ? null : ({ scheme: "card_uid", value: card } as const);
}

/** Major type 5: what happens at a door; alarms, exceptions and operations are others. */
const accessMajor = 5;

interface Outcome {
  readonly decision: Decision;
  readonly method: string;
}

const passed = (method: string): Outcome => ({ decision: "granted", method });
const failed = (method: string): Outcome => ({ decision: "denied", method });

/** The minor types that are a verification of somebody, by the constants of the maker's SDK. */
const outcomes: ReadonlyMap<number, Outcome> = new Map([
  [0x01, passed("card")],
  [0x02, passed("card")],
  [0x03, failed("card")],
  [0x06, failed("card")],
  [0x07, failed("card")],
  [0x08, failed("card")],
  [0x09, failed("card")],
  [0x26, passed("fingerprint")],
  [0x27, failed("fingerprint")],
  [0x28, passed("fingerprint")],
  [0x29, failed("fingerprint")],
  [0x36, passed("face")],
  [0x37, failed("face")],
  [0x3c, passed("face")],
  [0x3d, failed("face")],
  [0x45, passed("fingerprint")],
  [0x46, failed("fingerprint")],
  [0x4b, passed("face")],
  [0x4c, failed("face")],
  [0x4d, passed("face")],
  [0x4e, failed("face")],
]);

const directions: ReadonlyMap<string, "in" | "out"> = new Map([
  ["checkIn", "in"],
  ["breakIn", "in"],
  ["overtimeIn", "in"],
  ["checkOut", "out"],
  ["breakOut", "out"],
  ["overtimeOut", "out"],
]);
