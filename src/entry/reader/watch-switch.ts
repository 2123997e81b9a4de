import type { Timer } from "../../../device/timer.ts";
import type { Log } from "../../app/ports.ts";
import type { SwitchWord } from "./ask-switch.ts";

type WordOn = Extract<SwitchWord, { said: "on" }>;

/** A word is asked for so often that off is heard within a minute. */
export const ASK_AGAIN_MS = 20_000;
const waitForServerMs = 5_000;

/** Faces are switched off on the server, or a sign of life is asked for that nobody can give here. */
export class SwitchedOff extends Error {
  override readonly name = "SwitchedOff";
}

/** @param unasked whether the operator accepted that nobody is asked for a sign of life */
function checkWord(word: WordOn | { readonly said: "off" }, unasked: boolean): WordOn {
  if (word.said === "off") {
    throw new SwitchedOff(
      "Face recognition is switched off on the server. An administrator switches it on at /kiosk/setup, by answering the points there.",
    );
  }
  if (word.challenge !== "never" && !unasked) {
    throw new SwitchedOff(
      `The server's policy asks people for a sign of life (${word.challenge}), and a reader without a screen cannot ask. Use a kiosk at this door; or, where your assessment allows for it, say --no-challenge, and scans tell that none was asked.`,
    );
  }
  return word;
}

/**
 * Asks until the server has spoken. No face is looked at before.
 * @throws SwitchedOff when the answer is no; the signal's reason when it is aborted
 */
export async function firstWord(parts: {
  readonly ask: () => Promise<SwitchWord>;
  readonly unasked: boolean;
  readonly timer: Timer;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<WordOn> {
  const { signal, timer, log } = parts;
  for (let told = false; ; told = true) {
    const word = await parts.ask();
    signal.throwIfAborted();
    if (word.said !== "nothing") return checkWord(word, parts.unasked);
    if (!told)
      log.warn({ because: word.because }, "the server cannot be asked; nobody is looked at until it can");
    await new Promise<void>((resolve) => {
      const cancel = timer.after(waitForServerMs, resolve);
      signal.addEventListener(
        "abort",
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
    signal.throwIfAborted();
  }
}

/**
 * Keeps asking. A server that cannot be reached changes nothing: what it said last holds.
 * @returns how to stop
 */
export function watchSwitch(parts: {
  readonly ask: () => Promise<SwitchWord>;
  readonly unasked: boolean;
  readonly timer: Timer;
  readonly onWord: (word: WordOn) => void;
  readonly onOff: (off: SwitchedOff) => void;
}): () => void {
  let stopped = false;
  let cancel = (): void => {};
  async function askOnce(): Promise<void> {
    const word = await parts.ask();
    if (stopped) return;
    if (word.said !== "nothing") {
      try {
        parts.onWord(checkWord(word, parts.unasked));
      } catch (error) {
        if (!(error instanceof SwitchedOff)) throw error;
        parts.onOff(error);
        return;
      }
    }
    cancel = parts.timer.after(ASK_AGAIN_MS, () => void askOnce());
  }
  cancel = parts.timer.after(ASK_AGAIN_MS, () => void askOnce());
  return () => {
    stopped = true;
    cancel();
  };
}
