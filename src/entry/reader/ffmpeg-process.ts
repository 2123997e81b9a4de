import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type CameraInput, withoutSecrets } from "./camera-input.ts";
import { ppmFrames } from "./ppm-frames.ts";
import type { RgbFrame } from "./rgb-frame.ts";

/** Larger pictures find no more faces and only cost time. */
export const LONGEST_SIDE = 1280;

const install = `Install it (Debian and Ubuntu: "apt-get install ffmpeg"; macOS: "brew install ffmpeg"; Windows: "winget install Gyan.FFmpeg") or name it with --ffmpeg.`;

/** ffmpeg is not there, or cannot be run: trying again does not help. */
export class FfmpegMissing extends Error {
  override readonly name = "FfmpegMissing";
  constructor(program: string, cause: Error) {
    super(`${program} cannot be run, and the camera is read with it. ${install}`, { cause });
  }
}

export interface FfmpegProcess {
  /** Resolves when it has ended, with its exit code, or null for a signal. Rejects with {@link FfmpegMissing}. */
  readonly ended: Promise<number | null>;
  /** Tells it to end, and ends it when it does not. */
  stop(): void;
}

/** How long ffmpeg may take to end when told to. */
const patienceMs = 2_000;

/** What ffmpeg is told: `fps` pictures a second at most, on standard output, as RGB behind their size. No file. */
export function ffmpegArguments(input: CameraInput, fps: number): string[] {
  const most = LONGEST_SIDE;
  const scale = `scale=w='min(${most},iw)':h='min(${most},ih)':force_original_aspect_ratio=decrease`;
  return [
    ...["-hide_banner", "-nostdin", "-loglevel", "error"],
    ...input.arguments,
    ...["-map", "0:v:0", "-vf", `fps=${fps},${scale}`],
    ...["-f", "image2pipe", "-c:v", "ppm", "-pix_fmt", "rgb24", "pipe:1"],
  ];
}

/**
 * Runs ffmpeg once. Its output is read as fast as it comes, so that nothing waits in the pipe.
 * @param parts.environment the variables it is started with: without our own secrets
 * @param parts.onLine told each line of its complaints, without passwords
 */
export function runFfmpeg(parts: {
  readonly program: string;
  readonly input: CameraInput;
  readonly fps: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly onFrame: (frame: RgbFrame) => void;
  readonly onLine: (line: string) => void;
}): FfmpegProcess {
  const { program, input, onLine } = parts;
  const child = spawn(program, ffmpegArguments(input, parts.fps), {
    env: parts.environment,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  let cut: NodeJS.Timeout | undefined;
  const take = ppmFrames(parts.onFrame);
  const stop = (): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    cut ??= setTimeout(() => child.kill("SIGKILL"), patienceMs);
  };
  let misread = false;
  child.stdout.on("data", (bytes: Buffer) => {
    if (misread) return;
    try {
      take(bytes);
    } catch (error) {
      misread = true;
      onLine(error instanceof Error ? error.message : String(error));
      stop();
    }
  });
  createInterface({ input: child.stderr }).on("line", (line) => onLine(withoutSecrets(line, input.secrets)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(new FfmpegMissing(program, error)));
    child.once("close", (code) => {
      clearTimeout(cut);
      resolve(code);
    });
  });
  return { ended, stop };
}
