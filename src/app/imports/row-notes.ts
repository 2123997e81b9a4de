import type { ImportNote } from "../../contract/http/imports.ts";
import { maxIdentifierLength, maxTextLength } from "../../contract/mqtt/limits.ts";
import { normalCode } from "../../domain/kernel/code-key.ts";
import { faultInMarks, joinerIn, withoutUnseen } from "../../domain/kernel/unseen-marks.ts";
import { controlCharacter, onOneLine, showControls } from "./control-characters.ts";
import { isSpreadsheetError, mangledId, mangledRemedy, noCode } from "./mangled-id.ts";
import { mangledLetters, mangledLettersRemedy } from "./mangled-letters.ts";
import { type DayOrder, orderOfDates, readDate } from "./read-date.ts";

type Severity = ImportNote["severity"];

/** Where a reader says what it made of a file. */
export interface RowNotes {
  readonly all: ImportNote[];
  add(
    severity: Severity,
    line: number | null,
    column: string | null,
    value: string | null,
    message: string,
    remedy: string,
  ): void;
  /** A code or an id in its one form (`normalCode`): null, and refused, when it is blank, was changed by a spreadsheet, or cannot be kept. */
  code(line: number, column: string, value: string): string | null;
  /** The same of what a person is known by: `1/2` is nobody's. */
  person(line: number, column: string, value: string): string | null;
  /** The same of a room: `1.0` may be one. */
  room(line: number, column: string, value: string): string | null;
  /** A key that may be left out, and may be a date; null, and refused, as a code is. */
  key(line: number, column: string, value: string): string | null;
  /** A name or title; null, and refused, when it cannot be kept or nobody sees it. */
  text(line: number, column: string, value: string): string | null;
  /** An address, null for none; one that is none is left out, and said. */
  email(line: number, column: string, value: string): string | null;
  /** All cells of a column of dates, which say together whether days stand before months. */
  tellDates(column: string, cells: Iterable<string>): void;
  /** An ISO date; null, and refused, when it is none. */
  date(line: number, column: string, value: string): string | null;
}

/** @param file whose rows these are */
export function createRowNotes(file: string): RowNotes {
  const all: ImportNote[] = [];
  const orders = new Map<string, DayOrder | null>();
  const add: RowNotes["add"] = (severity, line, column, value, message, remedy) => {
    const shown = value === null ? null : showControls(value).slice(0, 200);
    all.push({ severity, file, line, column, value: shown, message: showControls(message), remedy });
  };
  function kept(line: number, column: string, value: string, most: number): string | null {
    const control = controlCharacter(value);
    if (control !== null) {
      add("refused", line, column, value, control.message, control.remedy);
      return null;
    }
    const lost = mangledLetters(value);
    if (lost !== null) add("guessed", line, column, value, lost, mangledLettersRemedy);
    if (value.length > most) {
      add("refused", line, column, value, `is longer than ${most} characters`, "shorten it");
      return null;
    }
    return value;
  }
  function named(line: number, column: string, told: string, of: "room" | "person" | null): string | null {
    // What nobody sees is no part of a code, and hides none.
    const value = normalCode(told);
    // Whether a spreadsheet divided a number, blanks that are none of the keyboard's say.
    const none = noCode(withoutUnseen(told).trim(), of) ?? noCode(value, of);
    if (none !== null) {
      add("refused", line, column, told, none.message, none.remedy);
      return null;
    }
    const joiner = joinerIn(told);
    if (joiner !== null)
      add(
        "guessed",
        line,
        column,
        value,
        `is kept without ${joiner}, which joins two letters or keeps them apart: codes and ids hold nothing that nobody sees`,
        "nothing; a title or a name keeps it",
      );
    if (value !== "") return kept(line, column, value, maxIdentifierLength);
    add("refused", line, column, null, "is missing", "fill it in");
    return null;
  }
  return {
    all,
    add,
    code: (line, column, value) => named(line, column, value, null),
    person: (line, column, value) => named(line, column, value, "person"),
    room: (line, column, value) => named(line, column, value, "room"),
    key(line, column, value) {
      const mangled = mangledId(withoutUnseen(value).trim(), "date");
      if (mangled === null) return kept(line, column, value, maxIdentifierLength);
      add("refused", line, column, value, mangled, mangledRemedy);
      return null;
    },
    text(line, column, value) {
      if (isSpreadsheetError(value)) {
        add("ignored", line, column, value, "is a spreadsheet's error, and read as blank", "fill it in");
        return "";
      }
      const text = kept(line, column, onOneLine(value), maxTextLength);
      const fault = text === null ? null : faultInMarks(text);
      if (fault === null) return text;
      add("refused", line, column, value, fault.message, fault.remedy);
      return null;
    },
    email(line, column, value) {
      if (value === "") return null;
      if (value.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(value)) return value;
      const control = controlCharacter(value);
      const why = control === null ? "" : `${control.message}, and `;
      add("ignored", line, column, value, `${why}is no email address`, "correct it");
      return null;
    },
    tellDates(column, cells) {
      orders.set(column, orderOfDates(cells));
    },
    date(line, column, value) {
      const reading = readDate(value, orders.get(column) ?? null);
      if (reading.kind === "refused") {
        add("refused", line, column, value, reading.message, reading.remedy);
        return null;
      }
      if (reading.guessed)
        add("guessed", line, column, value, `is read as ${reading.date}`, "write it that way");
      return reading.date;
    },
  };
}
