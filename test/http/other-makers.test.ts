import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { senderPage } from "../../src/contract/http/senders.ts";
import { nextMessage, publish } from "../hostile/publish.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "muster-senders-"));
  const sendersFile = path.join(folder, "senders.json");
  const gate = {
    name: "gate",
    filter: "gates/+",
    format: "text",
    scheme: "student_id",
    pattern: "id=(?<subject>\\w+)",
  };
  await writeFile(
    sendersFile,
    JSON.stringify({ generic: [gate], zkteco: ["ZK0001"], hikvision: ["gate-h"], dahua: ["gate-d"] }),
  );
  served = await serveHere({ sendersFile });
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true });
});

const epochSeconds = (): number => served.clock.now().epochMilliseconds / 1000;
const localTime = (): string => {
  const at = served.clock.now().toZonedDateTimeISO("Europe/London");
  return at.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
};

const scansOf = (sender: string) =>
  queryRows(
    served.database,
    `select source, subject_scheme as scheme, subject_value as value, location, decision, person_id is null as unclaimed,
       repeats
     from scan where sender = $1 order by seq`,
    [sender],
  );

test("a face that Frigate knows is a scan of nobody known, told again it is the same one", async () => {
  const client = await served.connect("tcp");
  const face = {
    type: "face",
    name: "rina",
    score: 0.96,
    id: "1.2-a",
    camera: "hall",
    timestamp: epochSeconds(),
  };
  const topic = "frigate/tracked_object_update";
  await publish(client, topic, JSON.stringify(face), { qos: 1 });
  await publish(client, topic, JSON.stringify({ ...face, score: 0.99 }), { qos: 1 });
  await publish(client, topic, JSON.stringify({ ...face, name: null, score: 0 }), { qos: 1 });
  expect(await scansOf("frigate:hall")).toEqual([
    {
      source: "frigate",
      scheme: "face_subject",
      value: "rina",
      location: "hall",
      decision: "granted",
      unclaimed: true,
      repeats: 1,
    },
  ]);
});

test("a card reader that tells more of itself than scans is online without a promised heartbeat", async () => {
  const client = await served.connect("tcp");
  await publish(client, "/rfid/send", JSON.stringify({ type: "heartbeat", hostname: "north" }), { qos: 1 });
  const card = { type: "access", uid: "a1b2c3", access: "Always", time: epochSeconds(), hostname: "north" };
  await publish(client, "/rfid/send", JSON.stringify(card), { qos: 1 });
  expect(await scansOf("esp-rfid:north")).toMatchObject([{ scheme: "card_uid", value: "A1B2C3" }]);
  const { senders } = await served.ask(senderPage, "/api/v1/senders");
  expect(senders.find(({ name }) => name === "esp-rfid:north")).toMatchObject({
    source: "esp-rfid",
    scans: 1,
    heartbeatAt: null,
  });
});

test("a sender that the operator described is read as it was described", async () => {
  const client = await served.connect("tcp");
  await publish(client, "gates/west", "id=Q7001", { qos: 1 });
  expect(await scansOf("generic:gate/west")).toMatchObject([
    { source: "generic", scheme: "student_id", value: "Q7001", decision: "granted" },
  ]);
});

