import { Worker } from "node:worker_threads";
import type { Looked, Looker, RecognisablePerson } from "./create-looker.ts";
import type { LookerQuestion, LookerReply, LookerSettings } from "./looker-calls.ts";
import type { RgbFrame } from "./rgb-frame.ts";

/** A looker in a thread of its own: while it looks, pictures and messages go on being read here. */
export interface LookerThread {
  /** Id of the net that faces are recognised with. */
  readonly model: string;
  know(people: readonly RecognisablePerson[]): Promise<ReturnType<Looker["know"]>>;
  /** The frame's memory is given away. */
  look(frame: RgbFrame, at: number): Promise<Looked>;
  close(): Promise<void>;
}

interface Waiting {
  readonly answered: (reply: LookerReply) => void;
  readonly failed: (error: Error) => void;
}

/** Resolves when the nets are open. @throws when they cannot be */
export async function startLooker(settings: LookerSettings): Promise<LookerThread> {
  const name = import.meta.url.endsWith(".ts") ? "looker.worker.ts" : "looker.worker.js";
  const worker = new Worker(new URL(name, import.meta.url), { workerData: settings, stdin: false });
  // Answers come in the order of the questions; the first is to none, and says that the nets are open.
  const waiting: Waiting[] = [];
  let over: Error | null = null;

  const reply = (): Promise<LookerReply> =>
    new Promise((answered, failed) => {
      if (over === null) waiting.push({ answered, failed });
      else failed(over);
    });
  const end = (error: Error): void => {
    over ??= error;
    for (const { failed } of waiting.splice(0)) failed(over);
  };
  worker.on("message", (told: LookerReply) => waiting.shift()?.answered(told));
  worker.on("error", (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => end(new Error("recognition has ended")));

  const ask = (question: LookerQuestion, give: ArrayBuffer[] = []): Promise<LookerReply> => {
    const answer = reply();
    worker.postMessage(question, give);
    return answer;
  };
  const unexpected = (told: LookerReply): Error =>
    new Error(told.told === "fault" ? told.fault : `recognition answered ${told.told} to another question`);

  const first = await reply();
  if (first.told !== "open") throw unexpected(first);
  return {
    model: first.model,
    async know(people) {
      const told = await ask({ ask: "know", people });
      if (told.told !== "knows") throw unexpected(told);
      return told.known;
    },
    async look(frame, at) {
      const told = await ask({ ask: "look", frame, at }, [frame.data.buffer]);
      if (told.told !== "looked") throw unexpected(told);
      return told.looked;
    },
    async close() {
      await worker.terminate();
    },
  };
}
