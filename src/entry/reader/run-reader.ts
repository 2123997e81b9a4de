import { createDevice, type Device } from "../../../device/create-device.ts";
import type { ClockState } from "../../../device/device-clock.ts";
import { createFileOutbox } from "../../../device/file-outbox.ts";
import { systemTimer } from "../../../device/timer.ts";
import type { Log } from "../../app/ports.ts";
import { askSwitch } from "./ask-switch.ts";
import type { CameraInput } from "./camera-input.ts";
import { createArrivals } from "./create-arrivals.ts";
import { runFfmpeg } from "./ffmpeg-process.ts";
import { type Known, keepKnown } from "./keep-known.ts";
import type { LookerSettings } from "./looker-calls.ts";
import { createNewestFrame } from "./newest-frame.ts";
import { createReaderCount } from "./reader-count.ts";
import type { RgbFrame } from "./rgb-frame.ts";
import { scanOfOutcome } from "./scan-of-outcome.ts";
import { type LookerThread, startLooker } from "./start-looker.ts";
import type { Templates } from "./templates.ts";
import { watchCamera } from "./watch-camera.ts";
import { firstWord, watchSwitch } from "./watch-switch.ts";

export interface ReaderSettings {
  readonly camera: CameraInput;
  readonly fps: number;
  /** ffmpeg, and the variables it is started with. */
  readonly ffmpeg: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the server is asked whether faces may be looked at. */
  readonly server: URL;
  /** The operator accepted that nobody is asked for a sign of life. */
  readonly unasked: boolean;
  readonly broker: {
    readonly url: string;
    readonly credentials: { username: string; password: string } | null;
  };
  /** Null for the server's own. */
  readonly site: string | null;
  readonly device: string;
  readonly location: string;
  readonly direction: "in" | "out" | null;
  readonly outbox: string;
  readonly repeatWindowMs: number;
  readonly looker: LookerSettings;
  readonly templates: Templates;
}

const clockToleranceMs = 30_000;
const tellEveryMs = 60_000;
/** How long the scans of a file may take to be answered for before the command ends. */
const lastReceiptsMs = 10_000;

/**
 * Runs a reader: frames from ffmpeg, recognition in a thread, scans by the device client. Resolves when the file is over
 * or the signal is aborted.
 *
 * @throws SwitchedOff when the server says that faces are off; otherwise what made it impossible to go on
 */
export async function runReader(settings: ReaderSettings, log: Log, signal: AbortSignal): Promise<void> {
  const { unasked } = settings;
  const ask = () => askSwitch(settings.server, signal);
  const word = await firstWord({ ask, unasked, timer: systemTimer, log, signal });
  if (word.challenge !== "never") {
    log.warn({ policy: word.challenge }, "nobody is asked for a sign of life here; scans say so");
  }
  let { clockAhead } = word;

  const count = createReaderCount();
  const looker = await startLooker(settings.looker);
  const closing: (() => Promise<void>)[] = [() => looker.close()];
  try {
    const known = await keepKnown({ templates: settings.templates, looker, now: Date.now, log });
    closing.push(() => known.close());

    const answered = new EventTarget();
    const device = createDevice({
      site: settings.site ?? word.site,
      device: settings.device,
      url: settings.broker.url,
      ...(settings.broker.credentials && { credentials: settings.broker.credentials }),
      outbox: createFileOutbox({
        folder: settings.outbox,
        onDamage: (damage) => log.error({ ...damage }, "part of the outbox could not be read"),
      }),
      clock: { now: Date.now, state: () => clockState(clockAhead) },
      firmware: "muster-reader",
      commands: {
        identify: async () => {
          log.info({ device: settings.device }, "somebody is looking for this reader");
          // The bell of whatever terminal it runs in.
          if (process.stderr.isTTY) process.stderr.write("\u0007");
          return "it says so in its log, and rings its terminal's bell where it has one";
        },
      },
      onState: (state) => {
        const cause = state.connection === "offline" ? state.cause?.message : undefined;
        if (state.connection !== "connecting") log.info({ connection: state.connection, cause }, "broker");
      },
      onReceipt: (ids) => {
        count.confirmed += ids.length;
        answered.dispatchEvent(new Event("answer"));
      },
      onRejected: (rejected) => {
        for (const { id, code } of rejected)
          log.warn({ scan: id, code }, "the server put a scan into quarantine");
        answered.dispatchEvent(new Event("answer"));
      },
      onFault: (error) => log.error({ error }, "device"),
    });
    await device.start();
    closing.push(() => device.stop());

    const stop = new AbortController();
    const ended = AbortSignal.any([signal, stop.signal]);
    closing.push(
      inOneStep(
        watchSwitch({
          ask,
          unasked,
          timer: systemTimer,
          onWord: (heard) => {
            clockAhead = heard.clockAhead;
          },
          onOff: (off) => stop.abort(off),
        }),
      ),
    );
    const telling = setInterval(() => log.info(count.told(), "the last minute"), tellEveryMs);
    closing.push(inOneStep(() => clearInterval(telling)));

    const newest = createNewestFrame<{ readonly frame: RgbFrame; readonly at: number }>();
    const camera = watchCamera({
      input: settings.camera,
      open: (onFrame, onLine) =>
        runFfmpeg({
          program: settings.ffmpeg,
          input: settings.camera,
          fps: settings.fps,
          environment: settings.environment,
          onFrame,
          onLine,
        }),
      onFrame: (frame) => {
        count.frames += 1;
        newest.put({ frame, at: performance.now() });
      },
      log,
      timer: systemTimer,
      random: Math.random,
    });
    closing.push(() => camera.close());
    const endFrames = (): void => newest.end();
    ended.addEventListener("abort", endFrames, { once: true });
    if (ended.aborted) endFrames();
    const cameraOver = camera.over.finally(endFrames);
    // Said at the end; until then recognition goes on with what there is.
    cameraOver.catch(() => undefined);

    await recognise({ settings, newest, looker, known, device, count, log });
    stop.signal.throwIfAborted();
    if (signal.aborted) return;
    await cameraOver;
    await emptied(device, answered, signal);
    if (device.outboxSize() > 0) {
      log.warn({ waiting: device.outboxSize() }, "scans wait in the outbox for the next start");
    }
  } finally {
    // In reverse, each in spite of what befell the one before.
    for (const close of closing.toReversed()) {
      await close().catch((error: unknown) =>
        log.error({ error }, "the reader could not close a part of it"),
      );
    }
    log.info(count.told(), "the reader has stopped");
  }
}

