import { Temporal } from "temporal-polyfill";
import type { WholePersonFile } from "../../contract/http/privacy.ts";
import type { Paper } from "../exports/paper.ts";
import { recordPaper } from "../exports/record-paper.ts";
import { momentText } from "../exports/register-paper.ts";

/** A person's file to print: a student's record first, then every table as it is stored. */
export function filePaper(file: WholePersonFile): Paper {
  const { person, asOf, timeZone, record } = file;
  const made = momentText(Temporal.Instant.from(asOf), timeZone);
  const papers = record === null ? null : recordPaper(record);
  return {
    title: "A person’s file",
    facts: papers?.facts ?? [
      { label: "Person", value: person.id },
      { label: "Name", value: person.name ?? "–" },
      { label: "As of", value: `${made} (${timeZone})` },
    ],
    tables: [
      ...(papers?.tables ?? []),
      ...file.chapters.map((chapter) => ({
        title: `${chapter.title}, as stored (${chapter.table})`,
        columns: [
          { title: "No.", share: 8 },
          { title: "What is stored", share: 92 },
        ],
        rows: chapter.rows.map((row, at) => [String(at + 1), writeRow(row)]),
        empty: "None.",
      })),
    ],
    signatures: [],
    foot: `Everything that is kept of ${person.id} as of ${made} (${timeZone}).`,
  };
}

/** Fields with their values, without those that are empty. */
function writeRow(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .flatMap(([name, value]) =>
      value === null || value === ""
        ? []
        : [`${name.replaceAll("_", " ")}: ${typeof value === "string" ? value : JSON.stringify(value)}`],
    )
    .join("; ");
}
