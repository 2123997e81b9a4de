/** The topics that Muster speaks, version 1. `site` and `device` are lower-case names without a slash. */

/** Where the original's cameras publish. */
export const originalTopic = "access/result";

export const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const deviceChannels = ["scan", "status", "heartbeat", "receipt", "command", "response"] as const;
export type DeviceChannel = (typeof deviceChannels)[number];

/** `muster/v1/{site}/{device}/{channel}`. Throws a RangeError for a name that is not a topic name. */
export function deviceTopic(site: string, device: string, channel: DeviceChannel): string {
  for (const [field, name] of [
    ["site", site],
    ["device", device],
  ] as const) {
    if (!namePattern.test(name)) {
      throw new RangeError(`${field} '${name}' must be 1 to 63 of a-z, 0-9 and '-', and not begin with '-'`);
    }
  }
  return `muster/v1/${site}/${device}/${channel}`;
}

const deviceTopicPattern = /^muster\/v1\/([a-z0-9][a-z0-9-]{0,62})\/([a-z0-9][a-z0-9-]{0,62})\/([a-z]+)$/;

/** The parts of a device topic, or null for any other topic. */
export function parseDeviceTopic(
  topic: string,
): { readonly site: string; readonly device: string; readonly channel: DeviceChannel } | null {
  const match = deviceTopicPattern.exec(topic);
  if (!match) return null;
  const [, site = "", device = "", name] = match;
  const channel = deviceChannels.find((candidate) => candidate === name);
  return channel === undefined ? null : { site, device, channel };
}

/** Where each change of a mark is told, and where the server tells its own state (retained, with a will). */
export const eventsTopic = (site: string): string => `muster/v1/${site}/events`;
export const stateTopic = (site: string): string => `muster/v1/${site}/state`;
