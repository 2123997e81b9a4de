import { identifierText } from "../../contract/mqtt/text.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, levelOf, refused } from "../foreign-reading.ts";
import { decodePayload } from "../read-json.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

/**
 * ZKTeco terminals that push over HTTP (ADMS). What they post is taken apart into its lines, and each is a message on a
 * topic that nobody can publish on.
 */
export const zktecoAdapter: SourceAdapter = {
  name: "zkteco",
  filters: ["$HTTP/zkteco/+/ATTLOG", "$HTTP/zkteco/+/poll"],
  subscribe: [],
  retained: [],
  ours: [],
  read(message, settings) {
    const serial = levelOf(message.topic, 2);
    if (message.topic.endsWith("/ATTLOG")) return readLine(message, serial, settings);
    const [sender, at] = [`zkteco:${serial}`, message.receivedAt];
    return { kind: "heartbeat", sender, at, outbox: null, clock: null, bootId: null, lastSeq: null };
  },
};

/** `PIN<TAB>YYYY-MM-DD HH:MM:SS<TAB>status<TAB>verify…`; what stands behind is for other purposes. */
function readLine(message: SourceMessage, serial: string, settings: SourceSettings): Reading {
  const sender = `zkteco:${serial}`;
  const read = decodePayload(message.payload);
  if ("refusal" in read) return refused(read.refusal, sender);
  const [pin = "", time = "", status = "", verify = ""] = read.text
    .trim()
    .split("\t")
    .map((part) => part.trim());
  const subject = identifierText.safeParse(pin);
  if (!subject.success || time === "") {
    const line = JSON.stringify(read.text.slice(0, 80));
    const detail = `the line: must begin with the person's number, a tab and the time (got ${line})`;
    return refused({ code: "invalid", detail }, sender);
  }
  return foreignScan(
    "zkteco",
    {
      sender,
      externalId: `${subject.data}:${time.slice(0, 64)}:${status.slice(0, 16)}`,
      content: JSON.stringify([subject.data, time, status, verify]),
      subject: { scheme: "student_id", value: subject.data },
      location: serial,
      decision: "granted",
      method: methods.get(verify) ?? null,
      direction: directions.get(status) ?? null,
    },
    { field: "the time of the line", written: time },
    message,
    settings,
    true,
  );
}

/** Work begins, ends, breaks and overtime: what counts is whether somebody came or went. */
const directions: ReadonlyMap<string, "in" | "out"> = new Map([
  ["0", "in"],
  ["1", "out"],
  ["2", "out"],
  ["3", "in"],
  ["4", "in"],
  ["5", "out"],
]);

const methods: ReadonlyMap<string, string> = new Map([
  ["0", "pin"],
  ["1", "fingerprint"],
  ["3", "card"],
  ["15", "face"],
  ["25", "palm"],
]);
