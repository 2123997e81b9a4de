/** Other makers' senders that speak over MQTT. */
export const mqttSenders = [
  "hfsecurity",
  "frigate",
  "double-take",
  "esp-rfid",
  "tasmota",
  "esphome",
] as const;
export type MqttSender = (typeof mqttSenders)[number];

/** Other makers' senders that speak over HTTP. */
const httpSenders = ["zkteco", "hikvision", "dahua"] as const;

/**
 * Every kind of sender that is understood: Muster's own, among them the server itself where it shows codes in rooms, other
 * makers', and those that an operator describes.
 */
export const sourceNames = [
  "original",
  "native",
  "room-code",
  ...mqttSenders,
  ...httpSenders,
  "generic",
] as const;
export type SourceName = (typeof sourceNames)[number];
