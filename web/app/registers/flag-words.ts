import type { MarkView } from "../../../src/contract/http/sessions.ts";

/** What is unusual about a mark, in words. */
export const flagWords: Readonly<Record<MarkView["flags"][number], string>> = {
  wrong_room: "Seen in another room",
  possible_exit: "May have left: seen only before the start",
  seen_after_end: "Seen after the end",
  out_without_arrival: "Seen going out, never coming in",
  leave_and_seen: "On leave, and seen",
  device_disagrees: "The device decided otherwise",
  first_seen_after_blindness: "May have come earlier, unseen by a reader",
  conflict: "A later scan speaks against it",
};
