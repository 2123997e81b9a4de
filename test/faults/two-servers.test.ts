import { expect, test } from "vitest";
import { startMosquitto } from "../parts/mosquitto.ts";
import { ServerEnded, startServer, type TestServer, type TestServerOptions } from "../parts/server.ts";
import { closeAfterTest } from "./closing.ts";
import { connectPlainSender } from "./plain-sender.ts";
import { readStored } from "./read-stored.ts";
import { readiness } from "./readiness.ts";

test("a second server on the same data folder refuses and says why, and the first goes on", async () => {
  const first = await startServer({ embedded: true });
  closeAfterTest(first.stop);
  const postmaster = await first.postmaster();

  const refusal = await refused({ dataFolder: first.dataFolder });
  expect(refusal.ending).toEqual({ code: 1, signal: null });
  expect(refusal.message).toMatch(/another Muster server writes to this store.*MUSTER_DATA/);

  expect(await first.postmaster()).toBe(postmaster);
  await stores(first);
}, 60_000);

test("a second server on the same broker and site refuses and says why, and the first goes on", async () => {
  const mosquitto = await startMosquitto();
  closeAfterTest(mosquitto.remove);
  const first = await startServer({ embedded: true, env: { MQTT_URL: mosquitto.url } });
  closeAfterTest(first.stop);

  const refusal = await refused({ env: { MQTT_URL: mosquitto.url } });
  expect(refusal.ending).toEqual({ code: 1, signal: null });
  expect(refusal.message).toMatch(/Another Muster \(instance .* is online at muster\/v1\/main\/state/);

  await stores(first);
}, 60_000);

async function refused(options: TestServerOptions): Promise<ServerEnded> {
  const outcome = await startServer(options).catch((error: unknown) => error);
  if (outcome instanceof ServerEnded) return outcome;
  throw new Error("the second server was not refused", { cause: outcome });
}

async function stores(server: TestServer): Promise<void> {
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  const sending = sender.send(20, 1);
  await sending.done;
  // A broker between them acknowledges before the server commits, so the last scan is waited for.
  await expect
    .poll(async () => [...(await readStored(server)).rows.keys()].sort())
    .toEqual([...sending.ids].sort());
  expect(await readiness(server)).toEqual({ status: 200, detail: "" });
}
