import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser } from "./open-browser.ts";

const chromium = needs("chromium");
/** As long as a shared machine needs; what is awaited comes by itself. */
const soon = { timeout: 20_000 };

describe.skipIf(chromium === null)("from an unmodified client to a live page", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let client: MqttClient;

  beforeAll(async () => {
    if (chromium === null) return;
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium)]);
    client = await connect();
  });
  afterAll(async () => {
    await client?.endAsync();
    await browser?.close();
    await server?.stop();
  });

  /** As the original's client connects: MQTT 3.1.1, a clean session, no credentials. */
  const connect = (): Promise<MqttClient> =>
    mqtt.connectAsync(server.mqttUrl, { protocolVersion: 4, clean: true });

  async function publish(location: string, decision: string, reason: string): Promise<void> {
    const timestamp = new Intl.DateTimeFormat("en-US", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: server.env.MUSTER_TIMEZONE,
    }).format(new Date());
    const message = { student_id: "CSAI1001", timestamp, location, decision, reason };
    await client.publishAsync("access/result", JSON.stringify(message), { qos: 0 });
  }

  test("a message becomes a row and a percentage, and the page outlives a restart of the server", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/students/CSAI1001`);
    const main = page.getByRole("main");
    await expect.poll(() => main.innerText(), soon).toContain("Nobody was seen yet");

    await publish("BSB214", "granted", "Face recognized successfully");
    await expect.poll(() => main.innerText(), soon).toContain("Face recognized successfully");
    await expect.poll(() => main.innerText(), soon).toContain("33.3 %");

    await publish("ECG-01", "late", "Late entry");
    await publish("ASG-13", "denied", "Face not in database");
    await expect.poll(() => main.innerText(), soon).toContain("50.0 %");
    await expect.poll(() => main.innerText(), soon).toContain("Face not in database");

    expect(complaints).toEqual([]);
    await server.restart();
    await client.endAsync(true);
    client = await connect();
    await publish("ASG-13", "granted", "Face recognized successfully");
    // Nobody reloads: the page finds the server again by itself, and has missed nothing.
    await expect.poll(() => main.innerText(), soon).toContain("83.3 %");
    await expect.poll(() => page.getByRole("banner").innerText(), soon).toContain("Live");
    await close();
  });
});
