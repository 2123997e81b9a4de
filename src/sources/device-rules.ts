import type { deviceKinds } from "../contract/http/devices.ts";
import { homeAssistantReads, homeAssistantStatusTopic } from "../contract/mqtt/home-assistant.ts";
import { matchesFilter } from "../contract/mqtt/topic-filter.ts";
import { namePattern } from "../contract/mqtt/topics.ts";
import type { MqttSender } from "../domain/attendance/source-names.ts";
import type { SourceAdapter } from "./adapter.ts";
import { adapterOf, isOursToSpeak } from "./adapters.ts";
import { pathFault } from "./generic/posted-path.ts";

/** Kinds of senders that may have a name and a key at a broker. */
export type DeviceKind = (typeof deviceKinds)[number];

/** What one device may do at a broker, as topic filters that hold for the embedded one and for others alike. */
export interface DeviceRules {
  /** Where it may publish. */
  readonly writes: readonly string[];
  /** What it may subscribe to. */
  readonly reads: readonly string[];
  /** Beginnings of topics that are its alone: whoever is not it neither publishes nor reads there. */
  readonly stems: readonly string[];
  /**
   * Whether a message of its may tell of this sender; null where its topics name the sender, so that the message itself
   * need not be looked at.
   */
  readonly speaksFor: ((sender: string) => boolean) | null;
  /** The longest packet it may send, in bytes. */
  readonly maxPacketBytes: number;
  /** How many filters it may subscribe to at a time. */
  readonly mostSubscriptions: number;
  /** The path below `/in/` that it posts to over HTTP; null for one that speaks at a broker. */
  readonly postsTo: string | null;
}

/** A scan has at most 16 KiB, and the rest of a packet is its topic. */
const plainPacketBytes = 32 * 1024;
/** A picture of 2 MB, in base64. */
const picturePacketBytes = 3 * 1024 * 1024;

const oneSender =
  (name: string) =>
  (sender: string): boolean =>
    sender === name;

/** Of a device that says nothing else. */
export const mostSubscriptions = 20;

/** What a kind says of itself beside what holds for all. */
type OwnRules = Omit<DeviceRules, "postsTo" | "mostSubscriptions"> &
  Partial<Pick<DeviceRules, "postsTo" | "mostSubscriptions">>;

const rulesOf: Readonly<Record<DeviceKind, (address: string) => OwnRules>> = {
  native: (address) => ({
    writes: ["scan", "status", "heartbeat", "response"].map((channel) => `muster/v1/${address}/${channel}`),
    reads: ["receipt", "command"].map((channel) => `muster/v1/${address}/${channel}`),
    stems: [`muster/v1/${address}`],
    speaksFor: null,
    maxPacketBytes: plainPacketBytes,
  }),
  original: (location) => ({
    writes: ["access/result"],
    reads: [],
    stems: [],
    speaksFor: oneSender(`original:${location}`),
    maxPacketBytes: plainPacketBytes,
  }),
  hfsecurity: (id) => ({
    // All terminals tell of their coming and going on the same two topics.
    writes: [
      `mqtt/face/${id}/Rec`,
      `mqtt/face/${id}/Snap`,
      `mqtt/face/${id}/Ack`,
      "mqtt/face/basic",
      "mqtt/face/heartbeat",
    ],
    reads: [`mqtt/face/${id}`],
    stems: [`mqtt/face/${id}`],
    speaksFor: oneSender(`hfsecurity:${id}`),
    maxPacketBytes: picturePacketBytes,
  }),
  frigate: () => ({
    writes: ["frigate/#"],
    reads: ["frigate/#"],
    stems: ["frigate"],
    speaksFor: null,
    maxPacketBytes: picturePacketBytes,
  }),
  "double-take": () => ({
    writes: ["double-take/#"],
    // It looks at what Frigate found.
    reads: ["frigate/events", "frigate/+/+/snapshot"],
    stems: ["double-take"],
    speaksFor: null,
    maxPacketBytes: picturePacketBytes,
  }),
  "esp-rfid": (board) => ({
    writes: [`esp-rfid/${board}`, `esp-rfid/${board}/#`],
    reads: [`esp-rfid/${board}/cmd`],
    stems: [`esp-rfid/${board}`],
    speaksFor: oneSender(`esp-rfid:${board}`),
    maxPacketBytes: plainPacketBytes,
  }),
  tasmota: (name) => ({
    writes: [`tele/${name}/#`, `stat/${name}/#`],
    reads: [`cmnd/${name}/#`],
    stems: [`tele/${name}`, `stat/${name}`, `cmnd/${name}`],
    speaksFor: null,
    maxPacketBytes: plainPacketBytes,
  }),
  esphome: (name) => ({
    writes: [`esphome/${name}/#`],
    reads: [`esphome/${name}/+/+/command`],
    stems: [`esphome/${name}`],
    speaksFor: null,
    maxPacketBytes: plainPacketBytes,
  }),
  generic: (topic) => ({
    writes: [topic],
    reads: [],
    stems: [topic],
    speaksFor: null,
    maxPacketBytes: plainPacketBytes,
  }),
  "generic-http": (path) => ({
    // It has nothing to say at a broker, and its topic is one on which nobody publishes.
    writes: [],
    reads: [],
    stems: [],
    speaksFor: null,
    maxPacketBytes: plainPacketBytes,
    postsTo: path,
  }),
  "home-assistant": (site) => ({
    // Its coming and going is its last will, which nobody here reads.
    writes: [homeAssistantStatusTopic],
    reads: homeAssistantReads(site),
    stems: [],
    speaksFor: null,
    maxPacketBytes: plainPacketBytes,
    // One for each platform that it knows, and one for each room and reader.
    mostSubscriptions: 10_000,
  }),
};

