import type { Problem } from "../../../src/contract/http/problem.ts";
import { statusWords } from "../../../src/domain/attendance/status-words.ts";
import { withWrittenDays } from "../../../src/domain/kernel/with-written-days.ts";

/** What pages call a field whose name in the API says something else, or nothing. */
const fieldWords: Readonly<Record<string, string>> = {
  actor: "You",
  beside: "Times",
  body: "Request",
  code: "Code",
  from: "From",
  of: "Register",
  revision: "Mark",
  status: "Mark",
  to: "To",
  unseen: "Cannot be known",
};

const marks = new RegExp(`\\b(?:${Object.keys(statusWords).join("|")})\\b`, "g");

/**
 * A refusal as a person reads it: each field by the word that pages have for it, what stands against its value, and the
 * remedy.
 */
export function sayProblem({
  title,
  detail,
  errors = [],
}: Pick<Problem, "title" | "detail" | "errors">): string {
  if (errors.length === 0) return sentence(forPeople(detail ?? title));
  return [
    ...new Set(errors.map(({ field, message }) => sentence(`${fieldWord(field)}: ${forPeople(message)}`))),
  ].join(" ");
}

/** What is said beside a field. */
export const sayBeside = (message: string): string => capital(forPeople(message));

/** What is said of a field, with days and marks as pages write them. */
const forPeople = (text: string): string =>
  withWrittenDays(
    text.replace(
      /\b(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z/g,
      (_, day: string, time: string) => `${day} ${time} UTC`,
    ),
  ).replace(marks, (status) =>
    // Only names that are no words stand out.
    status.includes("_") ? `“${wordOf(status)}”` : status,
  );

const wordOf = (status: string): string =>
  Object.entries(statusWords).find(([each]) => each === status)?.[1] ?? status;

/** `to.minutesLate` is `Minutes late`: the last part that is a name, in words. */
function fieldWord(field: string): string {
  const name = field.split(".").findLast((part) => !/^\d*$/.test(part)) ?? field;
  return (
    fieldWords[name] ??
    capital(
      name.replaceAll("_", " ").replace(/[a-z][A-Z]/g, (pair) => `${pair[0]} ${pair[1]?.toLowerCase()}`),
    )
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string): string => `${capital(text)}${/[.!?]$/.test(text) ? "" : "."}`;
