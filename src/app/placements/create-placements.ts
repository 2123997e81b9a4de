import { Temporal } from "temporal-polyfill";
import type { PlacementPreview, PlacementView } from "../../contract/http/placements.ts";
import type { Author } from "../actor.ts";
import { musterItself } from "../actor.ts";
import { nameChangedMarks } from "../marks/name-changed-marks.ts";
import { type WrittenMark, watchMarks } from "../marks/watch-marks.ts";
import type { Clock } from "../ports.ts";
import { done, isRosterRefused, type RosterOutcome } from "../rosters/roster-outcome.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { type Placed, placeReader, undoPlacement } from "./place-reader.ts";
import type { PlacementStore, PlacementTransaction } from "./placement-store.ts";

/** A placement as it is asked for: `from` is an ISO day, from whose beginning it holds, or an instant. */
export interface PlacementAsked {
  readonly sender: string;
  readonly room: string;
  readonly from: string;
  readonly location?: string | undefined;
}

/** Where readers hung, by word of a person. */
export interface Placements {
  /** What a placement would do; nothing is done. */
  preview(asked: PlacementAsked): Promise<RosterOutcome<PlacementPreview>>;
  place(stated: PlacementAsked & { readonly reason: string }, author: Author): Promise<RosterOutcome<Placed>>;
  /** Of one sender, the last said first. */
  list(sender: string): Promise<readonly PlacementView[]>;
  /** What taking a placement back would do; nothing is done. */
  previewUndo(id: string): Promise<RosterOutcome<PlacementPreview>>;
  undo(id: string, reason: string, author: Author): Promise<RosterOutcome<Placed>>;
}

const mostListed = 50;

/**
 * @param parts.timeZone the institution's
 * @param parts.onChanged told after a change: what pages hold of marks is no longer true
 */
export function createPlacements(parts: {
  readonly store: PlacementStore;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly onChanged: () => void;
}): Placements {
  const { store, timeZone, clock } = parts;

  const toInstant = (from: string): Temporal.Instant =>
    /T/iu.test(from)
      ? Temporal.Instant.from(from)
      : Temporal.PlainDate.from(from).toZonedDateTime(timeZone).toInstant();
  const stated = (asked: PlacementAsked) => ({ ...asked, from: toInstant(asked.from) });
  const said = (actor: Author, reason: string) => ({ actor, reason, now: clock.now() });

  /** Does a deed, tells which marks it wrote, and is taken back. */
  async function rehearse(
    deed: (transaction: PlacementTransaction) => Promise<RosterOutcome<Placed>>,
  ): Promise<RosterOutcome<PlacementPreview>> {
    const written = new Map<string, WrittenMark>();
    const outcome = await store.rehearse((transaction) =>
      deed({ ...transaction, timetable: watchMarks(transaction.timetable, written) }),
    );
    if (outcome.kind === "refused") return outcome;
    const { location, scans, firstAt, lastAt } = outcome.value;
    const marks = await nameChangedMarks(store.nameSeats, [...written.values()]);
    return done({ location, scans, firstAt: text(firstAt), lastAt: text(lastAt), marks });
  }

  async function changed(
    deed: (transaction: PlacementTransaction) => Promise<RosterOutcome<Placed>>,
  ): Promise<RosterOutcome<Placed>> {
    const outcome = await writeUnlessRefused<PlacementTransaction, RosterOutcome<Placed>>(
      store.write,
      deed,
      isRosterRefused,
    );
    if (outcome.kind === "done") parts.onChanged();
    return outcome;
  }

  return {
    preview: (asked) =>
      rehearse((work) => placeReader(work, stated(asked), timeZone, said(musterItself, "rehearsed"))),
    place: ({ reason, ...asked }, author) =>
      changed((work) => placeReader(work, stated(asked), timeZone, said(author, reason))),
    list: (sender) => store.placements(sender, mostListed),
    previewUndo: (id) =>
      rehearse((work) => undoPlacement(work, id, timeZone, said(musterItself, "rehearsed"))),
    undo: (id, reason, author) => changed((work) => undoPlacement(work, id, timeZone, said(author, reason))),
  };
}

const text = (at: Temporal.Instant | null): string | null =>
  at?.toString({ fractionalSecondDigits: 3 }) ?? null;
