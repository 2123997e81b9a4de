import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { writePdf } from "../../adapters/files/write-pdf.ts";
import { writeXlsx } from "../../adapters/files/write-xlsx.ts";
import { type OpenExports, openExportStore } from "../../adapters/postgres/open-export-store.ts";
import {
  createRegisterExports,
  type RegisterExports,
  type RegistersAsked,
} from "../../app/exports/create-register-exports.ts";
import { createStudentRecords } from "../../app/exports/create-student-records.ts";
import { createXapiExport } from "../../app/exports/create-xapi-export.ts";
import type { Paper } from "../../app/exports/paper.ts";
import { recordPaper } from "../../app/exports/record-paper.ts";
import type { Sheet } from "../../app/exports/sheet.ts";
import { summarySheet } from "../../app/exports/summary-sheet.ts";
import { writeCsvSheet } from "../../app/exports/write-csv-sheet.ts";
import { createFigures, type FigureViews, type GroupKind } from "../../app/figures/create-figures.ts";
import { figuresWithUnknowable } from "../../app/figures/figures-with-unknowable.ts";
import { type PlainFile, plainFiles } from "../../app/imports/csv/plain-columns.ts";
import { exportRoster, tellLeftOut } from "../../app/imports/export-roster.ts";
import type { Clock } from "../../app/ports.ts";
import { readAllUnknowable } from "../../app/registers/read-unknowable.ts";
import { instantText } from "../../app/registers/session-row.ts";
import { studentRecord } from "../../contract/http/exports.ts";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import { agreeOnTimeZone } from "../agree-on-time-zone.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";
import { systemClock } from "../system-clock.ts";

interface OutFlags {
  readonly out: string;
  readonly force?: true;
}

/** What an export is made with, and the pieces that it writes. */
interface Exporting {
  readonly store: OpenExports;
  readonly registers: RegisterExports;
  readonly figures: FigureViews;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly policies: readonly [PolicyVersion, ...PolicyVersion[]];
}

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** `muster export register|summary|roster|record|xapi`: writes what goes out to a file. */
export function exportCommand(): Command {
  const command = new Command("export")
    .description("write registers, summaries, rosters, a student's record or xAPI statements to a file")
    .addHelpText(
      "after",
      `
Examples:
  $ npx muster export register --from 2026-11-23 --to 2026-11-27 --class 7A --out week.pdf
  $ npx muster export summary --of class --code 7A --out 7A.xlsx
  $ npx muster export roster students --out students.csv
  $ npx muster export record S1234 --out S1234.json
  $ npx muster export xapi --from 2026-11-01 --to 2026-11-30 --out november.ndjson

Also beside a running server. The kind of file follows from its name. The files hold personal data: only you may read
them, and they are not encrypted.

Exit codes: 0 done, ${couldNot} it could not be done`,
    );
  const part = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .requiredOption("--out <file>", "the file; it appears when it is whole")
      .option("--force", "replace the file if it exists");

  part("register", "registers of days or of one session (.csv, .xlsx or .pdf)")
    .option("--session <id>", "one session, instead of days")
    .option("--from <day>", "first local day; today without one", isoDay)
    .option("--to <day>", "last local day; the first one without one", isoDay)
    .option("--class <code>", "of this class alone")
    .action((flags: OutFlags & { session?: string; from?: string; to?: string; class?: string }) =>
      write(flags, ["csv", "xlsx", "pdf"], async ({ registers, clock, timeZone }, kind) => {
        const found = await registers.find(registersAsked(flags, today(clock, timeZone)));
        if (found === null) {
          throw new Error(
            flags.session === undefined
              ? `there is no class ${flags.class ?? ""}: give the code of one that is there`
              : `there is no session ${flags.session}: look its id up in its page's address`,
          );
        }
        return kind === "pdf"
          ? writePdf(found.papers(), { title: found.title, madeAt: instantText(clock.now()) })
          : sheetPieces(found.sheet(), kind, found.title);
      }),
    );

  part("summary", "the attendance of each student of a group, with its sum (.csv or .xlsx)")
    .addOption(
      new Option("--of <kind>", "whose")
        .choices(["class", "course", "cohort", "institution"])
        .default("institution"),
    )
    .option("--code <code>", "of the class or course; the name of the cohort")
    .option("--from <day>", "first local day, together with --to", isoDay)
    .option("--to <day>", "last local day", isoDay)
    .option("--term <code>", "a term, instead of days")
    .action((flags: OutFlags & { of: GroupKind; code?: string; from?: string; to?: string; term?: string }) =>
      write(flags, ["csv", "xlsx"], async ({ figures, timeZone }, kind) => {
        const { of, code, from, to, term } = flags;
        if (of !== "institution" && code === undefined) throw new Error(`--code is missing: say which ${of}`);
        const found = await figures.group(of, code ?? "institution", { from, to, term }, true);
        if (found === null) throw new Error(`there is no ${of} ${code ?? ""}`);
        return sheetPieces(summarySheet(found, timeZone), kind, `Summary ${code ?? "institution"}`);
      }),
    );

  part("roster", `${plainFiles.join(", ")}: as an import reads it (.csv)`)
    .argument("<file>", plainFiles.join(", "), plainFile)
    .addHelpText(
      "after",
      `
All of these files, in one zip, make the school anew in an empty store. They hold no scans, marks, corrections or leave, no
readers, accounts and policies, and no session that was cancelled: npx muster backup moves all of a store.`,
    )
    .action((name: PlainFile, flags: OutFlags) =>
      write(flags, ["csv"], async ({ store, timeZone }) => {
        const text = await exportRoster(store.roster, name, timeZone);
        for (const line of tellLeftOut(name, await store.roster.leftOut())) console.log(line);
        return [text];
      }),
    );

  part("record", "everything that is stored about a student (.json or .pdf)")
    .argument("<student>", "the student's id")
    .action((id: string, flags: OutFlags) =>
      write(flags, ["json", "pdf"], async ({ store, figures, clock, timeZone }, kind) => {
        const record = await createStudentRecords({
          store: store.exports,
          figures,
          clock,
          timeZone,
        }).record(id);
        if (record === null) throw new Error(`there is no student ${id}`);
        if (kind === "json") return [`${JSON.stringify(studentRecord.parse(record), null, 2)}\n`];
        const about = { title: `Record of student ${id}`, madeAt: record.asOf };
        return writePdf(once(recordPaper(record)), about);
      }),
    );

  part("xapi", "attendance statements of Jisc's profile, a line for each (.ndjson)")
    .requiredOption("--from <day>", "first local day", isoDay)
    .requiredOption("--to <day>", "last local day", isoDay)
    .action((flags: OutFlags & { from: string; to: string }) =>
      write(flags, ["ndjson"], async ({ store, registers, policies }) => {
        const { instanceId } = store;
        const xapi = createXapiExport({ registers, instanceId, policies: { versions: () => policies } });
        return lines(xapi.statements(flags));
      }),
    );
  return command;
}

