// The default import, for the package's browser bundle has no named exports.
import mqtt from "mqtt";
import { createDevice, type Device } from "../../../device/create-device.ts";
import type { ClockState } from "../../../device/device-clock.ts";
import { type Suspicion, suspicionWords } from "../../../recognition/suspicion.ts";
import type { FrameAnswer, VisitView } from "../keeper/keeper-calls.ts";
import type { AskKeeper } from "../keeper/start-keeper.ts";
import { createIndexedDbOutbox } from "../outbox/indexed-db-outbox.ts";
import type { KioskSettings, ServerWord } from "../store/kiosk-settings.ts";
import { askServer } from "./ask-server.ts";
import { type CameraState, openCamera } from "./open-camera.ts";

/** What the person in front of the kiosk is told. */
export type Told =
  | { readonly kind: "welcome"; readonly studentId: string; readonly at: number }
  | { readonly kind: "not_recognised"; readonly at: number }
  | { readonly kind: "challenge_failed"; readonly at: number }
  | { readonly kind: "wrong_pin"; readonly at: number }
  | { readonly kind: "wait"; readonly until: number; readonly at: number }
  | { readonly kind: "unknown_code"; readonly at: number }
  /** Somebody wants to see which kiosk this is. */
  | { readonly kind: "identify"; readonly device: string; readonly at: number }
  | { readonly kind: "not_recorded"; readonly at: number };

export interface KioskState {
  readonly online: boolean;
  /** Scans that the server has not confirmed yet. */
  readonly waiting: number;
  readonly camera: CameraState;
  readonly nets: "not_needed" | "loading" | "ready" | "failed";
  readonly faces: number;
  readonly visit: VisitView;
  readonly told: Told | null;
  /** false once the server has said that faces may not be looked at any more. */
  readonly on: boolean;
  /** A PIN is being checked, which takes a moment. */
  readonly checking: boolean;
  /** Of the last frame that was looked at. */
  readonly frameMs: number | null;
}

/** A running kiosk: camera, keeper and device joined. */
export interface Kiosk {
  readonly state: () => KioskState;
  subscribe(listener: () => void): () => void;
  /** The element that shows the camera; frames are taken from it. Null when it is taken away. */
  showIn(video: HTMLVideoElement | null): void;
  /** A PIN, or the text of a QR code from a scanner that types. */
  typed(text: string): Promise<void>;
  /** While paused nobody is looked at: the operator has the camera. */
  pause(paused: boolean): void;
  /** Asks how many faces are enrolled, after the operator changed that. */
  refresh(): Promise<void>;
  retryCamera(): Promise<void>;
  stop(): Promise<void>;
}

/** How long a word to the person stays. */
const toldMs = 4_000;
/** With nobody in sight a few frames a second will do. */
const idleMs = 180;
const activeMs = 30;
/** A code that is still held up is the same code. */
const sameCodeMs = 10_000;
const frameWithinMs = 1_000;
const serverEveryMs = 5 * 60_000;
const clockToleranceMs = 30_000;
const cameraRetryMs = 10_000;

/**
 * Starts a kiosk in its place: opens the outbox and the camera, and marks whoever is recognised or gives a PIN or code.
 * Resolves when scans can be recorded, with or without network and camera.
 */
