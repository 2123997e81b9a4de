import { createHash } from "node:crypto";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quarantinePage } from "../../src/contract/http/quarantine.ts";
import { scanPage } from "../../src/contract/http/scans.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { queryRows } from "../parts/postgres.ts";
import { hostilePayloads, jpeg } from "./hostile-payloads.ts";
import { publish } from "./publish.ts";
import { originalText, originalTopic } from "./write-messages.ts";

let served: ServedHere;
const clients: MqttClient[] = [];

beforeAll(async () => {
  served = await serveHere();
  for (const over of ["tcp", "ws"] as const) clients.push(await served.connect(over));
}, 60_000);
afterAll(() => served.stop());

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
let witnesses = 0;

/** Sends a good message at QoS 1 and resolves when the API tells of it: whatever came before it is settled. */
async function witness(client: MqttClient): Promise<void> {
  const studentId = `witness-${++witnesses}`;
  await publish(client, originalTopic, originalText(served, { student_id: studentId }), { qos: 1 });
  const { scans } = await served.ask(scanPage, "/api/v1/scans?limit=1");
  expect(scans).toMatchObject([{ student: studentId, decision: "granted" }]);
}

describe.each(hostilePayloads)("$name", ({ topic, payload, becomes, shown = "text", retain = false }) => {
  test(`is ${becomes}, at every QoS, over TCP and WebSocket, and the next message is stored`, async () => {
    const bytes = Buffer.from(payload(served));
    const lastSeq = (await served.ask(scanPage, "/api/v1/scans?limit=1")).scans[0]?.seq ?? 0;
    for (const client of clients) {
      for (const qos of [0, 1, 2] as const) await publish(client, topic, bytes, { qos, retain });
      await witness(client);
    }

    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?limit=6");
    const kept = quarantine.filter((message) => message.payload.sha256 === sha256(bytes));
    const { scans } = await served.ask(scanPage, "/api/v1/scans?limit=50");
    const stored = scans.filter(({ seq, student }) => seq > lastSeq && !student?.startsWith("witness-"));
    if (becomes === "stored") {
      expect(kept).toEqual([]);
      // Two at QoS 0 are two; at QoS 1 and 2 the same bytes are the same scan.
      expect(stored.map(({ repeats }) => repeats).sort()).toEqual([0, 0, 3]);
      return;
    }
    expect(stored).toEqual([]);
    expect(kept.map(({ qos }) => qos).sort()).toEqual([0, 0, 1, 1, 2, 2]);
    for (const message of kept) {
      expect(message).toMatchObject({ code: becomes, topic, retained: retain });
      expect(message.detail).not.toBe("");
      expect(message.payload).toMatchObject({ encoding: shown, bytes: bytes.length });
      if (message.payload.truncated) continue;
      expect(Buffer.from(message.payload.text, shown === "hex" ? "hex" : "utf8")).toEqual(bytes);
    }
  });
});

test("what is too long to keep is shown from its beginning, cut between characters", async () => {
  const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?code=too_large&limit=200");
  const euros = quarantine.find(({ payload }) => payload.text.startsWith("..€"));
  expect(euros?.payload).toMatchObject({ encoding: "text", truncated: true });
  expect(euros?.payload.text).toMatch(/^\.\.(?:€ )+€?$/);
});

test("no byte of a picture is stored, only its size and its hash", async () => {
  const [found] = await queryRows<{ scans: number; quarantined: number }>(
    served.database,
    `select (select count(*) from scan where position($1::bytea in raw) > 0 or position($2::bytea in raw) > 0) as scans,
       (select count(*) from quarantine
        where position($1::bytea in payload) > 0 or position($2::bytea in payload) > 0) as quarantined`,
    [jpeg.subarray(40, 56), Buffer.from(jpeg.subarray(40, 52).toString("base64"))],
  );
  expect(found).toEqual({ scans: 0, quarantined: 0 });
  const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?limit=200");
  const picture = quarantine.find(({ payload }) => payload.sha256 === sha256(jpeg));
  expect(picture?.payload.text).toBe(`[picture cut: ${jpeg.length} bytes, sha256 ${sha256(jpeg)}]`);
  expect(picture?.payload.truncated).toBe(true);
});

test("nothing polluted Object.prototype, and nothing broke that had to be logged as a fault", async () => {
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  expect(served.faults).toEqual([]);
  expect(served.log.filter(({ level }) => level === "error")).toEqual([]);
});
