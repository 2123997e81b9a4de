import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { openPath } from "../../adapters/files/open-upload.ts";
import { openImportStore } from "../../adapters/postgres/open-import-store.ts";
import { localOperator } from "../../app/actor.ts";
import { type CalendarRule, defaultCalendarRule } from "../../app/imports/calendar/calendar-rule.ts";
import { createImports, type ImportOutcome, type Imports } from "../../app/imports/create-imports.ts";
import type { ImportFile } from "../../app/imports/import-content.ts";
import type { ImportStore } from "../../app/imports/import-store.ts";
import { namedSource } from "../../app/imports/read-upload.ts";
import type { ImportNote, ImportView } from "../../contract/http/imports.ts";
import { calendarRule } from "../../contract/http/imports.ts";
import { agreeOnTimeZone } from "../agree-on-time-zone.ts";
import { askedOf, importText, isOfMeetings } from "../import-text.ts";
import { readUploadHere } from "../read-upload-here.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";

const exitCodes = { fine: 0, refusedRows: 1, unconfirmed: 3 };

interface Flags {
  readonly kind?: ImportView["kind"];
  readonly complete?: true;
  readonly apply?: true;
  readonly confirmWarnings?: true;
  readonly samePerson?: readonly string[];
  readonly newPerson?: readonly string[];
  readonly source?: string;
  readonly rule?: string;
  readonly sameMeetings?: true;
  readonly otherMeetings?: true;
  readonly json?: true;
}

