import { createHash } from "node:crypto";
import type { ImportView } from "../../../contract/http/imports.ts";
import type { Actor } from "../../../domain/rights/actor.ts";
import { readsOnline } from "../../../domain/timetable/places-of-location.ts";
import type { Clock } from "../../ports.ts";
import type { Imports } from "../create-imports.ts";
import type { ReadContent } from "../import-content.ts";
import { isTakenByLikeness } from "../plan-meetings.ts";
import type { UploadReader } from "../read-upload.ts";
import type { CalendarFetcher } from "./calendar-fetcher.ts";
import type { Feed, PollRecord, SeenCalendar } from "./feed-store.ts";

/** What a poll asks of imports. */
export type FeedImports = Pick<
  Imports,
  "previewContent" | "roomNames" | "apply" | "discard" | "settleSame" | "find" | "notes"
>;

export interface PollParts {
  readonly fetcher: CalendarFetcher;
  readonly read: UploadReader;
  readonly imports: FeedImports;
  readonly clock: Clock;
  /** The institution's IANA zone. */
  readonly timeZone: string;
}

/** How a poll ended, for logs and counts. */
export type PollOutcome = "unchanged" | "same" | "applied" | "waiting" | "failed";

export interface Polled {
  readonly outcome: PollOutcome;
  readonly record: PollRecord;
  readonly import: string | null;
}

/** Changes to sessions that are there: up to this many, or this share of all, need nobody's look. */
const littleChange = { atMost: 5, of: 1, in: 10 };

/** Who writes what a feed says. */
export function feedActor({ name }: Pick<Feed, "name">): Actor {
  return { kind: "muster", id: `feed ${name}`, role: "import" };
}

/** To whom the keys of a feed's meetings belong, whatever it is renamed to. */
export function feedSource({ id }: Pick<Feed, "id">): string {
  return `feed ${id}`;
}

/**
 * Fetches one feed and imports what is new in it. What only adds, or changes little, is applied at once; what would end
 * more than a tenth, changes much, or takes a meeting under a new UID for one that is stored is left to a person as a
 * preview. What cannot be fetched or is no calendar with meetings changes nothing.
 *
 * @throws StoreUnavailable, after which the feed is due as before
 */
export async function pollFeed(feed: Feed, parts: PollParts): Promise<Polled> {
  const at = parts.clock.now();
  const done = (outcome: PollOutcome, told: string, more: Partial<PollRecord> = {}): Polled => ({
    outcome,
    record: { at, outcome: told, ...more },
    import: more.waiting ?? null,
  });
  // Series go on into days that no poll before has read, so the same bytes are read again each month.
  const month = at.toZonedDateTimeISO(parts.timeZone).toPlainDate().toPlainYearMonth().toString();
  const rooms = await parts.imports.roomNames();
  // What read as a place online before it became a room's name.
  const readOtherwise = [...new Set(rooms)].filter(readsOnline).sort();
  const told = readOtherwise.length === 0 ? [] : [readOtherwise];
  const reading = sha256(JSON.stringify([feed.rule, month, ...told]));
  const known = feed.seen?.reading === reading ? feed.seen : null;

  const fetched = await parts.fetcher.fetch(feed.url, known);
  if (fetched.kind === "failed") return done("failed", `${fetched.reason}. Nothing was changed.`);
  if (fetched.kind === "unchanged") {
    return known === null
      ? done("failed", "Its server says that nothing is new, which nobody asked. Nothing was changed.")
      : done("unchanged", "Nothing is new.");
  }
  const { bytes, etag, lastModified } = fetched;
  const seen: SeenCalendar = { etag, lastModified, contentHash: sha256(bytes), reading };
  if (known?.contentHash === seen.contentHash) return done("unchanged", "Nothing is new.", { seen });

  const read = await parts.read({
    kind: "icalendar",
    files: [{ name: feed.name, bytes }],
    source: feedSource(feed),
    rule: feed.rule,
    complete: true,
    rooms,
  });
  if (read.content.sessions.length === 0) {
    const refused = read.notes.find(({ severity }) => severity === "refused");
    const why = refused ? `${refused.message}. ${refused.remedy}` : "The calendar holds no meetings.";
    return done("failed", `${why} Nothing was changed.`);
  }
  return importChange(feed, read, parts, (outcome, told, waiting) => done(outcome, told, { seen, waiting }));
}

async function importChange(
  feed: Feed,
  read: ReadContent,
  { imports }: PollParts,
  done: (outcome: PollOutcome, told: string, waiting: string | null) => Polled,
): Promise<Polled> {
  const by = feedActor(feed);
  const view = await imports.previewContent(read, feed.name, by);
  // A newer version of the calendar says all that the one before it said.
  if (feed.waiting !== null && feed.waiting !== view.id) await imports.discard(feed.waiting, by);
  // What waits for an answer is left out of the changes, and would be lost with the preview.
  if (changesOf(view) === 0 && !view.questions.some(isOpen)) {
    await imports.settleSame(view.id, by);
    return done("same", `Read anew; it changes nothing.${refusedText(view)}`, null);
  }
  const reason = await reasonToAsk(view, imports);
  if (reason !== null) return done("waiting", `Waits for a person: ${reason}.${refusedText(view)}`, view.id);
  const applied = await imports.apply(view.id, false, by);
  if (applied.kind === "done") {
    const told = `${changesText(applied.view)}${refusedText(applied.view)}`;
    return { ...done("applied", told, null), import: view.id };
  }
  // What would be done now is not what was looked at.
  const instead = applied.refusal.code === "outdated" ? applied.refusal.instead : view.id;
  return done("waiting", "Waits for a person: the store changed while it was read.", instead);
}

const isOpen = ({ answer }: ImportView["questions"][number]): boolean => answer === null;

/** Why somebody has to look at an import before it is applied; null where nobody has. */
async function reasonToAsk(view: ImportView, imports: FeedImports): Promise<string | null> {
  const open = view.questions.find(isOpen);
  if (open !== undefined) return open.text.replace(/[.?]$/, "");
  const [warning] = view.warnings;
  if (warning !== undefined) return warning;
  const taken = await takenForOthers(view.id, imports);
  if (taken > 0) {
    return taken === 1
      ? "a meeting under a new UID seems to be one that is there, moved"
      : `${taken} meetings under new UIDs seem to be ones that are there, moved`;
  }
  const sessions = view.counts.find(({ thing }) => thing === "session");
  if (sessions === undefined) return null;
  const { change, move, end, same } = sessions;
  const changed = change + move;
  const all = changed + end + same;
  if (changed > littleChange.atMost && changed * littleChange.in > all * littleChange.of) {
    return all === 1 ? "the only session would change" : `${changed} of ${all} sessions would change`;
  }
  return null;
}

/** How many meetings were taken for stored ones of another key: the guesses that are about a key alone. */
async function takenForOthers(id: string, imports: FeedImports): Promise<number> {
  return ((await imports.notes(id)) ?? []).filter(isTakenByLikeness).length;
}

function changesOf({ counts }: ImportView): number {
  return counts.reduce((sum, { add, change, end, move }) => sum + add + change + end + move, 0);
}

function changesText({ counts }: ImportView): string {
  const sessions = counts.find(({ thing }) => thing === "session");
  if (sessions === undefined) return "Applied.";
  const { add, change, move, end } = sessions;
  return `Applied: ${add} sessions added, ${change + move} changed, ${end} cancelled.`;
}

function refusedText({ refused }: ImportView): string {
  if (refused === 0) return "";
  return refused === 1 ? " 1 entry was refused." : ` ${refused} entries were refused.`;
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
