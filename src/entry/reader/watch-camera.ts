import { type Backoff, backoffMs } from "../../../device/backoff.ts";
import type { Timer } from "../../../device/timer.ts";
import type { Log } from "../../app/ports.ts";
import type { CameraInput } from "./camera-input.ts";
import type { FfmpegProcess } from "./ffmpeg-process.ts";
import type { RgbFrame } from "./rgb-frame.ts";

export interface CameraWatch {
  /** Resolves when the file is over, or the camera was closed. Rejects when there can be no picture at all. */
  readonly over: Promise<void>;
  close(): Promise<void>;
}

/** Starts ffmpeg once. */
export type OpenStream = (
  onFrame: (frame: RgbFrame) => void,
  onLine: (line: string) => void,
) => FfmpegProcess;

const reconnect: Backoff = { firstMs: 1_000, mostMs: 30_000 };
/** A camera that says nothing for so long has gone, though its connection may still stand. */
export const SILENCE_MS = 20_000;
/** Damaged pictures come with a complaint each; more lines than this of one stream say nothing new. */
const LINES_TOLD = 10;

/**
 * Keeps a camera's pictures coming: a stream that ends or falls silent is opened again, sooner at first and later more
 * rarely. A file is read once.
 */
export function watchCamera(parts: {
  readonly input: CameraInput;
  readonly open: OpenStream;
  readonly onFrame: (frame: RgbFrame) => void;
  readonly log: Log;
  readonly timer: Timer;
  /** A number in [0, 1), for spreading retries. */
  readonly random: () => number;
}): CameraWatch {
  const { input, log, timer } = parts;
  const camera = input.shown;
  let current: FfmpegProcess | null = null;
  let closed = false;
  let wake = (): void => {};

  /** @returns how many pictures came */
  async function watchOnce(): Promise<{ readonly frames: number; readonly code: number | null }> {
    let frames = 0;
    let lines = 0;
    const silent = (): void => {
      log.warn({ camera, ms: SILENCE_MS }, "the camera sends no pictures");
      stream.stop();
    };
    const stream = parts.open(
      (frame) => {
        cancelSilence();
        cancelSilence = timer.after(SILENCE_MS, silent);
        if (frames === 0) log.info({ camera, width: frame.width, height: frame.height }, "the camera is on");
        frames += 1;
        parts.onFrame(frame);
      },
      (line) => {
        lines += 1;
        if (lines <= LINES_TOLD) log.warn({ camera, line }, "ffmpeg complains");
      },
    );
    let cancelSilence = timer.after(SILENCE_MS, silent);
    current = stream;
    try {
      return { code: await stream.ended, frames };
    } finally {
      cancelSilence();
      current = null;
    }
  }

  async function watch(): Promise<void> {
    let failures = 0;
    while (!closed) {
      const { frames, code } = await watchOnce();
      if (closed) return;
      if (input.kind === "file") {
        if (frames === 0) throw new Error(`${camera} gave no picture: is it a video?`);
        if (code !== 0) throw new Error(`${camera} could not be read to its end`);
        return;
      }
      failures = frames > 0 ? 1 : failures + 1;
      const ms = Math.round(backoffMs(reconnect, failures, parts.random()));
      log.warn({ camera, frames, ms }, "the camera's stream ended; it is opened again");
      await new Promise<void>((resolve) => {
        const cancel = timer.after(ms, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
    }
  }

  const over = watch();
  return {
    over,
    async close() {
      closed = true;
      wake();
      current?.stop();
      await over.catch(() => undefined);
    },
  };
}