/** `muster import FILE|FOLDER`: shows what files would change, and changes it when told to. */
export function importCommand(): Command {
  return new Command("import")
    .description("read rosters and timetables from files: show what would change, and change it with --apply")
    .argument("<path>", "a CSV file, a zip of them, a folder, or a calendar (.ics)")
    .addOption(
      new Option("--kind <kind>", "what the files are; without it they are looked at").choices([
        "csv",
        "oneroster",
        "icalendar",
      ]),
    )
    .option("--complete", "what the files no longer hold is ended, where they do not say so themselves")
    .option("--apply", "do it, all of it or nothing")
    .option("--confirm-warnings", "yes, end as much as the warnings say")
    .option(
      "--same-person <ids...>",
      "ids with another name, or names of people who are here, that are still the same person's",
    )
    .option(
      "--new-person <ids...>",
      "ids that were given to somebody else, or names of others: a new person from then on",
    )
    .option(
      "--source <name>",
      "whose calendar it is; without it whose meetings it holds, else the file's name",
    )
    .option("--rule <file>", "how a calendar is read: a JSON file with what differs from the usual rule")
    .option("--same-meetings", "meetings that another source tells of already are the same ones")
    .option("--other-meetings", "meetings at the time and place of another source's are others")
    .option("--json", "print the preview, with every note, as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ npx muster import students.csv                  what would it change? Nothing is changed
  $ npx muster import ./oneroster --apply           a OneRoster bundle, as a folder or a zip
  $ npx muster import timetable.ics                 a calendar: each event becomes a session
  $ npx muster import all.zip --complete --apply    and end what it no longer holds

Also beside a running server. What its pages of today keep of rosters in memory is read again at the next change to a
roster there, or at its next start.

Exit codes: ${exitCodes.fine} every row was read, ${exitCodes.refusedRows} some rows were refused (the others were shown, and applied with --apply),
${couldNot} it could not be done, ${exitCodes.unconfirmed} warnings ask for --confirm-warnings and nothing was applied`,
    )
    .action((place: string, flags: Flags) =>
      runOnPostgres((context) => runImport(path.resolve(place), flags, context)),
    );
}

async function runImport(
  place: string,
  flags: Flags,
  { settings, signal, onPostgres }: CommandContext,
): Promise<number> {
  const files = await openPath(place);
  const kind = flags.kind ?? kindOf(files);
  return onPostgres(false, async (address) => {
    const store = await openImportStore(address);
    try {
      const timeZone = agreeOnTimeZone(store.timeZone, settings);
      const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
      const imports = createImports({
        store: store.imports,
        read: readUploadHere(clock, timeZone),
        clock,
        timeZone,
        log: silent,
        onChanged: () => undefined,
      });
      const name = path.basename(place);
      const complete = flags.complete === true;
      const asked = await imports.preview({
        kind,
        name,
        files,
        complete,
        source: flags.source === undefined ? null : namedSource(flags.source),
        rule: await ruleIn(flags.rule),
        by: localOperator,
      });
      await refuseUnknown(store.imports, imports, asked, flags);
      for (const line of unasked(asked, flags)) console.error(line);
      const preview = await answer(imports, asked, flags);
      signal.throwIfAborted();
      const notes = (await imports.notes(preview.id)) ?? [];
      return await finish(imports, preview, notes, flags, timeZone);
    } finally {
      await store.close();
    }
  });
}

/** Answers that nothing asks for: where it was asked before, it was answered then. */
function unasked({ questions }: ImportView, flags: Flags): readonly string[] {
  const people = personFlags(flags).filter(([, id]) => !questions.some(({ key }) => askedOf(key) === id));
  const asksOfMeetings = questions.some(({ key }) => isOfMeetings(key));
  return [
    ...people.map(
      ([flag, id]) => `${flag} ${JSON.stringify(id)} answers nothing: nothing is asked of this id.`,
    ),
    ...(asksOfMeetings ? [] : meetingFlags(flags)).map(
      (flag) => `${flag} answers nothing: of no meeting it is asked whether another source tells of it.`,
    ),
  ];
}

const personFlags = ({ samePerson = [], newPerson = [] }: Flags) => [
  ...samePerson.map((id) => ["--same-person", id] as const),
  ...newPerson.map((id) => ["--new-person", id] as const),
];

const meetingFlags = ({ sameMeetings, otherMeetings }: Flags): readonly string[] => [
  ...(sameMeetings === true ? ["--same-meetings"] : []),
  ...(otherMeetings === true ? ["--other-meetings"] : []),
];

/** @throws Error that names the flag, and the id, where one answers of what is in none of the files */
async function refuseUnknown(
  store: Pick<ImportStore, "read">,
  imports: Imports,
  asked: ImportView,
  flags: Flags,
): Promise<void> {
  const named = personFlags(flags);
  const ofMeetings = meetingFlags(flags);
  if (named.length === 0 && ofMeetings.length === 0) return;
  const content = (await store.read(({ peek }) => peek(asked.id)))?.content;
  const refuse = async (message: string): Promise<never> => {
    await imports.discard(asked.id, localOperator);
    throw new Error(message);
  };
  const [first, other] = ofMeetings;
  if (first !== undefined && other !== undefined) {
    return refuse(`${first} and ${other} answer the same question: give one of them`);
  }
  if (first !== undefined && (content?.sessions ?? []).length === 0) {
    return refuse(`${first}: the files tell of no meeting; leave it out, or name a timetable or a calendar`);
  }
  const people = [...(content?.students ?? []), ...(content?.staff ?? [])];
  const ids = new Set(
    people.flatMap(({ key, identifiers }) => [key, ...identifiers.map(({ value }) => value)]),
  );
  const unknown = named.find(
    ([, id]) => !ids.has(id) && !asked.questions.some(({ key }) => askedOf(key) === id),
  );
  if (unknown === undefined) return;
  return refuse(
    `${unknown[0]} ${JSON.stringify(unknown[1])}: no row of the files has this id; write it as it stands in the files`,
  );
}

/** The preview with what the flags answer; itself where they answer nothing that it asks. */
async function answer(imports: Imports, asked: ImportView, flags: Flags): Promise<ImportView> {
  const ids = { same: flags.samePerson ?? [], another: flags.newPerson ?? [] };
  const answers: Record<string, "same" | "another"> = {};
  for (const { key, answer: before } of asked.questions) {
    if (before !== null) continue;
    for (const word of ["same", "another"] as const) {
      if (ids[word].some((id) => askedOf(key) === id)) answers[key] = word;
      const all = word === "same" ? flags.sameMeetings : flags.otherMeetings;
      if (all === true && isOfMeetings(key)) answers[key] = word;
    }
  }
  if (Object.keys(answers).length === 0) return asked;
  const outcome = await imports.answer(asked.id, answers, localOperator);
  if (outcome.kind === "refused")
    throw new Error("the preview was settled by somebody else: run the command again");
  // Of two people of one name who are here it is asked of one after the other.
  return answer(imports, outcome.view, flags);
}

async function finish(
  imports: Imports,
  preview: ImportView,
  notes: readonly ImportNote[],
  flags: Flags,
  timeZone: string,
): Promise<number> {
  const outcome: ImportOutcome = flags.apply
    ? await imports.apply(preview.id, flags.confirmWarnings === true, localOperator)
    : // Nobody will come back for a preview that was printed.
      await imports.discard(preview.id, localOperator);
  const applied = flags.apply === true && outcome.kind === "done";
  if (outcome.kind === "refused" && outcome.refusal.code !== "unconfirmed") {
    throw new Error("the store changed while the files were read: run the command again");
  }
  if (outcome.kind === "refused") await imports.discard(preview.id, localOperator);
  console.log(
    flags.json
      ? JSON.stringify({ ...preview, notes, applied })
      : importText(preview, notes, applied, timeZone),
  );
  if (outcome.kind === "refused") return exitCodes.unconfirmed;
  return preview.refused > 0 ? exitCodes.refusedRows : exitCodes.fine;
}

/** The rule of a JSON file over the usual one; null for no file. @throws Error that names the file and what is wrong */
async function ruleIn(file: string | undefined): Promise<CalendarRule | null> {
  if (file === undefined) return null;
  try {
    const given: unknown = JSON.parse(await readFile(file, "utf8"));
    return calendarRule.parse({ ...defaultCalendarRule, ...z.record(z.string(), z.unknown()).parse(given) });
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`--rule ${file} is no rule: ${why}`, { cause });
  }
}

/** A OneRoster bundle has files of the standard's names; anything else is plain. */
function kindOf(files: readonly ImportFile[]): ImportView["kind"] {
  if (files.some(({ name }) => name.toLowerCase().endsWith(".ics"))) return "icalendar";
  return files.some(({ name }) => /^(manifest|users|enrollments|academicsessions|orgs)\.csv$/i.test(name))
    ? "oneroster"
    : "csv";
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