/**
 * The rules of a device of a kind.
 *
 * @param address what it is called in its topics: `site/name` for `native`, a location for `original`, a whole topic
 *   for `generic`, a path below `/in/` for `generic-http`, the site for `home-assistant`, else the one level that names it
 */
export const deviceRules = (kind: DeviceKind, address: string): DeviceRules => ({
  postsTo: null,
  mostSubscriptions,
  ...rulesOf[kind](address),
});

/** The kinds of which one programme speaks for many cameras, so that its topics hold no name of its own. */
const bridges: ReadonlySet<DeviceKind> = new Set<MqttSender>(["frigate", "double-take"]);

/** What an address of this kind is, in words for people; null where there is none to give. */
export function addressAsked(kind: DeviceKind): string | null {
  if (bridges.has(kind)) return null;
  const words: Readonly<Record<Exclude<DeviceKind, "frigate" | "double-take">, string>> = {
    native: "site/name, as in its topics; the device's name at this server's site where left out",
    original: "the location that it writes into its messages",
    hfsecurity: "the terminal's device id (facesluiceId)",
    "esp-rfid": "the board's host name; its MQTT topic is esp-rfid/ and this",
    tasmota: "the reader's topic, as in tele/TOPIC/SENSOR",
    esphome: "the reader's name, as in esphome/NAME/tag",
    generic: "the whole topic on which it publishes",
    "generic-http": "the path below /in/ that it posts to",
    "home-assistant": "this server's site, where left out",
  };
  return kind === "frigate" || kind === "double-take" ? null : words[kind];
}

/** Why a text cannot be the address of a device of this kind, or null where it can. */
export function addressFault(
  kind: DeviceKind,
  address: string,
  made: readonly SourceAdapter[] = [],
): string | null {
  if (bridges.has(kind)) return address === kind ? null : `is not asked for a ${kind}; leave it out`;
  if (address === "" || address.length > 128) return "must be 1 to 128 characters";
  if (/\p{Cc}/u.test(address) || !address.isWellFormed()) return "must hold no control character";
  if (kind === "original") return null;
  if (kind === "generic-http") return pathFault(address, false);
  if (kind === "home-assistant") {
    return namePattern.test(address) ? null : "must be a site: 1 to 63 of a-z, 0-9 and '-'";
  }
  if (/[+#]/.test(address) || address.startsWith("$"))
    return "must hold neither + nor #, and not begin with $";
  if (kind === "native") {
    return /^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9-]{0,62}$/.test(address)
      ? null
      : "must be site/name, each 1 to 63 of a-z, 0-9 and '-'";
  }
  if (kind !== "generic") {
    // A space would end the topic in an access list of Mosquitto's.
    if (/[/\s]/.test(address)) return "must be one level of a topic: no / and no blank";
    return kind === "hfsecurity" && ["basic", "heartbeat"].includes(address)
      ? "is a topic of all terminals, not the id of one"
      : null;
  }
  if (/\s/.test(address)) return "must hold no blank";
  return isOursToSpeak(address) || adapterOf(address, made)?.name !== "generic"
    ? "is a topic that no described sender is read on; describe it in MUSTER_SENDERS_FILE first"
    : null;
}

/** Whether a device may publish on a topic. */
export const mayWrite = ({ writes }: DeviceRules, topic: string): boolean =>
  !topic.startsWith("$") && writes.some((filter) => matchesFilter(filter, topic));

/** Whether a device may subscribe to a filter: whatever that takes in, its own filters take in. */
export const mayRead = ({ reads }: DeviceRules, filter: string): boolean =>
  reads.some((own) => coversFilter(own, filter));

/** Whether every topic that one filter takes in is taken in by another. */
function coversFilter(wide: string, narrow: string): boolean {
  const [own, asked] = [wide.split("/"), narrow.split("/")];
  for (const [at, level] of own.entries()) {
    if (level === "#") return at > 0 || !narrow.startsWith("$");
    const told = asked[at];
    if (told === undefined || told === "#") return false;
    if (level === "+" ? false : told !== level) return false;
  }
  return own.length === asked.length;
}
