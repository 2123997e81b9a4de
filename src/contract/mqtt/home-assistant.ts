/** What Home Assistant is told, and where: messages that the server keeps at the broker, and nobody else may write. */

/** The first level of what Home Assistant's MQTT discovery listens to, unless it was told another. */
const discoveryPrefix = "homeassistant";
const ownPrefix = "muster/home-assistant/";

/** Where Home Assistant says that it came and that it went; it is the last will of its connection. */
export const homeAssistantStatusTopic = `${discoveryPrefix}/status`;

/** Of a room or a reader: a name of letters, digits, `_` and `-` that no other thing has, whatever it is called. */
export const homeAssistantId = (site: string, kind: "room" | "reader", name: string): string =>
  `muster-${site}-${kind}-${Array.from(name, (letter) => (/[A-Za-z0-9-]/.test(letter) ? letter : `_${(letter.codePointAt(0) ?? 0).toString(16)}_`)).join("")}`;

/** Where a thing is described: device discovery, Home Assistant 2024.11 and later. */
export const discoveryTopic = (id: string): string => `${discoveryPrefix}/device/${id}/config`;
/** Where a thing's present state is. */
export const homeAssistantStateTopic = (site: string, id: string): string => `${ownPrefix}${site}/${id}`;
/** Where the server keeps which topics it has told, so that it can take them back after a restart. */
export const homeAssistantListTopic = (site: string): string => `${ownPrefix}${site}`;

/** What Home Assistant needs to read: discovery messages, states, and whether the server is there. */
export const homeAssistantReads = (site: string): readonly string[] => [
  `${discoveryPrefix}/#`,
  `${ownPrefix}${site}/#`,
  `muster/v1/${site}/state`,
];
/** Where the server writes beside `muster/#`. */
export const discoveryFilter = `${discoveryPrefix}/device/+/config`;

/** Whether a topic is the server's alone. */
export const isHomeAssistantTopic = (topic: string): boolean =>
  topic.startsWith(`${discoveryPrefix}/device/muster-`) || topic.startsWith(ownPrefix);
