import { expect, test } from "vitest";
import { monitorView } from "../../src/contract/http/monitor.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { serveHere } from "../http/serve-here.ts";
import { queryRows } from "../parts/postgres.ts";
import { turnedClock } from "../parts/turned-clock.ts";

test("the whole server runs on the clock that it is given: its rounds, what it hears, silence, and a new day", async () => {
  const clock = turnedClock("2031-03-03T23:00:00Z");
  const server = await serveHere({}, clock);
  const monitor = async () => server.ask(monitorView, "/api/v1/monitor");
  const day = async () => (await server.ask(systemView, "/api/v1/system")).day;
  try {
    expect(await day()).toBe("2031-03-03");
    await expect.poll(async () => (await monitor()).rounds).toBe(1);
    await clock.advance({ seconds: 4 });
    expect((await monitor()).rounds).toBe(1);
    await clock.advance({ seconds: 1 });
    expect(await monitor()).toMatchObject({ rounds: 2, lastRoundAt: "2031-03-03T23:00:05.000Z" });

    const device = await server.connect("tcp");
    const heartbeat = { v: 1, at: "2031-03-03T23:00:05Z", outbox: 0, clock: "ntp" };
    await device.publishAsync("muster/v1/main/door/heartbeat", JSON.stringify(heartbeat), { qos: 1 });
    const alive = await queryRows(
      server.database,
      "select from_at = '2031-03-03T23:00:05Z' as turned from device_alive",
    );
    expect(alive).toEqual([{ turned: true }]);

    await clock.advance({ minutes: 2 });
    expect((await monitor()).attention).toContainEqual(
      expect.objectContaining({ kind: "silent_sender", sender: "main/door" }),
    );
    clock.pass({ hours: 1 });
    await clock.advance({ seconds: 5 });
    expect(server.log.filter(({ outcome }) => outcome.startsWith("a new day"))).toHaveLength(1);
    expect(await day()).toBe("2031-03-04");
  } finally {
    await server.stop();
  }
}, 60_000);
