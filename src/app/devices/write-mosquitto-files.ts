import { Temporal } from "temporal-polyfill";
import { discoveryFilter } from "../../contract/mqtt/home-assistant.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import { foreignAdapters, subscriptionsOf } from "../../sources/adapters.ts";
import { deviceRules } from "../../sources/device-rules.ts";
import { hashDeviceKey } from "./device-key.ts";
import type { StoredDevice } from "./device-store.ts";

/** The files that hold Mosquitto to the rules of the embedded broker. */
export interface MosquittoFiles {
  /** For `acl_file`. */
  readonly acl: string;
  /** For `password_file`. */
  readonly passwords: string;
  /** Lines for `mosquitto.conf`. */
  readonly configuration: string;
}

/**
 * Writes who may say and hear what, and by which password, as Mosquitto reads it (mosquitto.conf(5), 2.0 and later). A
 * device that is disabled or whose keys have ended is left out. Mosquitto knows one password of a user, so it is the
 * newest key that opens.
 *
 * @param server as whom Muster itself connects
 * @param adapters other makers' senders that Muster listens to there, and those of the operator's own making
 * @param folder where the files will lie
 */
export function writeMosquittoFiles(
  devices: readonly StoredDevice[],
  parts: {
    readonly server: { readonly name: string; readonly password: string };
    readonly adapters: readonly SourceAdapter[];
    readonly folder: string;
    readonly now: Temporal.Instant;
  },
): MosquittoFiles {
  const { server, adapters, folder, now } = parts;
  const open = devices.flatMap((device) => {
    // One that posts over HTTP has nothing to do at a broker.
    if (device.disabled !== null || deviceRules(device.kind, device.address).postsTo !== null) return [];
    const key = device.keys.findLast(
      ({ endsAt }) => endsAt === null || Temporal.Instant.compare(endsAt, now) > 0,
    );
    return key === undefined ? [] : [{ ...device, hash: key.hash }];
  });
  const replies = foreignAdapters
    .filter((adapter) => adapters.includes(adapter))
    .flatMap(({ ours, commands }) => [...ours, ...(commands?.topics ?? [])]);
  const acl = [
    "# Written by `npx muster device broker-config mosquitto`: change devices there, and write this anew.",
    "# Whoever has no name here may do nothing.",
    "",
    "# Muster itself.",
    `user ${server.name}`,
    "topic readwrite muster/#",
    ...subscriptionsOf(adapters)
      .filter((filter) => !filter.startsWith("muster/"))
      .map((filter) => `topic read ${filter}`),
    ...replies.map((filter) => `topic write ${filter}`),
    `topic write ${discoveryFilter}`,
    ...open.flatMap(({ name, kind, address }) => {
      const { writes, reads } = deviceRules(kind, address);
      return [
        "",
        `# ${kind}`,
        `user ${name}`,
        ...writes.map((filter) => `topic ${reads.includes(filter) ? "readwrite" : "write"} ${filter}`),
        ...reads.filter((filter) => !writes.includes(filter)).map((filter) => `topic read ${filter}`),
      ];
    }),
    "",
  ].join("\n");
  const passwords = [
    `${server.name}:${hashDeviceKey(server.password)}`,
    ...open.map(({ name, hash }) => `${name}:${hash}`),
    "",
  ].join("\n");
  return { acl, passwords, configuration: configurationOf(folder) };
}

const configurationOf = (
  folder: string,
): string => `# Devices. For TLS: port 8883, and cafile, certfile and keyfile.
listener 1883
# No device puts another one out by its client id: its name is its client id, whatever it says.
use_username_as_clientid true

# Muster, which opens several connections: MQTT_URL=mqtt://NAME:PASSWORD@127.0.0.1:1884
listener 1884 127.0.0.1

per_listener_settings false
allow_anonymous false
password_file ${folder}/passwords
acl_file ${folder}/acl

persistence true
persistence_location /var/lib/mosquitto/
autosave_interval 60
max_queued_messages 100000
max_inflight_messages 500
max_packet_size 3000000
persistent_client_expiration 14d
`;