export async function createKiosk(parts: {
  readonly database: IDBDatabase;
  readonly ask: AskKeeper;
  readonly place: KioskSettings;
  readonly word: ServerWord;
  readonly clockAhead: number | null;
  readonly onWord: (word: ServerWord) => void;
}): Promise<Kiosk> {
  const { database, ask, place } = parts;
  const listeners = new Set<() => void>();
  let { word } = parts;
  let clockAhead = parts.clockAhead;
  let video: HTMLVideoElement | null = null;
  let paused = false;
  let stopped = false;
  let lastCode = { studentId: "", at: Number.NEGATIVE_INFINITY };
  let forgetTold: ReturnType<typeof setTimeout> | undefined;
  let model = "";

  let state: KioskState = {
    online: false,
    waiting: 0,
    camera: { state: "starting" },
    nets: "not_needed",
    faces: 0,
    visit: { phase: "empty" },
    told: null,
    on: word.on,
    checking: false,
    frameMs: null,
  };
  function change(some: Partial<KioskState>): void {
    state = { ...state, ...some };
    for (const listener of listeners) listener();
  }

  const clockState = (): ClockState => {
    if (clockAhead === null) return "rtc";
    return Math.abs(clockAhead) <= clockToleranceMs ? "ntp" : "unsynced";
  };
  const device: Device = createDevice({
    site: place.site,
    device: place.device,
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/mqtt`,
    outbox: createIndexedDbOutbox(database),
    ...(place.key !== undefined && { credentials: { username: place.device, password: place.key } }),
    // The client's own timers come in a worker of a blob, which the page's policy forbids; a kiosk is never in the back.
    connect: (url, options) => mqtt.connect(url, { ...options, timerVariant: "native" }),
    clock: { now: () => Date.now(), state: clockState },
    firmware: "muster-kiosk",
    commands: {
      identify: async () => {
        tell({ kind: "identify", device: place.device, at: Date.now() });
        return "its name stands on its screen";
      },
      reload: async () => {
        await hearServer();
        return undefined;
      },
    },
    onState: ({ connection }) => {
      change({ online: connection === "online", waiting: device.outboxSize() });
      if (connection === "online") void hearServer();
    },
    onReceipt: () => change({ waiting: device.outboxSize() }),
    onRejected: () => change({ waiting: device.outboxSize() }),
  });

  async function hearServer(): Promise<void> {
    const answer = await askServer();
    if (answer === null || stopped) return;
    ({ word, clockAhead } = answer);
    parts.onWord(word);
    if (word.on !== state.on) change({ on: word.on });
    if (!word.on) closeCamera({ state: "off" });
  }
  const askAgain = setInterval(() => void hearServer(), serverEveryMs);

  function tell(told: Told): void {
    clearTimeout(forgetTold);
    change({ told });
    const stays = told.kind === "wait" ? Math.max(toldMs, told.until - Date.now()) : toldMs;
    forgetTold = setTimeout(() => change({ told: null }), stays);
  }

  /** Says welcome once the scan would survive a crash, and not before. */
  async function mark(
    studentId: string,
    how:
      | { readonly method: "qr" | "pin" }
      | {
          readonly method: "face";
          readonly confidence: number;
          readonly liveness: "passed" | "not_asked";
          readonly flags: readonly Suspicion[];
        },
  ): Promise<void> {
    const reasons = { qr: "QR code read", pin: "PIN entered", face: "Face recognised" } as const;
    const flags = how.method === "face" ? how.flags.map((flag) => suspicionWords[flag]) : [];
    await record(
      {
        subject: { scheme: "student_id", value: studentId },
        decision: "granted",
        reason: [reasons[how.method], ...flags].join("; "),
        method: how.method,
        ...(how.method === "face" && {
          confidence: Math.min(1, Math.max(0, how.confidence)),
          liveness: how.liveness,
          model,
        }),
      },
      { kind: "welcome", studentId, at: Date.now() },
    );
  }

  async function record(scan: Parameters<Device["record"]>[0], told: Told): Promise<void> {
    try {
      await device.record({ ...scan, location: place.location });
      change({ waiting: device.outboxSize() });
      tell(told);
    } catch (error) {
      console.error("a scan could not be recorded", error);
      tell({ kind: "not_recorded", at: Date.now() });
    }
  }

  async function take({ visit, outcome, code, ms }: FrameAnswer): Promise<void> {
    if (visit.phase !== "empty" || state.visit.phase !== "empty") change({ visit });
    if (state.frameMs !== ms) change({ frameMs: ms });
    if (code !== null) await takeCode(code.studentId);
    if (outcome === null) return;
    if (outcome.kind === "welcome") {
      const { person, score, liveness, flags } = outcome;
      await mark(person, { method: "face", confidence: score, liveness, flags });
      return;
    }
    const failed = outcome.reason === "challenge_failed";
    const told: Told = { kind: failed ? "challenge_failed" : "not_recognised", at: Date.now() };
    // Counted once a visit, with nothing that would tell who it was.
    if (!outcome.count) tell(told);
    else {
      await record(
        {
          decision: "unknown",
          reason: failed ? "No sign of life shown" : "Face not recognised",
          method: "face",
          liveness: outcome.liveness,
          model,
        },
        told,
      );
    }
  }

  async function takeCode(studentId: string | null): Promise<void> {
    const at = performance.now();
    if (studentId === null) {
      if (state.told === null) tell({ kind: "unknown_code", at: Date.now() });
      return;
    }
    const held = studentId === lastCode.studentId && at - lastCode.at < sameCodeMs;
    lastCode = { studentId, at };
    if (!held) await mark(studentId, { method: "qr" });
  }

  /** A frame that was not looked at before, or null when there is none yet or nobody may be looked at. */
  async function nextFrame(): Promise<ImageBitmap | null> {
    const ready =
      video !== null &&
      video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA &&
      video.videoWidth > 0 &&
      !paused &&
      state.on &&
      document.visibilityState === "visible";
    if (!ready || video === null) return null;
    return (await isFresh(video)) ? createImageBitmap(video) : null;
  }

  async function watch(): Promise<void> {
    while (!stopped) {
      try {
        const frame = await nextFrame();
        if (frame !== null) {
          const challenge = word.challenge;
          await take(await ask("look", { frame, at: performance.now(), challenge }, [frame]));
        }
      } catch (error) {
        console.error("a frame could not be looked at", error);
        change({ nets: state.nets === "ready" ? "ready" : "failed" });
      }
      await pauseFor(state.visit.phase === "empty" ? idleMs : activeMs);
    }
  }

  function closeCamera(next: CameraState): void {
    if (state.camera.state === "on") for (const track of state.camera.stream.getTracks()) track.stop();
    change({ camera: next, visit: { phase: "empty" } });
    if (video !== null) video.srcObject = null;
  }

  async function startCamera(): Promise<void> {
    if (stopped || !state.on || state.camera.state === "on") return;
    change({ camera: { state: "starting" } });
    const camera = await openCamera();
    if (camera.state === "on") {
      if (stopped) for (const track of camera.stream.getTracks()) track.stop();
      for (const track of camera.stream.getVideoTracks()) {
        // Unplugged, or taken by another program.
        track.addEventListener("ended", () => closeCamera({ state: "trouble", trouble: "busy" }));
      }
    }
    change({ camera });
    attach();
  }

  function attach(): void {
    if (video === null || state.camera.state !== "on" || video.srcObject === state.camera.stream) return;
    video.srcObject = state.camera.stream;
    video.play().catch((error: unknown) => console.error("the camera's picture does not run", error));
  }
  const cameraAgain = setInterval(() => {
    if (state.camera.state === "trouble" && state.camera.trouble !== "insecure") void startCamera();
  }, cameraRetryMs);

  async function refresh(): Promise<void> {
    const kept = await ask("open", null);
    model = kept.model;
    change({ faces: kept.faces });
    if (kept.faces === 0 || state.nets === "ready") return;
    change({ nets: "loading" });
    try {
      await ask("loadNets", null);
      change({ nets: "ready" });
    } catch (error) {
      console.error("the nets could not be opened", error);
      change({ nets: "failed" });
    }
  }

  await device.start();
  change({ waiting: device.outboxSize() });
  void refresh();
  void startCamera();
  void watch();

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    showIn(element) {
      video = element;
      attach();
    },
    async typed(text) {
      if (!/^\d+$/.test(text)) {
        const { studentId } = await ask("readCode", { text });
        await takeCode(studentId);
        return;
      }
      change({ checking: true });
      const answer = await ask("checkPin", { pin: text, at: Date.now() });
      change({ checking: false });
      if (answer.result === "found") await mark(answer.studentId, { method: "pin" });
      else if (answer.result === "wait") tell({ kind: "wait", until: answer.until, at: Date.now() });
      else tell({ kind: "wrong_pin", at: Date.now() });
    },
    pause(now) {
      paused = now;
      change({ visit: { phase: "empty" } });
      if (now) void ask("endVisit", null);
    },
    refresh,
    retryCamera: startCamera,
    async stop() {
      stopped = true;
      clearInterval(askAgain);
      clearInterval(cameraAgain);
      clearTimeout(forgetTold);
      closeCamera({ state: "off" });
      await device.stop();
    },
  };
}

/** Resolves with true at the camera's next frame, or with false when none comes: two looks at one frame prove nothing. */
function isFresh(video: HTMLVideoElement): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => resolve(false), frameWithinMs);
    video.requestVideoFrameCallback(() => {
      clearTimeout(patience);
      resolve(true);
    });
  });
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
