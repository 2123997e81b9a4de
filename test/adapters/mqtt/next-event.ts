import type { MqttClient } from "mqtt";

/** Resolves at the client's next event of this name. (`once` of node:events does not accept its type.) */
export async function nextEvent(
  client: MqttClient,
  name: "connect" | "close" | "message" | "packetreceive",
): Promise<void> {
  await new Promise<void>((resolve) => client.once(name, () => resolve()));
}
