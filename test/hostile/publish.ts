import type { IClientPublishOptions, MqttClient } from "mqtt";

/** The broker broke the connection before it acknowledged. */
export class ConnectionBroken extends Error {
  override readonly name = "ConnectionBroken";
}

/** Publishes and resolves once it is acknowledged (at QoS 0: sent). Rejects when the connection is broken instead. */
export function publish(
  client: MqttClient,
  topic: string,
  payload: string | Buffer,
  options: IClientPublishOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = (): void => reject(new ConnectionBroken(topic.slice(0, 80)));
    if (!client.connected) return broken();
    client.once("close", broken);
    client.publish(topic, payload, options, (error) => {
      client.off("close", broken);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Resolves when the connection is closed, by whichever side. */
export const closed = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => client.once("close", () => resolve()));

/** The next message that a client gets. */
export const nextMessage = (client: MqttClient): Promise<{ topic: string; payload: string }> =>
  new Promise((resolve) =>
    client.once("message", (topic, payload) => resolve({ topic, payload: payload.toString() })),
  );