describe("a ZKTeco terminal", () => {
  const post = (serial: string, body: string, table = "ATTLOG"): Promise<Response> =>
    fetch(`${served.url}/iclock/cdata?SN=${serial}&table=${table}&Stamp=9999`, {
      method: "POST",
      headers: { "content-type": "application/push;charset=UTF-8" },
      body,
    });

  test("is told how many records are stored, and a record sent again is the same one", async () => {
    const now = localTime();
    const body = `P100\t${now}\t0\t15\t0\t0\nP200\t${now}\t1\t25\t0\t0\r\n\n`;
    for (let time = 0; time < 2; time++) {
      const answer = await post("ZK0001", body);
      expect([answer.status, await answer.text()]).toEqual([200, "OK: 2\n"]);
    }
    expect(await scansOf("zkteco:ZK0001")).toMatchObject([
      { source: "zkteco", scheme: "student_id", value: "P100", repeats: 1 },
      { value: "P200", repeats: 1 },
    ]);
  });

  test("whose serial number nobody gave keeps its records", async () => {
    const answer = await post("ZK9999", `P100\t${localTime()}\t0\t15`);
    expect(answer.status).toBe(403);
    expect((await fetch(`${served.url}/iclock/cdata?SN=ZK9999&options=all`)).status).toBe(403);
    expect(await scansOf("zkteco:ZK9999")).toEqual([]);
  });

  test("gets its options, and is there while it asks", async () => {
    const options = await fetch(`${served.url}/iclock/cdata?SN=ZK0001&options=all`);
    expect(await options.text()).toMatch(/^GET OPTION FROM: ZK0001\n(?:.+\n)*Realtime=1\n/);
    const poll = await fetch(`${served.url}/iclock/getrequest?SN=ZK0001`);
    expect(await poll.text()).toBe("OK\n");
  });

  test("that sends a face's template finds nobody who keeps it", async () => {
    expect(await (await post("ZK0001", "PIN=1\tTMP=AAAA", "BIODATA")).text()).toBe("OK\n");
  });

  test("is not imitated over MQTT", async () => {
    const client = await served.connect("tcp");
    const line = `P300\t${localTime()}\t0\t15`;
    await expect(publish(client, "$HTTP/zkteco/ZK0001/ATTLOG", line, { qos: 1 })).rejects.toThrow();
  });
});

