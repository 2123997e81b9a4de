import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { createDelivery } from "../../device/create-delivery.ts";
import type { OutboxEntry } from "../../device/outbox.ts";
import { createHandTimer } from "./hand-timer.ts";

const timeout = 10_000;
const retry = { firstMs: 10_000, mostMs: 300_000 };

function entry(): OutboxEntry {
  return { scan: { v: 1, event_id: uuidv7(), occurred_at: "2026-11-23T09:03:07Z" }, recordedAt: 0 };
}

function setUp(window: number) {
  const timer = createHandTimer();
  const sent: string[] = [];
  const delivery = createDelivery({
    send: ({ scan }) => sent.push(scan.event_id),
    timer,
    random: () => 0,
    window,
    receiptTimeoutMs: timeout,
    retry,
  });
  const add = (count: number): string[] =>
    Array.from({ length: count }, () => {
      const next = entry();
      delivery.add(next);
      return next.scan.event_id;
    });
  return { timer, sent, delivery, add };
}

test("no more scans are on their way than the window holds, and a receipt makes room for the next", () => {
  const { sent, delivery, add } = setUp(3);
  const ids = add(5);
  expect(sent).toEqual([]);
  delivery.connected();
  expect(sent).toEqual(ids.slice(0, 3));
  delivery.settle(ids.slice(1, 2));
  expect(sent).toEqual(ids.slice(0, 4));
});

test("a scan without a receipt is sent again after the time-out and the wait, which doubles", () => {
  const { timer, sent, delivery, add } = setUp(3);
  const [id] = add(1);
  delivery.connected();
  timer.pass(timeout + retry.firstMs - 1);
  expect(sent).toEqual([id]);
  timer.pass(1);
  expect(sent).toEqual([id, id]);
  timer.pass(timeout + 2 * retry.firstMs - 1);
  expect(sent).toHaveLength(2);
  timer.pass(1);
  expect(sent).toHaveLength(3);
});

test("a scan that the server never answers does not hold up the others", () => {
  const { timer, sent, delivery, add } = setUp(2);
  const [stubborn = "", ...others] = add(10);
  delivery.connected();
  for (let second = 0; second < 60; second += 1) {
    delivery.settle(sent.filter((id) => id !== stubborn));
    timer.pass(1_000);
  }
  expect(delivery.size()).toBe(1);
  expect(new Set(sent)).toEqual(new Set([stubborn, ...others]));
});

test("a silent server is asked with one scan at a time, and a receipt opens the window again", () => {
  const { timer, sent, delivery, add } = setUp(4);
  const ids = add(20);
  delivery.connected();
  expect(sent).toHaveLength(4);
  timer.pass(timeout);
  expect(sent).toHaveLength(5);
  timer.pass(timeout - 1);
  expect(sent).toHaveLength(5);
  delivery.settle(ids.slice(0, 1));
  expect(sent).toHaveLength(8);
});

test("after a reconnect everything without a receipt is sent again, oldest first", () => {
  const { timer, sent, delivery, add } = setUp(100);
  const ids = add(4);
  delivery.connected();
  delivery.settle(ids.slice(1, 2));
  sent.length = 0;
  delivery.disconnected();
  expect(timer.pending()).toBe(0);
  delivery.connected();
  expect(sent).toEqual([ids[0], ids[2], ids[3]]);
});

test("ids that are not waiting settle nothing", () => {
  const { delivery, add } = setUp(3);
  const [id = ""] = add(1);
  expect(delivery.settle(["unknown", id, id])).toEqual([id]);
  expect(delivery.size()).toBe(0);
});

test("whatever happens, only a receipt takes a scan away, and the window is never passed", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("add" as const) }),
    fc.record({ kind: fc.constant("connect" as const) }),
    fc.record({ kind: fc.constant("disconnect" as const) }),
    fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 400_000 }) }),
    fc.record({ kind: fc.constant("settle" as const), pick: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, window) => {
      const { timer, sent, delivery, add } = setUp(window);
      const waiting = new Set<string>();
      let online = false;
      for (const each of steps) {
        switch (each.kind) {
          case "add":
            for (const id of add(1)) waiting.add(id);
            break;
          case "connect":
            if (!online) delivery.connected();
            online = true;
            break;
          case "disconnect":
            delivery.disconnected();
            online = false;
            break;
          case "pass":
            sent.length = 0;
            timer.pass(each.ms);
            if (!online) expect(sent).toEqual([]);
            break;
          case "settle": {
            const id = [...waiting][each.pick % Math.max(1, waiting.size)];
            if (id === undefined) break;
            expect(delivery.settle([id])).toEqual([id]);
            waiting.delete(id);
            break;
          }
        }
        expect(delivery.size()).toBe(waiting.size);
      }
      // However it went, once there is a network and the server answers, everything is sent.
      if (!online) delivery.connected();
      for (let turn = 0; turn < 400 && delivery.size() > 0; turn += 1) {
        delivery.settle([...sent]);
        timer.pass(10_000);
      }
      expect(delivery.size()).toBe(0);
    }),
    { numRuns: 200 },
  );
});
