import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  descriptionList,
  descriptionPreview,
  descriptionView,
} from "../../src/contract/http/descriptions.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
let client: MqttClient;
beforeAll(async () => {
  served = await serveHere();
  client = await served.connect("tcp");
}, 60_000);
afterAll(() => served.stop());

const init = (method: string, body: object): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const gate = {
  name: "gate",
  filter: "campus/+/gate",
  format: "json",
  scheme: "student_id",
  subject: "$.who.id",
  place: { from: "topic", level: 1 },
};
const preview = (description: object) =>
  served.ask(descriptionPreview, "/api/v1/descriptions/preview", init("POST", { description }));
const put = (description: object, untried = false) =>
  fetch(`${served.url}/api/v1/descriptions/gate`, init("PUT", { description, untried }));
const say = (who: string) =>
  client.publishAsync("campus/north/gate", JSON.stringify({ who: { id: who }, n: 1 }), { qos: 1 });
const scans = () =>
  queryRows(
    served.database,
    "select sender, subject_value as value, location from scan where source = 'generic' order by seq",
  );

describe("a sender that is described on the page", () => {
  test("says what is wrong field by field, and where something stands in what came", async () => {
    await say("S1");
    await say("S2");
    const wrong = await preview({ ...gate, subject: "who.id" });
    expect(wrong.faults).toMatchObject([{ field: "subject" }]);
    expect(wrong.messages).toEqual([]);
    expect(wrong.paths).toEqual([
      { path: "$.who.id", kind: "text" },
      { path: "$.n", kind: "number" },
    ]);
  });

  test("is tried on the last messages, and nothing is read by it yet", async () => {
    const tried = await preview(gate);
    expect(tried.faults).toEqual([]);
    expect(tried.messages.map(({ read, detail }) => `${read} ${detail.split(",")[0]}`)).toEqual([
      "scan granted: student_id S2 at north",
      "scan granted: student_id S1 at north",
    ]);
    await say("S3");
    expect(await scans()).toEqual([]);
  });

  test("is not switched on where none of them is a scan by it, unless that is said", async () => {
    const elsewhere = { ...gate, filter: "nowhere/+" };
    const refused = await put(elsewhere);
    expect(refused.status).toBe(409);
    expect(problem.parse(await refused.json()).detail).toMatch(/none of the 0 last messages/);
    expect((await put({ ...gate, filter: "#" })).status).toBe(400);
    expect((await put({ ...gate, filter: "muster/v1/main/door/scan" })).status).toBe(400);
    expect((await put(elsewhere, true)).status).toBe(200);
  });

  test("reads from then on, and is tried on what it could not read as well", async () => {
    const done = await put(gate);
    expect(done.status).toBe(200);
    expect(descriptionView.parse(await done.json())).toMatchObject({ name: "gate", on: true });
    await say("S4");
    expect(await scans()).toEqual([{ sender: "generic:gate/north", value: "S4", location: "north" }]);
    await client.publishAsync("campus/north/gate", JSON.stringify({ person: "S5" }), { qos: 1 });
    const mended = await preview({ ...gate, subject: "$.person" });
    expect(mended.messages[0]).toMatchObject({ read: "scan", detail: expect.stringContaining("S5") });
  });

  test("is read no longer once it is switched off, and is kept", async () => {
    const off = await served.ask(descriptionView, "/api/v1/descriptions/gate/off", init("POST", {}));
    expect(off).toMatchObject({ on: false });
    await say("S6");
    expect(await scans()).toHaveLength(1);
    const { descriptions } = await served.ask(descriptionList, "/api/v1/descriptions");
    expect(descriptions).toMatchObject([{ name: "gate", on: false, description: { subject: "$.who.id" } }]);
    const none = await fetch(`${served.url}/api/v1/descriptions/none/off`, init("POST", {}));
    expect(none.status).toBe(404);
  });
});
