import { Temporal } from "temporal-polyfill";
import { afterAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { institutionView } from "../../src/contract/http/institution.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { todayView } from "../../src/contract/http/today.ts";
import { startServer, type TestServer } from "../parts/server.ts";

let server: TestServer | null = null;
afterAll(() => server?.stop());

test("the zone that the first run was told is that of every day once the server has been started again", async () => {
  const from = "Europe/London";
  const to = "Pacific/Auckland";
  const running = await startServer({ env: { MUSTER_TIMEZONE: "", TZ: from } });
  server = running;
  async function ask<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    init?: RequestInit,
  ): Promise<z.infer<Schema>> {
    const answer = await fetch(`${running.url}/api/v1/${path}`, init);
    expect(answer.status).toBe(200);
    return schema.parse(await answer.json());
  }
  const dawnIn = (zone: string, day: string): string =>
    Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 });
  async function expectZone(zone: string): Promise<void> {
    const { day, timeZone } = await ask(systemView, "system");
    expect(timeZone).toBe(zone);
    const today = await ask(todayView, "today");
    expect(today).toMatchObject({ timeZone: zone, day, from: dawnIn(zone, day) });
    // The demonstration's classes stand on the days of the zone of now.
    expect(today.sessions.map(({ kind, start }) => [kind, start])).toEqual(
      Array.from({ length: 3 }, () => ["standing", dawnIn(zone, day)]),
    );
  }

  await expectZone(from);
  const told = await ask(institutionView, "institution", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ timeZone: to }),
  });
  expect(told).toMatchObject({ timeZone: from, nextTimeZone: to });
  // Until then every part holds the zone with which it was started.
  await expectZone(from);
  await running.kill("SIGTERM");
  await running.restart();
  expect(await ask(institutionView, "institution")).toMatchObject({ timeZone: to, nextTimeZone: null });
  // The monitor's first round lets the sessions that are on follow.
  await vi.waitFor(() => expectZone(to), { timeout: 15_000, interval: 200 });
}, 120_000);
