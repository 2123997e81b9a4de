import { hasWallTimes, type ImportNote, type ImportView } from "../contract/http/imports.ts";

const names: Readonly<Record<ImportView["counts"][number]["thing"], string>> = {
  term: "terms",
  non_teaching_day: "days without teaching",
  room: "rooms",
  course: "courses",
  class: "classes",
  student: "students",
  staff: "staff",
  enrolment: "enrolments",
  session: "sessions",
};

const columns = ["add", "change", "move", "end", "same"] as const;
/** Of what was guessed or left out a terminal shows so much; every refused row is shown. */
const notesShown = 20;

/** A preview as a terminal shows it: a table of what would change, every refused row, and what comes next. */
export function importText(
  view: ImportView,
  notes: readonly ImportNote[],
  applied: boolean,
  timeZone: string,
): string {
  const table = [
    ["", ...columns],
    ...view.counts.map((count) => [names[count.thing], ...columns.map((column) => String(count[column]))]),
  ];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart((widths[at] ?? 0) + 2)))
      .join(""),
  );
  const refused = notes.filter(({ severity }) => severity === "refused");
  const others = notes.filter(({ severity }) => severity !== "refused");
  const ends = view.warnings.length > 0 && !applied;
  return [
    `${view.name}: ${view.rows} rows read, ${refused.length} refused`,
    ...(hasWallTimes(view)
      ? [`Times without an offset from UTC are read in ${timeZone}, the institution's time zone.`]
      : []),
    "",
    ...(view.counts.length === 0 ? ["Nothing to change."] : lines),
    ...questionLines(view.questions),
    ...section("Refused", refused, refused.length),
    ...section("Guessed or left out", others, notesShown),
    ...(view.warnings.length === 0 ? [] : ["", ...view.warnings.map((warning) => `Warning: ${warning}`)]),
    "",
    applied
      ? "Applied."
      : ends
        ? "Nothing was applied. --apply --confirm-warnings does it."
        : "Nothing was applied. --apply does it.",
  ].join("\n");
}

function questionLines(questions: ImportView["questions"]): readonly string[] {
  const open = questions.filter(({ answer }) => answer === null);
  if (open.length === 0) return [];
  return ["", "Asked:", ...open.flatMap(({ key, text }) => [`  ${text}`, `    ${answersTo(key)}`])];
}

/** Whether a question is about meetings that another source tells of already. */
export const isOfMeetings = (key: string): boolean => /^meetings(?: |$)/u.test(key);

/** Of whom a question asks, by the id or name that stands in the file; null where it is not about a person. */
export function askedOf(key: string): string | null {
  const [, namesake, of] = /^(namesake )?(?:student|staff) (.*)$/su.exec(key) ?? [];
  if (of === undefined) return null;
  // Behind the id stands who is here by that name.
  return namesake === undefined ? of : of.slice(0, of.lastIndexOf(": "));
}

/** The flags that answer a question, and what happens until then. */
function answersTo(key: string): string {
  if (isOfMeetings(key)) return "--same-meetings or --other-meetings; until then they are left out";
  const id = JSON.stringify(askedOf(key) ?? key.slice(key.indexOf(" ") + 1));
  if (key.startsWith("calendar ")) {
    return `--source ${id}, or --source with a name of its own; until then they are added beside those of ${id}`;
  }
  return `--same-person ${id} or --new-person ${id}; until then the row is left out`;
}

function section(title: string, notes: readonly ImportNote[], most: number): readonly string[] {
  if (notes.length === 0) return [];
  const more = notes.length - most;
  return [
    "",
    `${title}:`,
    ...notes.slice(0, most).map(noteText),
    ...(more > 0 ? [`  and ${more} more (--json tells all)`] : []),
  ];
}

function noteText({ file, line, column, value, message, remedy }: ImportNote): string {
  const where = line === null ? file : `${file}:${line}`;
  const what = [column, value === null ? null : JSON.stringify(value)]
    .filter((part) => part !== null)
    .join(" ");
  return `  ${where}${what === "" ? "" : ` ${what}`}: ${message}; ${remedy}`;
}