describe("terminals that post their events", () => {
  const post = (path: string, type: string, body: string | Uint8Array) =>
    fetch(`${served.url}${path}`, {
      method: "POST",
      headers: { "content-type": type },
      body: Buffer.from(body),
    });
  const picture = Buffer.from([0xff, 0xd8, 0xff, 0xdb, 1, 2, 3]);
  const multipart = (head: string, json: object): Buffer =>
    Buffer.concat([
      Buffer.from(`--MIME\r\n${head}\r\n\r\n${JSON.stringify(json)}\r\n--MIME\r\n`),
      Buffer.from('Content-Disposition: form-data; name="Picture"\r\nContent-Type: image/jpeg\r\n\r\n'),
      picture,
      Buffer.from("\r\n--MIME--\r\n"),
    ]);
  const face = (serialNo: number, employeeNoString: string) => ({
    dateTime: served.clock.now().toString({ smallestUnit: "second" }),
    eventType: "AccessControllerEvent",
    AccessControllerEvent: { majorEventType: 5, subEventType: 75, serialNo, employeeNoString },
  });

  test("of Hikvision's: a face with its picture is a scan, told again it is the same one", async () => {
    const event = face(17, "P400");
    const head =
      'Content-Disposition: form-data; name="AccessControllerEvent"\r\nContent-Type: application/json';
    for (let time = 0; time < 2; time += 1) {
      const body = multipart(head, event);
      const answer = await post("/hikvision/gate-h", "multipart/form-data; boundary=MIME", body);
      expect(answer.status).toBe(200);
      // Answered is committed.
      expect(await scansOf("hikvision:gate-h")).toMatchObject([{ value: "P400", repeats: time }]);
    }
    const [kept] = await queryRows(
      served.database,
      "select encode(raw, 'escape') as raw from scan where sender = 'hikvision:gate-h'",
    );
    expect(String(kept?.raw)).not.toContain("\\377\\330");
  });

  test("of Dahua's: several events of one post, kept ones among them", async () => {
    const at = Math.floor(served.clock.now().epochMilliseconds / 1000) - 60;
    const access = (UserID: string, RealUTC: number) => ({
      Code: "AccessControl",
      DataSource: "Offline",
      Data: { UserID, RealUTC, Method: 15, Status: 1, Type: "Entry", Door: 0 },
    });
    const events = { Events: [access("P500", at), access("P501", at + 1), { Code: "DoorStatus", Data: {} }] };
    const type = "multipart/x-mixed-replace; boundary=MIME";
    const body = multipart("Content-Type: application/json", events);
    expect((await post("/dahua/gate-d", type, body)).status).toBe(200);
    expect((await post("/dahua/gate-d", "application/json", JSON.stringify(access("P500", at)))).status).toBe(
      200,
    );
    expect(await scansOf("dahua:gate-d")).toMatchObject([
      { source: "dahua", value: "P500", repeats: 1 },
      { value: "P501", repeats: 0 },
    ]);
  });

  test("of a name that nobody gave keep their records", async () => {
    for (const path of ["/hikvision/gate-d", "/dahua/gate-h", "/hikvision/nobody"]) {
      const answer = await post(path, "application/json", JSON.stringify(face(1, "P600")));
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  test("what is no JSON is in quarantine, and answered: sent again it would be refused again", async () => {
    const xml =
      "<EventNotificationAlert><eventType>AccessControllerEvent</eventType></EventNotificationAlert>";
    expect((await post("/hikvision/gate-h", "application/xml", xml)).status).toBe(200);
    const rows = await queryRows(
      served.database,
      "select code, sender from quarantine where topic = '$HTTP/hikvision/gate-h/event'",
    );
    expect(rows).toEqual([{ code: "not_json", sender: "hikvision:gate-h" }]);
  });

  test("are not imitated over MQTT", async () => {
    const client = await served.connect("tcp");
    const forged = publish(client, "$HTTP/hikvision/gate-h/event", JSON.stringify(face(9, "P700")), {
      qos: 1,
    });
    await expect(forged).rejects.toThrow();
  });
});

describe("a terminal that sends again until it is answered", () => {
  const terminal = "00c0ffee00000001";
  const record = (RecordID: string): string =>
    JSON.stringify({
      operator: "RecPush",
      info: {
        customId: "NOBODY-1",
        personId: "5",
        RecordID,
        VerifyStatus: "1",
        time: localTime(),
        PushType: 0,
      },
    });

  test("is answered once its record is committed, and no sooner", async () => {
    const client = await served.connect("tcp");
    await client.subscribeAsync(`mqtt/face/${terminal}`, { qos: 1 });
    const { host, port, user, database } = served.database.address;
    const writer = new pg.Client({ host, port, user, database });
    await writer.connect();
    await writer.query("begin");
    // Every transaction that writes takes its number here first.
    await writer.query("select seq from change_counter for update");
    let answered = false;
    const answer = nextMessage(client).then((message) => {
      answered = true;
      return message;
    });
    await publish(client, `mqtt/face/${terminal}/Rec`, record("88"));
    await waitUntilStoreWaits();
    expect(answered).toBe(false);
    await writer.query("commit");
    await writer.end();
    expect(JSON.parse((await answer).payload)).toMatchObject({
      operator: "PushAck",
      info: { PushAckType: 2, SnapOrRecordID: 88 },
    });
    expect(await scansOf(`hfsecurity:${terminal}`)).toMatchObject([
      { scheme: "student_id", value: "NOBODY-1" },
    ]);
  });

  test("is answered when it sends again, and when what it sends goes into quarantine", async () => {
    const client = await served.connect("tcp");
    await client.subscribeAsync(`mqtt/face/${terminal}`, { qos: 1 });
    for (const [payload, id] of [
      [record("90"), 90],
      [record("90"), 90],
      [record("91").replace('"VerifyStatus":"1"', '"VerifyStatus":"7"'), 91],
    ] as const) {
      const answer = nextMessage(client);
      await publish(client, `mqtt/face/${terminal}/Rec`, payload);
      expect(JSON.parse((await answer).payload).info.SnapOrRecordID).toBe(id);
    }
    expect(
      await queryRows(served.database, "select code, source from quarantine where topic = $1", [
        `mqtt/face/${terminal}/Rec`,
      ]),
    ).toEqual([{ code: "invalid", source: "hfsecurity" }]);
  });

  test("cannot be told by anybody else that a record is safe", async () => {
    const client = await served.connect("tcp");
    const forged = JSON.stringify({ operator: "PushAck", info: { PushAckType: 2, SnapOrRecordID: 92 } });
    await expect(publish(client, `mqtt/face/${terminal}`, forged, { qos: 1 })).rejects.toThrow();
  });

  /** Resolves when a transaction of the server waits for the lock that the test holds. */
  async function waitUntilStoreWaits(): Promise<void> {
    for (;;) {
      const [row] = await queryRows<{ waiting: boolean }>(
        served.database,
        "select exists (select from pg_locks where not granted) as waiting",
      );
      if (row?.waiting === true) return;
    }
  }
});
