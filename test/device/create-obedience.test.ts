import { expect, test } from "vitest";
import { createObedience } from "../../device/create-obedience.ts";
import type { DeviceClock } from "../../device/device-clock.ts";

const noon = Date.parse("2026-11-23T12:00:00.000Z");
const id = "6f7f2d6a-6c7c-4f0e-8d6e-2f4f8a1b9c01";
const command = (some: object = {}) => ({
  v: 1,
  id,
  name: "identify",
  expires_at: "2026-11-23T12:01:00.000Z",
  args: {},
  ...some,
});

function obedient(
  some: Partial<DeviceClock> = {},
  deeds: Parameters<typeof createObedience>[0]["deeds"] = {},
) {
  const unread: Error[] = [];
  const clock: DeviceClock = { now: () => noon, state: () => "rtc", ...some };
  return { unread, ...createObedience({ clock, deeds, onUnread: (cause) => unread.push(cause) }) };
}

test("a command is done once, however often it arrives, and answered each time", async () => {
  let blinked = 0;
  const { obey } = obedient(
    {},
    {
      identify: async () => {
        blinked += 1;
        return "it blinked";
      },
    },
  );
  const answer = { v: 1, id, outcome: "done", detail: "it blinked" };
  expect(await obey(command())).toEqual(answer);
  expect(await obey(command())).toEqual(answer);
  expect(blinked).toBe(1);
});

test("one that arrives again while it is done is answered once it is done, and not before", async () => {
  let finish = (): void => undefined;
  const { obey } = obedient(
    {},
    {
      identify: () =>
        new Promise((resolve) => {
          finish = () => resolve(undefined);
        }),
    },
  );
  const first = obey(command());
  expect(await obey(command())).toBeNull();
  finish();
  expect(await first).toMatchObject({ outcome: "done" });
});

test.each([
  [noon - 1, "done"],
  [noon, "expired"],
  [noon + 1, "expired"],
])("by a clock that is kept right, a command until noon is at %i %s", async (now, outcome) => {
  const { obey } = obedient({ now: () => now }, { identify: async () => undefined });
  expect(await obey(command({ expires_at: "2026-11-23T12:00:00.000Z" }))).toMatchObject({ outcome });
});

test("a clock that nobody set does not say that a command is late", async () => {
  const { obey } = obedient({ now: () => noon * 2, state: () => "unsynced" }, { identify: async () => "" });
  expect(await obey(command())).toMatchObject({ outcome: "done" });
});

test.each([
  [90, "it was 90 s ahead"],
  [-30, "it was 30 s behind"],
  [0, "it was right"],
])("a clock that is %i s ahead is set", async (ahead, detail) => {
  let now = noon + ahead * 1000;
  const { obey } = obedient({
    now: () => now,
    state: () => "unsynced",
    set: (to) => {
      now = to;
    },
  });
  const set = command({ name: "set_clock", args: { now: new Date(noon).toISOString() } });
  expect(await obey(set)).toMatchObject({ outcome: "done", detail });
  expect(now).toBe(noon);
});

test("a clock that a time server keeps is not set", async () => {
  const set = (): void => {
    throw new Error("set");
  };
  const { obey } = obedient({ state: () => "ntp", set });
  const sent = command({ name: "set_clock", args: { now: "2020-01-01T00:00:00Z" } });
  expect(await obey(sent)).toMatchObject({
    outcome: "unable",
    detail: "a time server keeps its clock right",
  });
});

test("what the device cannot do is answered as that, and so is what goes wrong", async () => {
  const { obey } = obedient({}, { identify: () => Promise.reject(new Error("the lamp is broken")) });
  expect(await obey(command())).toMatchObject({ outcome: "unable", detail: "the lamp is broken" });
  expect(await obey(command({ id: "6f7f2d6a-6c7c-4f0e-8d6e-2f4f8a1b9c02", name: "reload" }))).toMatchObject({
    outcome: "unable",
    detail: "this device cannot do that",
  });
});

test.each([
  ["nothing", undefined],
  ["another version", command({ v: 2 })],
  ["a name that is a member of every object", command({ name: "constructor" })],
  ["no id", command({ id: "1" })],
  ["no expiry", command({ expires_at: "soon" })],
])("%s is told and not answered", async (_, sent) => {
  const { obey, unread } = obedient();
  expect(await obey(sent)).toBeNull();
  expect(unread).toHaveLength(1);
});

test("no more answers are remembered than a hundred", async () => {
  let done = 0;
  const deeds = {
    identify: async () => {
      done += 1;
      return undefined;
    },
  };
  const { obey } = obedient({}, deeds);
  const nth = (n: number) => command({ id: `6f7f2d6a-6c7c-4f0e-8d6e-${String(n).padStart(12, "0")}` });
  for (let n = 0; n <= 100; n += 1) await obey(nth(n));
  await obey(nth(100));
  expect(done).toBe(101);
  await obey(nth(0));
  expect(done).toBe(102);
});
