import type { ClaimPreview, IdentityClaimView, UnclaimedListView } from "../../contract/http/identities.ts";
import { createHolderSuggestions } from "../../domain/attendance/suggest-holders.ts";
import { normalIdentifier } from "../../domain/kernel/normal-identifier.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { musterItself } from "../actor.ts";
import type { IdentifierScheme } from "../imports/import-content.ts";
import { nameChangedMarks } from "../marks/name-changed-marks.ts";
import { type WrittenMark, watchMarks } from "../marks/watch-marks.ts";
import type { Clock } from "../ports.ts";
import { done, isRosterRefused, type RosterOutcome } from "../rosters/roster-outcome.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { claimIdentity, lasts, type StatedClaim, unclaimIdentity } from "./claim-identity.ts";
import type { IdentityClaim, IdentityStore, IdentityTransaction } from "./identity-store.ts";

/** Identities that nobody has, and joining them to students by word of a person. */
export interface Identities {
  unclaimed(days: number): Promise<UnclaimedListView>;
  /** What claiming would do; nothing is done. */
  preview(asked: StatedClaim): Promise<RosterOutcome<ClaimPreview>>;
  claim(
    stated: StatedClaim & { readonly reason: string },
    actor: Actor,
  ): Promise<RosterOutcome<IdentityClaim>>;
  /** Newest first. */
  claims(): Promise<readonly IdentityClaimView[]>;
  /** What taking a claim back would do; nothing is done. */
  previewUndo(id: string): Promise<RosterOutcome<ClaimPreview>>;
  undo(id: string, reason: string, actor: Actor): Promise<RosterOutcome<{ readonly scans: number }>>;
}

const mostListed = 200;

/** @param onChanged told after a change: what pages hold of rosters and marks is no longer true */
export function createIdentities(parts: {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly onChanged: () => void;
}): Identities {
  const { store, clock } = parts;

  /** Does a deed, tells which marks it wrote, and is taken back. */
  async function rehearse<T extends { readonly scans: number }>(
    deed: (transaction: IdentityTransaction) => Promise<RosterOutcome<T>>,
    lasting: boolean,
  ): Promise<RosterOutcome<ClaimPreview>> {
    const written = new Map<string, WrittenMark>();
    const outcome = await store.rehearse((transaction) =>
      deed({ ...transaction, timetable: watchMarks(transaction.timetable, written) }),
    );
    if (outcome.kind === "refused") return outcome;
    const marks = await nameChangedMarks(store.nameSeats, [...written.values()]);
    return done({ scans: outcome.value.scans, lasts: lasting, marks });
  }

  async function changed<T>(
    deed: (transaction: IdentityTransaction) => Promise<RosterOutcome<T>>,
  ): Promise<RosterOutcome<T>> {
    const outcome = await writeUnlessRefused<IdentityTransaction, RosterOutcome<T>>(
      store.write,
      deed,
      isRosterRefused,
    );
    if (outcome.kind === "done") parts.onChanged();
    return outcome;
  }

  const said = (actor: Actor, reason: string) => ({ actor, reason, now: clock.now() });
  const inOneForm = (asked: StatedClaim): StatedClaim => ({
    ...asked,
    value: normalIdentifier(asked.scheme, asked.value),
  });

  return {
    async unclaimed(days) {
      const since = clock.now().subtract({ hours: 24 * days });
      const found = await store.unclaimed(since, mostListed + 1);
      const suggest = createHolderSuggestions(found.length === 0 ? [] : await store.students());
      return {
        days,
        more: found.length > mostListed,
        identities: found.slice(0, mostListed).flatMap(({ scheme, firstAt, lastAt, seen, ...one }) =>
          isScheme(scheme)
            ? [
                {
                  ...one,
                  scheme,
                  firstAt: firstAt.toString({ fractionalSecondDigits: 3 }),
                  lastAt: lastAt.toString({ fractionalSecondDigits: 3 }),
                  seen: [...seen],
                  suggestions: [...suggest({ scheme, value: one.value })],
                },
              ]
            : [],
        ),
      };
    },
    preview: (asked) =>
      rehearse(
        (work) => claimIdentity(work, inOneForm(asked), said(musterItself, "rehearsed")),
        lasts(asked.scheme),
      ),
    claim: ({ reason, ...stated }, actor) =>
      changed((work) => claimIdentity(work, inOneForm(stated), said(actor, reason))),
    claims: () => store.claims(mostListed),
    previewUndo: (id) =>
      rehearse((work) => unclaimIdentity(work, id, said(musterItself, "rehearsed")), false),
    undo: (id, reason, actor) => changed((work) => unclaimIdentity(work, id, said(actor, reason))),
  };
}

const schemes: readonly string[] = [
  "student_id",
  "card_uid",
  "face_subject",
  "device_person",
  "username",
] satisfies readonly IdentifierScheme[];

const isScheme = (text: string): text is IdentifierScheme => schemes.includes(text);
