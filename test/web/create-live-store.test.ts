import { describe, expect, test, vi } from "vitest";
import type { ScanView } from "../../src/contract/http/scans.ts";
import type { SystemView } from "../../src/contract/http/system.ts";
import type { ChangesFrame } from "../../src/contract/live/frames.ts";
import { createLiveStore } from "../../web/app/live/create-live-store.ts";
import type { LiveSignal } from "../../web/app/live/live-signal.ts";
import { frame, scanAt, systemAt } from "./builders.ts";

/** A server whose answers are given when the test says so, and a stream that says what the test says. */
function pretendServer() {
  const shown: (readonly string[])[] = [];
  let signedOut = 0;
  const systems: PromiseWithResolvers<SystemView>[] = [];
  const scans: PromiseWithResolvers<ScanView[]>[] = [];
  let tell: (signal: LiveSignal) => void = () => undefined;
  const asked = <T>(list: PromiseWithResolvers<T>[]) => {
    const { promise, resolve, reject } = deferred<T>();
    list.push({ promise, resolve, reject });
    return promise;
  };
  const store = createLiveStore({
    join: (shows, listener) => {
      shown.push(shows);
      tell = listener;
      return { show: (next) => shown.push(next), close: () => undefined };
    },
    readSystem: () => asked(systems),
    readScans: () => asked(scans),
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  store.start();
  return {
    store,
    systems,
    scans,
    /** What the store asked the stream to tell of, each time. */
    shown,
    connect: (resumed = false) => tell({ kind: "connected", resumed, shows: shown.at(-1) ?? [] }),
    disconnect: () => tell({ kind: "disconnected", signedOut: false }),
    refuse: () => tell({ kind: "disconnected", signedOut: true }),
    signedOut: () => signedOut,
    say: (name: string, data: unknown) => tell({ kind: "event", name, data: JSON.stringify(data) }),
    change: (changes: Partial<ChangesFrame>) =>
      tell({ kind: "event", name: "changes", data: JSON.stringify(frame(changes)) }),
    /** Answers the nth reading. */
    async answer(nth: number, system: SystemView, newest: ScanView[]) {
      systems[nth]?.resolve(system);
      await vi.waitFor(() => expect(scans[nth]).toBeDefined());
      scans[nth]?.resolve(newest);
      await vi.waitFor(() => expect(store.snapshot().reading).toBe(nth + 1));
    },
  };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

function deferred<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const shownSeqs = (server: ReturnType<typeof pretendServer>) =>
  server.store.snapshot().state?.scans.map((scan) => scan.seq);

describe("the live store", () => {
  test("reads nothing before the stream is open, so that nothing falls between the two", () => {
    const server = pretendServer();
    expect(server.systems).toHaveLength(0);
    server.connect();
    expect(server.systems).toHaveLength(1);
  });

  test("frames heard while everything is read are folded after it, and once", async () => {
    const server = pretendServer();
    server.connect();
    server.change({ scans: [scanAt(4)] });
    server.change({ scans: [scanAt(5)] });
    expect(server.store.snapshot().state).toBeNull();
    await server.answer(0, systemAt(4, { granted: 4 }), [scanAt(4), scanAt(3)]);
    expect(shownSeqs(server)).toEqual([5, 4, 3]);
    expect(server.store.snapshot().state?.totals.granted).toBe(5);
    expect(server.store.snapshot().connection).toBe("live");
  });

  test("a resumed stream goes on where it was; one that could not resume reads anew", async () => {
    const server = pretendServer();
    server.connect();
    await server.answer(0, systemAt(3), [scanAt(3)]);
    server.disconnect();
    expect(server.store.snapshot()).toMatchObject({ connection: "reconnecting" });
    expect(server.store.snapshot().lostAt).not.toBeNull();
    server.connect(true);
    server.change({ scans: [scanAt(4)] });
    expect(server.store.snapshot()).toMatchObject({ connection: "live", lostAt: null, reading: 1 });
    expect(shownSeqs(server)).toEqual([4, 3]);
    server.disconnect();
    server.connect(false);
    await server.answer(1, systemAt(9), [scanAt(9)]);
    expect(shownSeqs(server)).toEqual([9]);
  });

  test("a reset reads everything anew, and the page keeps what it had until then", async () => {
    const server = pretendServer();
    server.connect();
    await server.answer(0, systemAt(3), [scanAt(3)]);
    server.say("reset", { seq: 8, reason: "too_far_behind" });
    server.change({ scans: [scanAt(9)] });
    expect(shownSeqs(server)).toEqual([3]);
    await server.answer(1, systemAt(8), [scanAt(8)]);
    expect(shownSeqs(server)).toEqual([9, 8]);
  });

  test("a second reset makes the first reading void, however late its answer comes", async () => {
    const server = pretendServer();
    server.connect();
    server.say("reset", { seq: 8, reason: "new_day" });
    server.systems[1]?.resolve(systemAt(8));
    await vi.waitFor(() => expect(server.scans).toHaveLength(1));
    server.scans[0]?.resolve([scanAt(8)]);
    await vi.waitFor(() => expect(shownSeqs(server)).toEqual([8]));
    server.systems[0]?.resolve(systemAt(2));
    await vi.waitFor(() => expect(server.scans).toHaveLength(2));
    server.scans[1]?.resolve([scanAt(2)]);
    await Promise.resolve();
    await Promise.resolve();
    expect(shownSeqs(server)).toEqual([8]);
    expect(server.store.snapshot().reading).toBe(1);
  });

  test("a reading that fails is told without alarm and tried again", async () => {
    vi.useFakeTimers();
    try {
      const server = pretendServer();
      server.connect();
      server.systems[0]?.reject(new Error("503"));
      await vi.advanceTimersByTimeAsync(0);
      expect(server.store.snapshot()).toMatchObject({
        connection: "connecting",
        state: null,
        trouble: "503",
      });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(server.systems).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a frame that this page cannot read makes it outdated, and it says so once", async () => {
    const heard = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const server = pretendServer();
    server.connect();
    await server.answer(0, systemAt(3), []);
    server.say("changes", { seq: "four" });
    server.say("changes", { seq: "five" });
    expect(server.store.snapshot().connection).toBe("outdated");
    expect(heard).toHaveBeenCalledTimes(1);
    heard.mockRestore();
  });

  test("an event of a kind that is not known yet changes nothing", async () => {
    const server = pretendServer();
    server.connect();
    await server.answer(0, systemAt(3), []);
    const before = server.store.snapshot();
    server.say("weather", { sun: true });
    expect(server.store.snapshot()).toBe(before);
  });

  test("those who follow something have it told of, hear each frame in order, and frames are kept for who is reading", async () => {
    const server = pretendServer();
    const heard: number[] = [];
    const end = server.store.follow(["board"], ({ seq }) => heard.push(seq));
    expect(server.shown.at(-1)).toEqual(["board", "scans"]);
    server.connect();
    expect([...server.store.snapshot().shows]).toContain("board");
    server.change({ seq: 5 });
    server.change({ seq: 8 });
    expect(heard).toEqual([5, 8]);
    expect(server.store.framesAfter(5)?.map(({ seq }) => seq)).toEqual([8]);
    server.disconnect();
    expect(server.store.snapshot().shows.size).toBe(0);
    end();
    server.change({ seq: 9 });
    expect(heard).toEqual([5, 8]);
    for (let seq = 10; seq < 500; seq += 1) server.change({ seq });
    expect(server.store.framesAfter(5)).toBeNull();
  });

  test("views that end together and are followed again one by one change nothing that the stream is asked for", () => {
    const server = pretendServer();
    const ends = ["session:1", "board"].map((show) => server.store.follow([show], () => undefined));
    const asked = server.shown.at(-1);
    expect(asked).toEqual(["board", "scans", "session:1"]);
    const before = server.shown.length;
    for (const end of ends) end();
    for (const show of ["session:1", "board"]) server.store.follow([show], () => undefined);
    expect(server.shown.slice(before)).toEqual([asked, asked]);
  });

  test("what nobody shows any more is told of for five seconds, also when something else is shown meanwhile", () => {
    vi.useFakeTimers();
    try {
      const server = pretendServer();
      server.store.follow(["board"], () => undefined)();
      vi.advanceTimersByTime(4_999);
      server.store.follow(["session:1"], () => undefined);
      expect(server.shown.at(-1)).toEqual(["board", "scans", "session:1"]);
      vi.advanceTimersByTime(1);
      expect(server.shown.at(-1)).toEqual(["scans", "session:1"]);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("only a stream that is refused because nobody is signed in says so", () => {
  const server = pretendServer();
  server.connect();
  server.disconnect();
  expect(server.signedOut()).toBe(0);
  server.refuse();
  expect(server.signedOut()).toBe(1);
});
