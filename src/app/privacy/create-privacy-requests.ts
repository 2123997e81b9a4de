import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { Author } from "../actor.ts";
import type { Clock } from "../ports.ts";

/** What a person asked for about their own data. */
export interface PrivacyRequest {
  readonly id: string;
  readonly person: PersonView;
  readonly kind: "erasure" | "question";
  readonly words: string;
  readonly askedAt: Temporal.Instant;
  readonly answer: { readonly at: Temporal.Instant; readonly by: string; readonly words: string } | null;
}

export interface PrivacyRequestStore {
  /** @returns false for an id that nobody has */
  add(person: string, request: Pick<PrivacyRequest, "id" | "kind" | "words" | "askedAt">): Promise<boolean>;
  /** Those that wait first, the oldest first; then the newest that were answered. */
  list(limit: number): Promise<readonly PrivacyRequest[]>;
  /** @returns false where none of this id waits */
  answer(id: string, answer: NonNullable<PrivacyRequest["answer"]>): Promise<boolean>;
}

export interface PrivacyRequests {
  ask(person: string, kind: PrivacyRequest["kind"], words: string): Promise<boolean>;
  list(): Promise<readonly PrivacyRequest[]>;
  answer(id: string, words: string, by: Author): Promise<boolean>;
}

const mostListed = 200;

/** What people ask about their data, and what they were answered. An erasure that was asked for is made by hand. */
export function createPrivacyRequests(parts: {
  readonly store: PrivacyRequestStore;
  readonly clock: Clock;
}): PrivacyRequests {
  const { store, clock } = parts;
  return {
    ask: (person, kind, words) => store.add(person, { id: uuidv7(), kind, words, askedAt: clock.now() }),
    list: () => store.list(mostListed),
    answer: (id, words, by) => store.answer(id, { at: clock.now(), by: by.id, words }),
  };
}
