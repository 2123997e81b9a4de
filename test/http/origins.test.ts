import { lookup } from "node:dns/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problem } from "../../src/contract/http/problem.ts";
import { sendRequest } from "./send-request.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere();
}, 60_000);
afterAll(() => served.stop());

const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-protocol": "mqtt",
};

/** What a browser or a script would say, with `PORT` for the server's port, and whether it is answered. */
const callers: readonly [string, { host: string; origin?: string }, boolean][] = [
  ["a script on this machine", { host: "localhost:PORT" }, true],
  ["a script by address", { host: "127.0.0.1:PORT" }, true],
  ["a script by IPv6 address", { host: "[::1]:PORT" }, true],
  ["a name in capitals", { host: "LOCALHOST:PORT" }, true],
  ["a page of this server", { host: "localhost:PORT", origin: "http://localhost:PORT" }, true],
  [
    "a page of a name rebound to loopback",
    { host: "evil.example:PORT", origin: "http://evil.example:PORT" },
    false,
  ],
  ["a name that begins like ours", { host: "localhost.evil.example:PORT" }, false],
  ["a page of another site", { host: "localhost:PORT", origin: "http://evil.example" }, false],
  ["a page of another port", { host: "localhost:PORT", origin: "http://localhost:1" }, false],
  ["a page of another name of ours", { host: "localhost:PORT", origin: "http://127.0.0.1:PORT" }, false],
  ["a sandboxed page", { host: "localhost:PORT", origin: "null" }, false],
  ["an origin that is none", { host: "localhost:PORT", origin: "localhost" }, false],
];

describe.each(callers)("%s", (_, headers, letIn) => {
  const said = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", String(served.port))]),
    );

  test.each([
    ["GET", "/api/v1/students"],
    ["POST", "/api/v1/demo/start"],
    ["GET", "/"],
    ["GET", "/api/v1/live-is-not-there"],
  ])(`%s %s is ${letIn ? "answered" : "refused with a problem"}`, async (method, path) => {
    const answer = await sendRequest(`${served.url}${path}`, { method, headers: said() });
    if (letIn) return expect(answer.status).not.toBe(403);
    expect(answer.status).toBe(403);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(problem.parse(JSON.parse(answer.text))).toMatchObject({ status: 403 });
  });

  test(`an upgrade to MQTT over WebSocket is ${letIn ? "done" : "refused"}`, async () => {
    const answer = await sendRequest(`${served.url}/mqtt`, { headers: { ...said(), ...upgrade } });
    expect(answer.status).toBe(letIn ? 101 : 403);
  });
});

test("an upgrade on any other path is refused", async () => {
  for (const path of ["/", "/mqtt/", "/api/v1/live", "/mqttx"]) {
    expect(await sendRequest(`${served.url}${path}`, { headers: upgrade })).toMatchObject({ status: 403 });
  }
});

test("every address that localhost stands for answers, pages and MQTT alike", async () => {
  for (const { address, family } of await lookup("localhost", { all: true })) {
    const base = `http://${family === 6 ? `[${address}]` : address}:${served.port}`;
    expect(await sendRequest(`${base}/healthz`)).toMatchObject({ status: 200 });
    expect(await sendRequest(`${base}/mqtt`, { headers: upgrade })).toMatchObject({ status: 101 });
  }
});

test("a server opened to the network answers to any name, and still not to another site's page", async () => {
  const open = await serveHere({ host: "127.0.0.1", open: true });
  try {
    const host = `kiosk.school.example:${open.port}`;
    expect(await sendRequest(`${open.url}/healthz`, { headers: { host } })).toMatchObject({ status: 200 });
    const origin = "http://evil.example";
    expect(
      await sendRequest(`${open.url}/api/v1/demo/start`, { method: "POST", headers: { host, origin } }),
    ).toMatchObject({ status: 403 });
    expect(open.log).toContainEqual(
      expect.objectContaining({ level: "warn", outcome: expect.stringContaining("OPEN TO THE NETWORK") }),
    );
  } finally {
    await open.stop();
  }
});
