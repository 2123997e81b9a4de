import { codeKey } from "../../domain/kernel/code-key.ts";
import type { Clock } from "../ports.ts";
import { type CalendarRule, defaultCalendarRule } from "./calendar/calendar-rule.ts";
import type { CalendarReader } from "./calendar/create-calendar-reader.ts";
import { showControls } from "./control-characters.ts";
import { readPlainCsv } from "./csv/read-plain-csv.ts";
import { type FileOpener, InvalidUpload } from "./csv-table.ts";
import type { ImportFile, ImportKind, ReadContent } from "./import-content.ts";
import { readOneRoster } from "./oneroster/read-one-roster.ts";

/** Files as somebody gave them, and how they are to be read. */
export interface Upload {
  readonly kind: ImportKind;
  /** As they came: a zip is not opened yet. */
  readonly files: readonly ImportFile[];
  /** What the files no longer hold is ended, where they do not say so themselves. */
  readonly complete: boolean;
  /** To whom a calendar's keys belong; null to find out. Tables have sources of their own. */
  readonly source: string | null;
  /** null for the usual one. */
  readonly rule: CalendarRule | null;
  /** The codes and other names of all rooms that are stored: what goes by one of them is that room. */
  readonly rooms: readonly string[];
}

/** Reads uploads away from whatever else the program does. Rejects with `InvalidUpload` where nothing can be read. */
export type UploadReader = (upload: Upload) => Promise<ReadContent>;

/**
 * Opens and reads files.
 *
 * @throws InvalidUpload when the bytes cannot be unpacked, or are several calendars
 */
export function readUpload(
  { kind, files, complete, source, rule: told, rooms }: Upload,
  parts: {
    readonly opener: FileOpener;
    readonly calendars: CalendarReader;
    readonly clock: Clock;
    readonly timeZone: string;
  },
): ReadContent {
  const rule = told ?? defaultCalendarRule;
  const known = new Set(rooms.map(codeKey));
  const isRoom = (name: string): boolean => known.has(codeKey(name));
  if (kind === "icalendar") {
    const [file, ...others] = files;
    if (file === undefined || others.length > 0) {
      throw new InvalidUpload("a calendar is one .ics file; import several one after the other");
    }
    const { name, bytes } = file;
    const shown = { name: showControls(name), bytes };
    return parts.calendars(shown, { source: source ?? calendarSource(file.name), rule, complete, isRoom });
  }
  const letters = { encoding: rule.encoding, timeZone: parts.timeZone };
  const tables = files
    .flatMap(({ name, bytes }) => parts.opener.open(name, bytes))
    .filter(({ name }) => /\.(csv|txt|tsv)$/i.test(name) || kind === "csv")
    .map((file) => parts.opener.table(file, letters));
  const { clock, timeZone } = parts;
  const today = clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
  const context = { timeZone, today, complete, isRoom };
  return kind === "csv" ? readPlainCsv(tables, context) : readOneRoster(tables, context);
}

/** A name that a person gave, as calendars' sources are called; one that is called so already stays. */
export function namedSource(source: string): string {
  return source === "icalendar" || source.startsWith("calendar ") ? source : `calendar ${source}`;
}

/** The source of a calendar that comes as a file: the file's own name, so that two files are two sources. */
export function calendarSource(name: string): string {
  const bare = showControls(name)
    .replace(/^.*[/\\]/, "")
    .replace(/\.(ics|ical|ifb|icalendar)$/i, "")
    // What browsers add to a second download of the same file.
    .replace(/ ?\(\d+\)$/, "")
    .trim();
  return `calendar ${bare === "" ? "without a name" : bare}`.slice(0, 100);
}
