import type { z } from "zod";
import type { calendarRule } from "../../../src/contract/http/imports.ts";

export type CalendarRule = z.infer<typeof calendarRule>;

export interface UsualRule {
  readonly id: string;
  readonly word: string;
  /** A SUMMARY that is written this way. */
  readonly sample: string;
  readonly summary: string;
}

/** Ways in which timetables write the class and the sort into SUMMARY, each as the expression that reads it. */
export const usualRules: readonly [UsualRule, ...UsualRule[]] = [
  {
    id: "colon",
    word: "Class, colon, sort",
    sample: "CS-150_A:Lecture",
    summary: "^(?<class>[^:]+)(?::(?<sort>.*))?$",
  },
  {
    id: "dash",
    word: "Class, dash, sort",
    sample: "MATH 201 - Seminar",
    summary: "^(?<class>.+?)(?: [-–] (?<sort>.*))?$",
  },
  {
    id: "brackets",
    word: "Class, sort in brackets",
    sample: "BIO-7 (Laboratory)",
    summary: "^(?<class>[^(]+?) *(?:\\((?<sort>[^)]*)\\))?$",
  },
  {
    id: "first-word",
    word: "First word is the class",
    sample: "HIS101 Early modern Europe",
    summary: "^(?<class>\\S+)(?: .*)?$",
  },
  { id: "whole", word: "All of it is the class", sample: "Year 7 Music", summary: "^(?<class>.+)$" },
];

/** The rule to begin with: the server's usual one. */
export const firstRule: CalendarRule = {
  summary: usualRules[0].summary,
  locationNoise: "\\[[^\\]]*\\]",
  makeClasses: true,
  places: "guess",
  staff: "named",
  encoding: null,
  timeZone: null,
  zones: {},
};

/** What keeps a rule from being followed, with what to do; null where nothing does. */
export function ruleTrouble({ summary, locationNoise }: CalendarRule): {
  readonly summary: string | null;
  readonly locationNoise: string | null;
} {
  return { summary: summaryTrouble(summary), locationNoise: patternTrouble(locationNoise) };
}

function summaryTrouble(summary: string): string | null {
  if (summary === "") return "Write an expression, or choose a way above.";
  const trouble = patternTrouble(summary);
  if (trouble !== null) return trouble;
  // Of a match without text all groups are told, and nothing is searched.
  const groups = new RegExp(`${summary}|`, "u").exec("")?.groups ?? {};
  return "class" in groups
    ? null
    : "It names no class. Put (?<class>…) around the part that is the class's code.";
}

function patternTrouble(pattern: string): string | null {
  try {
    new RegExp(pattern, "u");
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `It is no regular expression. ${error.message}. Correct it, or choose a way above.`;
  }
}
