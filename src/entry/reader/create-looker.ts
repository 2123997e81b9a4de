import { galleryOf } from "../../../recognition/match.ts";
import { nextVisit, type Outcome, type Visit } from "../../../recognition/next-visit.ts";
import { IDENTIFY_LIMITS } from "../../../recognition/quality.ts";
import type { Recognizer } from "../../../recognition/recognizer.ts";
import type { RgbFrame } from "./rgb-frame.ts";
import { type KeptPerson, templateOfKept } from "./templates.ts";

/** What of a person is needed to recognise them. */
export type RecognisablePerson = Pick<KeptPerson, "studentId" | "model" | "photos">;

/** What one frame came to. */
export interface Looked {
  /** In the one frame that decided; `person` is the student's id. */
  readonly outcome: Outcome<string> | null;
  /** The student who was welcomed and has not gone yet. */
  readonly present: string | null;
  /** Milliseconds that the look took. */
  readonly ms: number;
}

/** Looks at frames for the people it knows. It holds their templates, and tells who is there and not what they look like. */
export interface Looker {
  /** Takes these for everybody there is; whoever is in view is looked at afresh. */
  know(people: readonly RecognisablePerson[]): {
    readonly faces: number;
    /** Enrolled by another net, and therefore not recognised. */
    readonly otherModel: readonly string[];
  };
  /** @param at milliseconds on a clock that does not jump */
  look(frame: RgbFrame, at: number): Promise<Looked>;
}

export function createLooker(recognizer: Recognizer, clock: () => number): Looker {
  const { model } = recognizer;
  let gallery = galleryOf<string>(model, []);
  let visit: Visit<string> = { phase: "empty" };
  return {
    know(people) {
      const mine = people.filter((person) => person.model === model.id);
      gallery = galleryOf(
        model,
        mine.map((person) => ({ person: person.studentId, template: templateOfKept(person) })),
      );
      visit = { phase: "empty" };
      return {
        faces: mine.length,
        otherModel: people.filter((person) => person.model !== model.id).map(({ studentId }) => studentId),
      };
    },
    async look(frame, at) {
      const begin = clock();
      // With nobody to recognise, nobody's face is looked at.
      if (gallery.people.length === 0) return { outcome: null, present: null, ms: clock() - begin };
      const look = await recognizer.look({ ...frame, channels: 3 }, IDENTIFY_LIMITS);
      // A sign of life is asked for on a screen, and here is none.
      const rules = { gallery, challenge: "never", draws: { challenge: 1, direction: 0 } } as const;
      const step = nextVisit(visit, { at, look }, rules);
      visit = step.visit;
      const welcomed = visit.phase === "decided" && visit.outcome.kind === "welcome" ? visit.outcome : null;
      return { outcome: step.outcome ?? null, present: welcomed?.person ?? null, ms: clock() - begin };
    },
  };
}
