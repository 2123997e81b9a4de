import { z } from "zod";
import { identifierText } from "../../contract/mqtt/text.ts";
import { cardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, levelOf, ofSender, readAs, trimmedText } from "../foreign-reading.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

const text = z.union([z.string(), z.number()]).transform(trimmedText).optional();
const seconds = z.coerce.number().int().positive().optional();

const access = z.object({
  UserID: text,
  CardNo: text,
  Method: text,
  /** 1 let in, 0 turned away. */
  Status: text,
  Type: z.string().max(32).optional(),
  Door: text,
  RealUTC: seconds,
  UTC: seconds,
  CreateTime: seconds,
});

const event = z.object({
  Code: z.string(),
  /** `Offline` for what the terminal kept while its server was away. */
  DataSource: z.string().optional(),
  Data: z.unknown(),
});

/**
 * Dahua access terminals that post their events (`Code: AccessControl`). Each event of a post is a message on a topic
 * that nobody can publish on.
 */
export const dahuaAdapter: SourceAdapter = {
  name: "dahua",
  filters: ["$HTTP/dahua/+/event"],
  subscribe: [],
  retained: [],
  ours: [],
  read(message, settings) {
    const name = levelOf(message.topic, 2);
    const sender = `dahua:${name}`;
    const read = readAs(event, message);
    if ("reading" in read) return ofSender(read.reading, sender);
    if (read.told.Code !== "AccessControl") {
      return ignored(`${read.told.Code.slice(0, 64)} is none of attendance`, sender);
    }
    const data = readAs(z.object({ Data: access }), message);
    if ("reading" in data) return ofSender(data.reading, sender);
    return readAccess(
      data.told.Data,
      read.told.DataSource === "Offline",
      { name, sender },
      message,
      settings,
    );
  },
};

function readAccess(
  told: z.output<typeof access>,
  waited: boolean,
  { name, sender }: { readonly name: string; readonly sender: string },
  message: SourceMessage,
  settings: SourceSettings,
): Reading {
  const { Method = "", Status = "", Type = "", Door = "" } = told;
  const subject = subjectOf(told);
  // By a button or from afar: nobody showed who they are.
  if (opened.has(Method)) return ignored("a door opened from afar or by a button", sender);
  if (subject === null && Status === "1") return ignored("a door opened for nobody named", sender);
  const at = told.RealUTC ?? told.UTC ?? told.CreateTime ?? null;
  return foreignScan(
    "dahua",
    {
      sender,
      // Sent again while it is not answered, and sent as kept after it was sent live.
      externalId: at === null ? null : `${at}:${subject?.value ?? ""}:${Type}:${Door}`.slice(0, 128),
      ...(at !== null && { content: JSON.stringify([at, subject?.value ?? null, Status, Method]) }),
      subject,
      location: name,
      decision: Status === "1" ? "granted" : "denied",
      method: methods.get(Method) ?? null,
      direction: Type === "Entry" ? "in" : Type === "Exit" ? "out" : null,
      live: !waited,
    },
    at === null ? null : { field: "UTC", written: at },
    message,
    settings,
    true,
  );
}

/** By the person's number, else by the card; null where it names neither. */
function subjectOf({ UserID = "", CardNo = "" }: z.output<typeof access>) {
  const number = identifierText.safeParse(UserID);
  if (UserID !== "" && number.success) return { scheme: "student_id", value: number.data } as const;
  const card = cardUid(CardNo);
  return card === null ? null : ({ scheme: "card_uid", value: card } as const);
}

/** Remote, and the button inside. */
const opened: ReadonlySet<string> = new Set(["4", "5"]);

const methods: ReadonlyMap<string, string> = new Map([
  ["0", "pin"],
  ["1", "card"],
  ["6", "fingerprint"],
  ["15", "face"],
]);