async function recognise(parts: {
  readonly settings: ReaderSettings;
  readonly newest: ReturnType<typeof createNewestFrame<{ readonly frame: RgbFrame; readonly at: number }>>;
  readonly looker: LookerThread;
  readonly known: Known;
  readonly device: Device;
  readonly count: ReturnType<typeof createReaderCount>;
  readonly log: Log;
}): Promise<void> {
  const { settings, newest, looker, known, device, count, log } = parts;
  const { location, direction } = settings;
  const arrivals = createArrivals(settings.repeatWindowMs);
  for (;;) {
    const next = await newest.take();
    count.passedOver = newest.passedOver;
    if (next === undefined) return;
    const { at } = next;
    const { outcome, present, ms } = await looker.look(next.frame, at);
    count.looked(ms);
    if (outcome !== null) {
      const student = outcome.kind === "welcome" ? outcome.person : null;
      const scan = scanOfOutcome(outcome, { location, direction, model: looker.model });
      if (student === null) count.unknown += scan === null ? 0 : 1;
      const wanted = student === null || (known.has(student) && arrivals.isArrival(student, at));
      if (scan !== null && wanted) {
        try {
          const id = await device.record(scan);
          log.info({ scan: id, student: student ?? undefined, confidence: scan.confidence }, "scan");
          if (student !== null) {
            count.recognised += 1;
            known.used(student);
            arrivals.seen(student, at);
          }
        } catch (error) {
          log.error({ error }, "a scan could not be recorded");
        }
      }
    }
    if (present !== null && !arrivals.isArrival(present, at)) arrivals.seen(present, at);
  }
}

function clockState(clockAhead: number | null): ClockState {
  if (clockAhead === null) return "rtc";
  return Math.abs(clockAhead) <= clockToleranceMs ? "ntp" : "unsynced";
}

const inOneStep = (close: () => void) => (): Promise<void> => {
  close();
  return Promise.resolve();
};

/** Resolves when nothing waits in the outbox, when it took too long, or when the signal is aborted. */
function emptied(device: Device, answered: EventTarget, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (device.outboxSize() > 0 && !signal.aborted) return;
      clearTimeout(patience);
      answered.removeEventListener("answer", check);
      resolve();
    };
    const patience = setTimeout(resolve, lastReceiptsMs);
    answered.addEventListener("answer", check);
    signal.addEventListener("abort", check, { once: true });
    check();
  });
}
