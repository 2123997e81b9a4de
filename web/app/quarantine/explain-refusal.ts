/** Why messages were refused, for a person: what it means, and what to do before a replay. */
export interface Refusal {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

const refusals: Readonly<Record<string, Refusal>> = {
  retained: {
    title: "Retained by the broker",
    meaning:
      "The broker had kept the message and handed it out again on connecting. When it was sent is not known, so it is not taken for something that just happened.",
    remedy:
      "Publish scans without the retain flag, and clear the topic once with an empty retained message. A replay takes the message as a scan of the moment it arrived here.",
  },
  too_large: {
    title: "Too large",
    meaning: "A scan is a few hundred bytes. This was more than 16 KB, so only its beginning was kept.",
    remedy: "Leave pictures out of messages. What was not kept whole cannot be replayed.",
  },
  not_utf8: {
    title: "Not text",
    meaning: "The bytes are not UTF-8: another encoding, a compressed message or a damaged one.",
    remedy: "Set the sender to JSON in UTF-8. A replay of the same bytes is refused again.",
  },
  not_json: {
    title: "Not JSON",
    meaning:
      "The text is not JSON: cut off on the way, or written by hand with a comma or quote out of place.",
    remedy: "Mend what writes it; the detail says at which character reading ended.",
  },
  invalid: {
    title: "A field is missing or wrong",
    meaning: "It is JSON, but a field is absent, empty or of the wrong kind.",
    remedy: "The detail names the field, what stood in it and what is expected. Mend the sender.",
  },
  time_unreadable: {
    title: "Time not readable",
    meaning: "The time is in no form that is known here.",
    remedy:
      "Send RFC 3339 such as 2026-11-22T09:15:00Z, seconds since 1970, or a clock reading such as 09:15 AM.",
  },
  time_in_future: {
    title: "Time in the future",
    meaning: "The device's clock is ahead by more than is allowed.",
    remedy:
      "Set the device's clock, best by NTP. Then put the clock right for what it sent until then: say how far ahead it was, and see which marks that makes before anything is stored. A plain replay is refused again.",
  },
  time_too_old: {
    title: "Too long ago",
    meaning: "The scan is older than a device may keep one: 35 days.",
    remedy:
      "Where the device's clock was wrong, set it, and put it right for what it sent until then. What really is that old is settled by a person in its registers.",
  },
  conflict: {
    title: "Same id, other content",
    meaning:
      "A scan of this id is stored, and this message says something else under the same id. The first one stands.",
    remedy: "Find out why the sender uses an id twice: a copied device, or one that was set back.",
  },
  unknown_topic: {
    title: "Topic not known",
    meaning: "It came on a topic that nothing is taken from.",
    remedy:
      "Publish to access/result, or as a device to muster/v1/{site}/{device}/scan, with names in small letters.",
  },
  packet_refused: {
    title: "Refused by the broker",
    meaning: "The packet broke a rule of MQTT, so nothing of it was read.",
    remedy: "Look for another MQTT library or version on the sender.",
  },
  store_refused: {
    title: "Refused by the database",
    meaning: "It was read, but the database cannot hold one of its values.",
    remedy: "The detail names the value. After an update that can hold it, replay.",
  },
};

/** @param code as the server says it; one that a newer server made is explained by itself */
export const explainRefusal = (code: string): Refusal =>
  refusals[code] ?? {
    title: code.replaceAll("_", " "),
    meaning: "This page does not know this reason yet; the detail of each message says more.",
    remedy: "Read the messages before you replay them.",
  };
