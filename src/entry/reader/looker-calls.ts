import type { ThresholdChanges } from "./change-thresholds.ts";
import type { Looked, Looker, RecognisablePerson } from "./create-looker.ts";
import type { RgbFrame } from "./rgb-frame.ts";

/** What the thread of a looker is started with. */
export interface LookerSettings {
  /** Folder of the nets. */
  readonly models: string;
  /** An operator's own embedding model, described in a file. */
  readonly embeddingModel: string | null;
  readonly thresholds: ThresholdChanges;
}

export type LookerQuestion =
  | { readonly ask: "know"; readonly people: readonly RecognisablePerson[] }
  | { readonly ask: "look"; readonly frame: RgbFrame; readonly at: number };

export type LookerReply =
  | { readonly told: "open"; readonly model: string }
  | { readonly told: "knows"; readonly known: ReturnType<Looker["know"]> }
  | { readonly told: "looked"; readonly looked: Looked }
  | { readonly told: "fault"; readonly fault: string };