/** Opens the store, and writes the pieces of an export to the file, whole or not at all. */
function write<Kind extends string>(
  { out, force }: OutFlags,
  kinds: readonly Kind[],
  make: (exporting: Exporting, kind: Kind) => Promise<Pieces>,
): Promise<void> {
  return runOnPostgres(async ({ settings, signal, onPostgres }: CommandContext) => {
    const target = path.resolve(out);
    const ending = path.extname(target).slice(1).toLowerCase();
    const kind = kinds.find((one) => one === ending);
    if (kind === undefined) {
      throw new Error(
        `--out ${out}: name a file that ends with ${kinds.map((one) => `.${one}`).join(" or ")}`,
      );
    }
    if (!force && (await isThere(target))) throw new Error(`${target} exists: --force replaces it`);
    return onPostgres(false, async (address) => {
      const store = await openExportStore(address);
      try {
        const timeZone = agreeOnTimeZone(store.timeZone, settings);
        const [newest, ...older] = store.policies;
        if (!newest) throw new Error("the store has no policy");
        const policies = [newest, ...older] as const;
        const clock = systemClock;
        const versions = (): typeof policies => policies;
        const registers = createRegisterExports({
          store: store.exports,
          clock,
          timeZone,
          policies: { versions },
        });
        const figures = createFigures({
          store: figuresWithUnknowable(store.figures, (now) =>
            store.exports.read((reading) => readAllUnknowable(reading, now)),
          ),
          clock,
          timeZone,
          policies: {
            current: () => newest,
            find: async (version) => policies.find(({ policy }) => policy.version === version) ?? null,
          },
        });
        const pieces = await make(
          { store, registers, figures, clock, timeZone, policies: [newest, ...older] },
          kind,
        );
        const bytes = await writeWhole(target, pieces, signal);
        console.log(`${target}: ${bytes.toLocaleString("en")} bytes`);
        return 0;
      } finally {
        await store.close();
      }
    });
  });
}

/** Writes a file beside its place, readable by its owner alone, and puts it there when it is whole. */
async function writeWhole(target: string, pieces: Pieces, signal: AbortSignal): Promise<number> {
  const unfinished = `${target}.${randomUUID()}.part`;
  let bytes = 0;
  const counting = new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      done(null, piece);
    },
  });
  try {
    await pipeline(
      Readable.from(pieces),
      counting,
      createWriteStream(unfinished, { mode: 0o600, flags: "wx" }),
      {
        signal,
      },
    );
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return bytes;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

function sheetPieces(sheet: Sheet, kind: "csv" | "xlsx", title: string): Pieces {
  return kind === "csv" ? writeCsvSheet(sheet) : writeXlsx(sheet, title);
}

function registersAsked(
  { session, from, to, class: code }: { session?: string; from?: string; to?: string; class?: string },
  day: string,
): RegistersAsked {
  if (session !== undefined) {
    if ((from ?? to ?? code) !== undefined) throw new Error("give either --session or days and a class");
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(session)) {
      throw new Error(`--session ${session}: not the id of a session; it stands in its page's address`);
    }
    return { session };
  }
  const first = from ?? to ?? day;
  return { from: first, to: to ?? first, class: code };
}

const today = (clock: Clock, timeZone: string): string =>
  clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();

function isoDay(text: string): string {
  const found = z.iso.date().safeParse(text);
  if (!found.success) throw new InvalidArgumentError(`${text}: give a day as 2026-11-23`);
  return text;
}

function plainFile(text: string): PlainFile {
  const found = plainFiles.find((file) => file === text);
  if (found === undefined) throw new InvalidArgumentError(`${text}: give ${plainFiles.join(", ")}`);
  return found;
}

async function* once(paper: Paper): AsyncGenerator<Paper, void, void> {
  yield paper;
}

async function* lines(values: AsyncIterable<unknown>): AsyncGenerator<string, void, void> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}
