import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { descriptionPreview, descriptionView } from "../../src/contract/http/descriptions.ts";
import { deviceTest, newKey } from "../../src/contract/http/devices.ts";
import { unreadTopicsView } from "../../src/contract/http/system.ts";
import { publish } from "../hostile/publish.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
let key: string;
let settings: string;
beforeAll(async () => {
  served = await serveHere();
  const made = await served.ask(
    newKey,
    "/api/v1/devices",
    json("POST", { name: "north", kind: "generic-http", address: "gates/north" }),
  );
  key = made.key;
  settings = made.settings.map(({ text }) => text).join("\n");
}, 60_000);
afterAll(() => served.stop());

const json = (method: string, body: object): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const gate = {
  name: "gate",
  path: "gates/+",
  format: "json",
  scheme: "student_id",
  subject: "$.who.id",
  place: { from: "topic", level: 1 },
};
async function post(path: string, body: string | Uint8Array, name = "north", secret = key) {
  const response = await fetch(`${served.url}/in/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      ...(name !== "" && { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}` }),
    },
    body: Buffer.from(body),
  });
  return [response.status, await response.text()];
}
const saw = (id: string, n = 1): string => JSON.stringify({ who: { id }, n });
const preview = (description: object) =>
  served.ask(descriptionPreview, "/api/v1/descriptions/preview", json("POST", { description }));
const scans = () =>
  queryRows(
    served.database,
    "select sender, subject_value as value, location, repeats from scan where source = 'generic' order by seq",
  );

describe("a described sender that posts over HTTP", () => {
  test("is told where to post, and by which name and key", () => {
    expect(settings).toContain("/in/gates/north");
    expect(settings).toContain(key);
  });

  test("keeps what it has while nobody reads its path, and what it said is there to be tried", async () => {
    expect(await post("gates/north", saw("S1"))).toEqual([503, "NOBODY READS THIS PATH YET\n"]);
    const { topics } = await served.ask(unreadTopicsView, "/api/v1/unread-topics");
    expect(topics).toMatchObject([{ topic: "$HTTP/in/gates/north", client: "north" }]);
    const wrong = await preview({ ...gate, subject: "who.id" });
    expect(wrong).toMatchObject({ faults: [{ field: "subject" }], paths: [{ path: "$.who.id" }, {}] });
    const tried = await preview(gate);
    expect(tried.faults).toEqual([]);
    expect(tried.messages.map(({ read, detail }) => `${read} ${detail.split(",")[0]}`)).toEqual([
      "scan granted: student_id S1 at north",
    ]);
    expect(await scans()).toEqual([]);
  });

  test("is answered after its scan is committed, and told again it is the same scan", async () => {
    const on = await served.ask(
      descriptionView,
      "/api/v1/descriptions/gate",
      json("PUT", { description: gate }),
    );
    expect(on).toMatchObject({ on: true, description: { path: "gates/+" } });
    for (const repeats of [0, 1]) {
      expect(await post("gates/north", saw("S1"))).toEqual([200, "OK\n"]);
      expect(await scans()).toEqual([
        { sender: "generic:gate/north", value: "S1", location: "north", repeats },
      ]);
    }
  });

  test("what cannot be read is in quarantine under the adapter's name, and answered", async () => {
    expect(await post("gates/north", "no JSON")).toEqual([200, "OK\n"]);
    const rows = await queryRows(
      served.database,
      "select code, source, sender from quarantine where topic = '$HTTP/in/gates/north'",
    );
    expect(rows).toEqual([{ code: "not_json", source: "generic", sender: "generic:gate/north" }]);
  });

  test.each([
    ["without a name", "gates/north", "", 401],
    ["with another's key", "gates/north", "south", 401],
    ["with a name of Object.prototype", "gates/north", "__proto__", 401],
    ["on another's path", "gates/south", "north", 403],
    ["on a longer path than its own", "gates/north/east", "north", 403],
    ["on its own path in another spelling", "gates//north", "north", 403],
  ])("is refused %s", async (_what, path, name, status) => {
    const before = await scans();
    expect((await post(path, saw("S9"), name))[0]).toBe(status);
    expect(await scans()).toEqual(before);
  });

  test("its test says what arrived, how it was read, and what was refused", async () => {
    const told = await served.ask(deviceTest, "/api/v1/devices/north/test");
    expect(told.arrived[0]).toMatchObject({
      topic: "$HTTP/in/gates/north",
      source: "generic",
      read: "refused",
    });
    expect(told.refusals).toMatchObject([
      { reason: "foreign_topic", last: "$HTTP/in/gates//north", times: 3 },
    ]);
  });

  test("is not imitated over MQTT, neither by a stranger nor by its own key", async () => {
    const stranger = await served.connect("tcp");
    await expect(publish(stranger, "$HTTP/in/gates/north", saw("S8"), { qos: 1 })).rejects.toThrow();
    const itself = await served.connect("tcp", { username: "north", password: key });
    const forged = publish(itself, "$HTTP/in/gates/north", saw("S8"), { qos: 1 });
    await expect(forged).rejects.toThrow();
    expect((await scans()).map(({ value }) => value)).toEqual(["S1"]);
  });

  test("is shut out by disabling it", async () => {
    expect((await fetch(`${served.url}/api/v1/devices/north/disable`, json("POST", {}))).status).toBe(200);
    expect((await post("gates/north", saw("S3")))[0]).toBe(401);
    expect((await scans()).map(({ value }) => value)).toEqual(["S1"]);
  });
});
