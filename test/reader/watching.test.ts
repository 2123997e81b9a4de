import { describe, expect, test } from "vitest";
import { askSwitch, type SwitchWord, switchAddress } from "../../src/entry/reader/ask-switch.ts";
import { cameraInput } from "../../src/entry/reader/camera-input.ts";
import { FfmpegMissing } from "../../src/entry/reader/ffmpeg-process.ts";
import type { RgbFrame } from "../../src/entry/reader/rgb-frame.ts";
import { SILENCE_MS, watchCamera } from "../../src/entry/reader/watch-camera.ts";
import { ASK_AGAIN_MS, firstWord, SwitchedOff, watchSwitch } from "../../src/entry/reader/watch-switch.ts";
import { createHandTimer } from "../device/hand-timer.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const frame = (): RgbFrame => ({ data: new Uint8Array(3), width: 1, height: 1 });
/** Lets what was promised go on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A camera whose streams a test begins and ends by hand. */
function camera(text: string) {
  const timer = createHandTimer();
  const streams: {
    show(): void;
    end(code?: number | null): void;
    fail(error: Error): void;
    stopped: boolean;
  }[] = [];
  let frames = 0;
  const watch = watchCamera({
    input: cameraInput(text),
    open: (onFrame) => {
      const stream = {
        show: () => onFrame(frame()),
        end: (_code?: number | null): void => undefined,
        fail: (_error: Error): void => undefined,
        stopped: false,
      };
      const ended = new Promise<number | null>((resolve, reject) => {
        stream.end = (code = 0) => resolve(code);
        stream.fail = reject;
      });
      streams.push(stream);
      const stop = () => {
        stream.stopped = true;
        stream.end(null);
      };
      return { ended, stop };
    },
    onFrame: () => {
      frames += 1;
    },
    log: silent,
    timer,
    random: () => 0,
  });
  return { timer, streams, watch, frames: () => frames, last: () => streams.at(-1) };
}

describe("a camera", () => {
  test("whose stream ends is opened again, more and more rarely while no picture comes", async () => {
    const { timer, streams, last, watch } = camera("rtsp://10.0.0.7/s1");
    for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = streams.length;
      last()?.end(1);
      await settle();
      timer.pass(wait - 1);
      await settle();
      expect(streams).toHaveLength(before);
      timer.pass(1);
      await settle();
      expect(streams).toHaveLength(before + 1);
    }
    last()?.show();
    last()?.end(1);
    await settle();
    timer.pass(1_000);
    await settle();
    expect(streams).toHaveLength(9);
    await watch.close();
    expect(last()?.stopped).toBe(true);
  });

  test("that falls silent is given up and opened again", async () => {
    const { timer, streams, last, watch } = camera("/dev/video0");
    last()?.show();
    timer.pass(SILENCE_MS - 1);
    last()?.show();
    timer.pass(SILENCE_MS - 1);
    expect(last()?.stopped).toBe(false);
    timer.pass(1);
    expect(last()?.stopped).toBe(true);
    await settle();
    timer.pass(1_000);
    await settle();
    expect(streams).toHaveLength(2);
    await watch.close();
  });

  test("closed while it waits to be opened again stays closed", async () => {
    const { streams, last, watch, timer } = camera("rtsp://10.0.0.7/s1");
    last()?.end(1);
    await settle();
    await watch.close();
    timer.pass(60_000);
    expect(streams).toHaveLength(1);
  });

  test("of a file is over when the file is", async () => {
    const { streams, last, watch, frames } = camera("/srv/video.avi");
    last()?.show();
    last()?.end(0);
    await watch.over;
    expect([streams.length, frames()]).toEqual([1, 1]);
  });

  test.each([
    ["that is no video", 0, 1, /no picture/],
    ["that is damaged", 1, 1, /to its end/],
  ])("of a file %s says so", async (_, shown, code, complaint) => {
    const { last, watch } = camera("/srv/video.avi");
    for (let each = 0; each < shown; each += 1) last()?.show();
    last()?.end(code);
    await expect(watch.over).rejects.toThrow(complaint);
  });

  test("is not tried again where ffmpeg is missing, and the remedy is told for each system", async () => {
    const { last, watch } = camera("rtsp://10.0.0.7/s1");
    last()?.fail(new FfmpegMissing("ffmpeg", new Error("ENOENT")));
    await expect(watch.over).rejects.toThrow(/apt-get.*brew.*winget.*--ffmpeg/);
  });
});

const on = { said: "on", challenge: "never", site: "main", clockAhead: 0 } as const;
const off = { said: "off" } as const;
const away = { said: "nothing", because: "it is away" } as const;

/** A server that says these words, and then the last of them. */
function server(words: readonly SwitchWord[]) {
  let asked = 0;
  const ask = () => {
    const word = words[Math.min(asked, words.length - 1)] ?? away;
    asked += 1;
    return Promise.resolve(word);
  };
  return { ask, asked: () => asked };
}

describe("the switch", () => {
  const first = (words: readonly SwitchWord[], unasked = false) => {
    const timer = createHandTimer();
    const said = server(words);
    const { signal } = new AbortController();
    return { timer, said, word: firstWord({ ask: said.ask, unasked, timer, log: silent, signal }) };
  };

  test("off, nothing is started", async () => {
    await expect(first([off]).word).rejects.toThrow(SwitchedOff);
  });

  test("of a server that cannot be asked is waited for", async () => {
    const { timer, said, word } = first([away, away, on]);
    for (let each = 0; each < 3; each += 1) {
      await settle();
      timer.pass(5_000);
    }
    expect(await word).toEqual(on);
    expect(said.asked()).toBe(3);
  });

  test.each(["always", "random"] as const)(
    "with a sign of life asked for %s, starts only where the operator accepts that none is asked",
    async (challenge) => {
      const word = { ...on, challenge };
      await expect(first([word]).word).rejects.toThrow(/--no-challenge/);
      expect(await first([word], true).word).toEqual(word);
    },
  );

  test("turned off is heard within a minute; a server that is away changes nothing", async () => {
    const timer = createHandTimer();
    const { ask } = server([on, away, off]);
    const heard: string[] = [];
    const stop = watchSwitch({
      ask,
      unasked: false,
      timer,
      onWord: ({ said }) => heard.push(said),
      onOff: (word) => heard.push(word.name),
    });
    for (let each = 0; each < 3; each += 1) {
      timer.pass(ASK_AGAIN_MS);
      await settle();
    }
    expect(heard).toEqual(["on", "SwitchedOff"]);
    expect(3 * ASK_AGAIN_MS).toBeLessThanOrEqual(60_000);
    stop();
  });

  test("is asked for below the server's address, wherever that is", () => {
    expect(switchAddress("http://localhost:3000").href).toBe("http://localhost:3000/api/v1/kiosk");
    expect(switchAddress("https://school/muster").href).toBe("https://school/muster/api/v1/kiosk");
    expect(() => switchAddress("localhost:3000")).toThrow(/--server/);
    expect(() => switchAddress("http://a:b@school")).toThrow(/password/);
  });

  test("of a server that is not there says why nothing was said", async () => {
    expect(await askSwitch(switchAddress("http://127.0.0.1:1"))).toMatchObject({ said: "nothing" });
  });
});
