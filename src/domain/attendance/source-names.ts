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

/** Every kind of sender that is understood: Muster's own, other makers', and those that an operator describes. */
export const sourceNames = ["original", "native", ...mqttSenders, ...httpSenders, "generic"] as const;
export type SourceName = (typeof sourceNames)[number];
