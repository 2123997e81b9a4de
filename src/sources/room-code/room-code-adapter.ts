import { z } from "zod";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, levelOf, ofSender, readAs } from "../foreign-reading.ts";
import { readJson } from "../read-json.ts";

/** As whom the server itself says who confirmed by a code: of a room there may be no reader at all. */
export const roomCodeSender = "room-code";

/** What is kept of somebody who confirmed by a code that was shown in a room. */
export const confirmation = z.strictObject({
  v: z.literal(1),
  /** Whose account it was: the store's id of the person, who confirms once in a session. */
  person: z.uuid(),
  student: identifierText,
  /** The room in which the code was shown. */
  room: identifierText,
  /** When their browser showed the code to the server: who signs in only then is no later for it. */
  seen_at: z.string().max(64),
  /** What the browser is known by in this session and in no other; null for one that is not known. */
  browser: z.string().max(64).nullable(),
});
export type Confirmation = z.infer<typeof confirmation>;

/** On what topic the server says who confirmed in a session: below `$HTTP/` nobody can publish. */
export const topicOfConfirmation = (session: string): string => `$HTTP/room-code/${session}`;

/** Of a confirmation as it is stored: by which browser; null where that is not known, or no more. */
export function browserOf(payload: Uint8Array): string | null {
  const json = readJson(payload);
  if ("refusal" in json) return null;
  const read = confirmation.safeParse(json.value);
  return read.success ? read.data.browser : null;
}

/**
 * Students who confirmed by a code that was shown in the room. It is a scan like any other: a person was identified there
 * and then, by their account in place of their face.
 */
export const roomCodeAdapter: SourceAdapter = {
  name: "room-code",
  filters: ["$HTTP/room-code/+"],
  subscribe: [],
  retained: [],
  ours: [],
  read(message, settings) {
    const read = readAs(confirmation, message);
    if ("reading" in read) return ofSender(read.reading, roomCodeSender);
    const { person, student, room, seen_at } = read.told;
    const session = levelOf(message.topic, 2);
    return foreignScan(
      "room-code",
      {
        sender: roomCodeSender,
        externalId: `${session}:${person}`,
        // Once in a session, whenever they do it again and by whichever browser.
        content: JSON.stringify([session, person]),
        subject: { scheme: "student_id", value: student },
        location: room,
        decision: "granted",
        method: "code",
      },
      { field: "seen_at", written: seen_at },
      message,
      settings,
      // The server's own clock is as right as the one that receives.
      true,
    );
  },
};
