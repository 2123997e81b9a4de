import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import type { AliveSpan } from "../../../src/app/health/health-transaction.ts";
import { newsOfReaders, type ReaderFacts } from "../../../src/app/health/revise-reader.ts";

const at = (time: string) => Temporal.Instant.from(`2026-11-09T${time}Z`);
const ms = (time: string) => at(time).epochMilliseconds;
const device = "door";
const heard = (from: string, to: string): AliveSpan => ({
  device,
  from: at(from),
  to: at(to),
  left: null,
  firstScan: null,
});

/** What would be stored of a reader of a session that goes on until 09:43, at an instant. */
async function news(alive: readonly AliveSpan[], stored: ReaderFacts, now: string) {
  const within = { from: ms("08:45:00"), to: ms("09:43:00") };
  const { facts } = await newsOfReaders(
    {
      health: {
        livesAround: async () => [{ firstAlive: alive[0]?.from ?? null, alive, next: null }],
        recordsAround: async () => [{ moves: [{ room: "B12", from: at("08:00:00") }], runs: [] }],
      },
      readerFacts: async () => [stored],
    },
    [{ reader: device, within, matters: [within] }],
    at(now),
  );
  return facts;
}

const watches = [
  {
    id: "f1",
    seq: 1,
    watch: "w",
    room: "B12",
    reader: device,
    health: true,
    from: at("08:00:00"),
    to: null,
  },
];

test("nothing that is stored of a reader begins or ends ahead of now, whether it is silent or has come back", async () => {
  const before = heard("08:00:00", "09:13:05");
  const none: ReaderFacts = { watches, blindness: [] };
  const silent = await news([before], none, "09:16:00");
  expect(silent).toMatchObject([{ kind: "blindness", from: at("09:13:05"), to: null }]);
  const lasting = { id: "f2", seq: 2, blindness: "b", reader: device, from: at("09:13:05"), to: null };
  const back = await news(
    [before, heard("09:18:00", "09:20:00")],
    { watches, blindness: [lasting] },
    "09:20:00",
  );
  expect(back).toMatchObject([
    { kind: "blindness", blindness: "b", from: at("09:13:05"), to: at("09:18:00") },
  ]);
});
