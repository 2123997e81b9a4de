import { EventEmitter, once } from "node:events";
import type { InboundMessage, Intake } from "../../../src/app/ports.ts";

/** A message in the hands of the test. */
export interface Handed {
  readonly message: InboundMessage;
  readonly text: string;
  commit(): void;
  refuse(cause: Error): void;
}

/** An intake whose every commit is the test's doing. */
export interface HandOperatedIntake extends Intake {
  readonly handed: readonly Handed[];
  /** Resolves when at least `count` messages were handed over. */
  arrived(count: number): Promise<void>;
}

export function handOperatedIntake(): HandOperatedIntake {
  const handed: Handed[] = [];
  const arrivals = new EventEmitter();
  return {
    handed,
    submit(message) {
      return new Promise((commit, refuse) => {
        handed.push({ message, text: Buffer.from(message.payload).toString(), commit, refuse });
        arrivals.emit("one");
      });
    },
    async arrived(count) {
      while (handed.length < count) await once(arrivals, "one");
    },
  };
}
