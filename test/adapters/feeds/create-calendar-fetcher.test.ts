import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createCalendarFetcher } from "../../../src/adapters/feeds/create-calendar-fetcher.ts";

const limits = { maxBytes: 64 * 1024, maxRedirects: 3, userAgent: "Muster/test" };
const fetcher = createCalendarFetcher({ ...limits, patienceMs: 20_000 });
const hasty = createCalendarFetcher({ ...limits, patienceMs: 500 });
const servers: Server[] = [];

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const text = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

test("a calendar comes with what its server says of its version, and is asked for by it", async () => {
  const asked: IncomingMessage["headers"][] = [];
  const url = await serve((request, response) => {
    asked.push(request.headers);
    if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
    else {
      const modified = "Mon, 12 Oct 2026 08:00:00 GMT";
      response.writeHead(200, {
        "content-type": "text/calendar; charset=utf-8",
        etag: '"1"',
        "last-modified": modified,
      });
      response.end(text);
    }
  });
  const first = await fetcher.fetch(`${url}/a.ics`, null);
  expect(first).toMatchObject({
    kind: "content",
    etag: '"1"',
    lastModified: "Mon, 12 Oct 2026 08:00:00 GMT",
  });
  if (first.kind !== "content") return;
  expect(new TextDecoder().decode(first.bytes)).toBe(text);
  expect(await fetcher.fetch(`${url}/a.ics`, first)).toEqual({ kind: "unchanged" });
  expect(asked[0]).not.toHaveProperty("if-none-match");
  expect(asked[1]).toMatchObject({
    "if-modified-since": "Mon, 12 Oct 2026 08:00:00 GMT",
    "user-agent": "Muster/test",
  });
});

test.each([
  [500, "text/calendar"],
  [404, "text/calendar"],
  [204, "text/calendar"],
  [200, "text/html; charset=utf-8"],
  [200, "application/json"],
])("status %i of %s is a failure that is told", async (status, type) => {
  const url = await serve((_, response) =>
    response.writeHead(status, { "content-type": type }).end(status === 204 ? undefined : text),
  );
  const answer = await fetcher.fetch(url, null);
  expect(answer).toMatchObject({
    kind: "failed",
    reason: expect.stringContaining(status === 200 ? (type.split(";")[0] ?? "") : String(status)),
  });
});

test("one that is larger than allowed is left off, whatever its server says of its length", async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/calendar" });
    const more = (): void => {
      while (response.write("X".repeat(8 * 1024)));
      response.once("drain", more);
    };
    more();
  });
  expect(await fetcher.fetch(url, null)).toMatchObject({
    kind: "failed",
    reason: "It is larger than 64 KiB",
  });
});

test("exactly as large as allowed is read", async () => {
  const url = await serve((_, response) =>
    response.writeHead(200, { "content-type": "text/calendar" }).end("X".repeat(64 * 1024)),
  );
  expect(await fetcher.fetch(url, null)).toMatchObject({ kind: "content" });
});

test("one that does not answer, or stops half-way, is given up in time", async () => {
  const silent = await serve(() => undefined);
  expect(await hasty.fetch(silent, null)).toMatchObject({
    kind: "failed",
    reason: "It did not answer within 0.5 s",
  });
  const halfway = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/calendar" });
    response.write("BEGIN:VCALENDAR\r\n");
  });
  expect(await hasty.fetch(halfway, null)).toMatchObject({
    kind: "failed",
    reason: "It did not answer within 0.5 s",
  });
});

test("one whose connection breaks is told by what broke, without its address", async () => {
  const url = await serve((request) => request.socket.destroy());
  const answer = await fetcher.fetch(`${url}/private/s3cret.ics`, null);
  expect(answer).toMatchObject({ kind: "failed" });
  expect(JSON.stringify(answer)).not.toContain("s3cret");
});

test("redirects are followed, three at most, and to http and https alone", async () => {
  const url = await serve((request, response) => {
    const hops = Number(request.url?.slice(1));
    if (hops === 0) response.writeHead(200, { "content-type": "text/calendar" }).end(text);
    else response.writeHead(302, { location: `/${hops - 1}` }).end();
  });
  expect(await fetcher.fetch(`${url}/3`, null)).toMatchObject({ kind: "content" });
  expect(await fetcher.fetch(`${url}/4`, null)).toMatchObject({ kind: "failed" });
  const away = await serve((_, response) =>
    response.writeHead(302, { location: "file:///etc/passwd" }).end(),
  );
  expect(await fetcher.fetch(away, null)).toMatchObject({
    kind: "failed",
    reason: expect.stringContaining("file:"),
  });
  const nowhere = await serve((_, response) => response.writeHead(302).end());
  expect(await fetcher.fetch(nowhere, null)).toMatchObject({ kind: "failed", reason: "It leads nowhere" });
});

test("the user of an address is told to its server, and to no other", async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "text/calendar" }).end(text);
  });
  const first = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(307, { location: `${other}/b.ics` }).end();
  });
  await fetcher.fetch(first.replace("http://", "http://anna:p%40ss@"), null);
  expect(seen).toEqual([`Basic ${Buffer.from("anna:p@ss").toString("base64")}`, undefined]);
});
