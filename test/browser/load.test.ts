import { connectAsync, type MqttClient } from "mqtt";
import type { CDPSession, Page } from "playwright-core";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scanPage } from "../../src/contract/http/scans.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser } from "./open-browser.ts";

const chromium = needs("chromium");

/** MUSTER_LONG=1 makes it a minute. */
const seconds = process.env.MUSTER_LONG === "1" ? 60 : 8;
const perSecond = 100;
const perTick = 10;
const total = seconds * perSecond;
/** What may stay of a run after a forced collection: the newest scans, a fact for each student, compiled code. */
const mostGrowthMb = 8;

declare global {
  interface Window {
    musterGaps?: number[];
    musterHeard?: string[];
  }
}

describe.skipIf(chromium === null)(`${perSecond} scans a second for ${seconds} seconds`, () => {
  let server: TestServer;
  let browser: TestBrowser;
  let device: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    device = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([device?.endAsync(), browser?.close(), server?.stop()]));

  test(
    "no scan is lost on the way to the page, its figures are the server's, and its memory stays flat",
    async () => {
      const { page, complaints, close } = await browser.openAlone(server.url);
      const second = await page.context().newPage();
      await second.goto(`${server.url}/messages/scans`);
      await second.locator("main h1").waitFor();
      expect(await livePages(server), "two tabs of a browser share one stream").toBe(1);
      await second.close();

      await listenAlong(page);
      // Once before, so that what is compiled and drawn first is not counted as growth.
      await send(perSecond);
      await sees(page, perSecond);
      const profiler = await page.context().newCDPSession(page);
      const before = await heapMb(profiler);
      await page.evaluate(countFrames);
      const sent = perSecond + total;
      await send(total);
      await sees(page, sent);
      const gaps = await page.evaluate(() => window.musterGaps ?? []);
      const after = await heapMb(profiler);

      const heard = await page.evaluate(() => window.musterHeard ?? []);
      const stored = await storedIds(server);
      expect(stored.size, "each scan is stored once").toBe(sent);
      expect(heard.length, "each scan is told once").toBe(sent);
      expect(heard.filter((id) => !stored.has(id))).toEqual([]);
      expect(new Set(heard).size).toBe(sent);

      const { totals } = systemView.parse(await (await fetch(`${server.url}/api/v1/system`)).json());
      expect(totals?.granted).toBe(sent);
      // Each was seen in one class alone; SE2001 was where nobody expects it. Together they attend seven.
      await expect.poll(() => figure(page, "Here")).toBe(2);
      expect(await figure(page, "Expected")).toBe(7);

      report(gaps, before, after);
      expect(after - before, "MB of heap more than before").toBeLessThan(mostGrowthMb);
      expect(complaints).toEqual([]);
      await close();
    },
    (seconds + 90) * 1_000,
  );

  /** Sends scans at an even pace and resolves once the last is acknowledged, which is after its commit. */
  async function send(count: number): Promise<void> {
    const acknowledged: Promise<unknown>[] = [];
    await new Promise<void>((resolve) => {
      const pace = setInterval(
        () => {
          for (let index = 0; index < perTick && acknowledged.length < count; index++) {
            acknowledged.push(publish(acknowledged.length));
          }
          if (acknowledged.length < count) return;
          clearInterval(pace);
          resolve();
        },
        (1_000 * perTick) / perSecond,
      );
    });
    await Promise.all(acknowledged);
  }

  const publish = (index: number) =>
    device.publishAsync(
      deviceTopic("main", "gate", "scan"),
      JSON.stringify({
        v: 1,
        event_id: v7(),
        occurred_at: new Date().toISOString(),
        clock: "ntp",
        subject: { scheme: "student_id", value: ["CSAI1001", "SE2001", "ITM3006"][index % 3] },
        decision: "granted",
        location: ["BSB214", "ECG-01", "ASG-13"][index % 3],
      }),
      { qos: 1 },
    );
});

/** Loads the page again and notes every scan that its worker hands it. */
async function listenAlong(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: string[] = [];
    window.musterHeard = heard;
    window.SharedWorker = class extends SharedWorker {
      constructor(...given: ConstructorParameters<typeof SharedWorker>) {
        super(...given);
        this.port.addEventListener("message", ({ data }) => {
          if (data.kind !== "event" || data.name !== "changes") return;
          // The ids alone: whole frames would be most of the memory that is measured here.
          for (const { id } of JSON.parse(data.data).scans) heard.push(id);
        });
      }
    };
  });
  await page.reload();
  await page.locator("main h1").waitFor();
}

/** Resolves once the page was told of so many scans. */
async function sees(page: Page, sent: number): Promise<void> {
  await page.waitForFunction((count) => (window.musterHeard ?? []).length >= count, sent, { polling: "raf" });
}

/** Every scan that the server has. */
async function storedIds(server: TestServer): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let cursor: string | null = "";
  while (cursor !== null) {
    const parameters = new URLSearchParams({ limit: "200", ...(cursor === "" ? {} : { cursor }) });
    const answer = await fetch(`${server.url}/api/v1/scans?${parameters}`);
    const page = scanPage.parse(await answer.json());
    for (const { id } of page.scans) ids.add(id);
    cursor = page.next;
  }
  return ids;
}

const figure = async (page: Page, term: string): Promise<number> =>
  Number((await page.locator(`dl div:has(> dt:text-is("${term}")) dd`).innerText()).replaceAll(",", ""));

/** Runs in the page: the time between one frame and the next, in milliseconds. */
function countFrames(): void {
  const gaps: number[] = [];
  window.musterGaps = gaps;
  let last = performance.now();
  requestAnimationFrame(function next(now) {
    gaps.push(now - last);
    last = now;
    requestAnimationFrame(next);
  });
}

async function heapMb(profiler: CDPSession): Promise<number> {
  await profiler.send("HeapProfiler.collectGarbage");
  const { usedSize } = await profiler.send("Runtime.getHeapUsage");
  return usedSize / 1_048_576;
}

async function livePages(server: TestServer): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^muster_live_pages (\d+)$/m.exec(metrics)?.[1]);
}

/** For people: what a machine manages differs too much between machines to be asserted. */
function report(gaps: readonly number[], beforeMb: number, afterMb: number): void {
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1) ?? "–";
  console.log(
    `${total} scans in ${seconds} s: ${sorted.length} frames, ${at(0.5)} ms between two (p50), ` +
      `${at(0.95)} ms (p95), ${at(1)} ms at most; heap ${beforeMb.toFixed(1)} MB before, ${afterMb.toFixed(1)} MB after.`,
  );
}
