import { expect, test } from "vitest";
import { scanPage } from "../../src/contract/http/scans.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { closeAfterTest } from "./closing.ts";
import { connectPlainSender } from "./plain-sender.ts";
import { readiness, untilReadiness } from "./readiness.ts";

const kills = 5;

/** What pages read, each with statements of its own. */
const pages = [
  "today",
  "students",
  "sessions",
  "classes",
  "rooms",
  "people?search=a",
  "scans",
  "senders",
  "devices",
  "locations",
  "absences",
  "alerts",
  "follow-up",
  "disputes",
  "feeds",
  "imports",
  "policy",
  "monitor",
  "quarantine/groups",
  "unread-topics",
  "notifications",
  "system",
];

test("a server to which nobody says a word finds its store again each time that the store is killed", async () => {
  const server = await startServer({ embedded: true });
  closeAfterTest(server.stop);
  const { pid } = server;
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  for (let kill = 1; kill <= kills; kill += 1) {
    const victim = await postmasterOf(server);
    process.kill(victim, "SIGKILL");
    await expect.poll(() => server.postmaster(), { timeout: 30_000 }).not.toBe(victim);
    await untilReady(server);
    // Pages and not only the probe: each asks over a connection that was there before. The probe may not have heard yet.
    await expect
      .poll(
        () =>
          Promise.all(
            pages.map(async (path) => [path, (await fetch(`${server.url}/api/v1/${path}`)).status] as const),
          ).then((answers) => answers.filter(([, status]) => status !== 200)),
        { timeout: 30_000 },
      )
      .toEqual([]);
    // What stores and what is told of it go on, too: acknowledged is stored, and a page hears of it.
    await sender.send(3, 1).done;
    await expect.poll(() => storedScans(server), { timeout: 30_000 }).toBe(3 * kill);
  }
  expect(server.pid).toBe(pid);
  expect(server.endedByItself, server.lines.slice(-12).join("\n")).toEqual([]);
  expect(server.lines.filter((line) => line.includes("nobody took"))).toEqual([]);
}, 120_000);

test("a store that is killed while it is being read by everything at once ends no server", async () => {
  const server = await startServer({ embedded: true });
  closeAfterTest(server.stop);
  for (let kill = 1; kill <= kills; kill += 1) {
    await untilReady(server);
    const asked = Promise.allSettled(
      Array.from({ length: 40 }, () => fetch(`${server.url}/api/v1/today`).then(({ status }) => status)),
    );
    process.kill(await postmasterOf(server), "SIGKILL");
    // Whoever asked in that moment is told, too, and nobody is left waiting.
    for (const answer of await asked) expect(answer).toMatchObject({ status: "fulfilled" });
  }
  await untilReady(server);
  expect(await readiness(server)).toMatchObject({ status: 200 });
  expect(server.endedByItself, server.lines.slice(-12).join("\n")).toEqual([]);
  expect(server.lines.filter((line) => line.includes("nobody took"))).toEqual([]);
}, 120_000);

async function storedScans({ url }: TestServer): Promise<number> {
  const { scans } = scanPage.parse(await (await fetch(`${url}/api/v1/scans`)).json());
  return scans.length;
}

async function untilReady(server: TestServer): Promise<void> {
  await untilReadiness(server, 200).catch((error: unknown) => {
    throw new Error(`the server said last:\n${server.lines.slice(-12).join("\n")}`, { cause: error });
  });
}

/** PostgreSQL is asked for until it is there: it may still be starting. */
async function postmasterOf(server: TestServer): Promise<number> {
  await expect.poll(() => server.postmaster(), { timeout: 30_000 }).not.toBeNull();
  const pid = await server.postmaster();
  if (pid === null) throw new Error("the store died by itself");
  return pid;
}
