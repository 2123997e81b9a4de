import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { systemView, unreadTopicsView } from "../../src/contract/http/system.ts";
import { publish } from "../hostile/publish.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere();
}, 60_000);
afterAll(() => served.stop());

test("what nobody reads is acknowledged, counted by topic and shown with the last message", async () => {
  const client = await served.connect("tcp", { clientId: "lobby-camera" });
  for (const student of ["S1", "S2"]) await publish(client, "access/results", student, { qos: 1 });
  await publish(client, "door/tag", "A1B2", { qos: 0 });
  await publish(client, "door/tag", "A1B3", { qos: 1 });
  // These are read: by another maker's adapter, into quarantine, and by whoever gave a command.
  await publish(client, "tele/gate/SENSOR", JSON.stringify({ Time: "2026-11-23T09:00:00" }), { qos: 1 });
  await publish(client, "frigate/events", "{", { qos: 1 });
  await publish(client, "muster/v1/main/door/response", "{}", { qos: 1 });

  const view = await served.ask(unreadTopicsView, "/api/v1/unread-topics");
  expect(view).toMatchObject({ messages: 4, forgotten: 0 });
  expect(
    view.topics.map(({ topic, messages, client: by, qos, text, meant }) => [
      topic,
      messages,
      by,
      qos,
      text,
      meant,
    ]),
  ).toEqual([
    ["door/tag", 2, "lobby-camera", 1, "A1B3", null],
    ["access/results", 2, "lobby-camera", 1, "S2", "access/result"],
  ]);
  expect(view.topics.every(({ firstAt, lastAt }) => view.since <= firstAt && firstAt <= lastAt)).toBe(true);
  expect((await served.ask(systemView, "/api/v1/system")).intake.unread).toBe(4);
  const metrics = await (await fetch(`${served.url}/metrics`)).text();
  expect(metrics).toMatch(/^muster_messages_unread_total 4$/m);
  expect(
    served.log.flatMap(({ outcome, fields }) => (outcome === "nobody reads this topic" ? [fields] : [])),
  ).toEqual([
    { topic: "access/results", client: "lobby-camera", meant: "access/result" },
    { topic: "door/tag", client: "lobby-camera" },
  ]);
  expect(
    z.object({ scans: z.array(z.unknown()) }).parse(await served.ask(z.unknown(), "/api/v1/scans")),
  ).toEqual({
    scans: [],
  });
});
