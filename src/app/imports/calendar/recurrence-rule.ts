import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/** What a series repeats on, of RFC 5545, as far as a timetable needs it. Days of the week are 1 (Monday) to 7. */
export interface RecurrenceRule {
  readonly frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  /** How many days it has, counted from its first; null for no such bound. */
  readonly count: number | null;
  /** As written: ISO date, or local or UTC time; null for no such bound. */
  readonly until: string | null;
  readonly byMonth: readonly number[];
  /** -1 is the last. */
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byDay: readonly { readonly ordinal: number | null; readonly weekday: number }[];
  readonly bySetPosition: readonly number[];
  readonly weekStart: number;
}

/** A rule that is not read, and why. */
export interface RefusedRule {
  readonly refused: string;
  /** Left out where only another rule helps. */
  readonly remedy?: string;
}

const numbers = z
  .union([z.int(), z.array(z.int())])
  .default([])
  .transform((value) => (typeof value === "number" ? [value] : value));
const texts = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => (typeof value === "string" ? [value] : value));

const jCalRecur = z.object({
  freq: z.string(),
  interval: z.int().default(1),
  count: z.int().optional(),
  until: z.string().optional(),
  bymonth: numbers,
  bymonthday: numbers,
  byyearday: numbers,
  byday: texts,
  bysetpos: numbers,
  wkst: z.int().min(1).max(7).default(2),
});

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;

/** A whole number that is not 0, with or without a sign. */
const signed = String.raw`[+-]?0*[1-9]\d*`;
const unsigned = String.raw`0*[1-9]\d*`;
const weekday = "(?:MO|TU|WE|TH|FR|SA|SU)";
const listOf = (one: string): RegExp => new RegExp(`^${one}(?:\\s*,\\s*${one})*$`, "u");
/** Those that repeat within a day, which is refused in words of its own. */
const withinDays = ["SECONDLY", "MINUTELY", "HOURLY"];
const aWhole = "a whole number of at least 1";

/**
 * The parts of a rule: what the whole of each value has to look like, what that is in words, and an example. The parser
 * reads the beginning of a number and passes over what follows.
 */
const parts: Readonly<
  Record<string, { form: RegExp; words: string; example: string; most?: number } | null>
> = {
  FREQ: null,
  INTERVAL: { form: listOf(unsigned), words: aWhole, example: "INTERVAL=2" },
  COUNT: { form: listOf(unsigned), words: aWhole, example: "COUNT=10" },
  UNTIL: {
    form: /^\d{8}(?:T\d{6}Z?)?$/u,
    words: "a date or time",
    example: "UNTIL=20261218 or UNTIL=20261218T170000Z",
  },
  BYMONTH: {
    form: listOf(unsigned),
    words: "months, 1 to 12, between commas",
    example: "BYMONTH=10,11",
    most: 12,
  },
  BYMONTHDAY: {
    form: listOf(signed),
    words: "days of a month, 1 to 31 or -1 to -31, between commas",
    example: "BYMONTHDAY=1,-1",
    most: 31,
  },
  BYYEARDAY: {
    form: listOf(signed),
    words: "days of a year, 1 to 366 or -1 to -366, between commas",
    example: "BYYEARDAY=100",
    most: 366,
  },
  BYDAY: { form: listOf(`(?:${signed})?${weekday}`), words: "days of the week", example: "BYDAY=MO,WE" },
  BYSETPOS: {
    form: listOf(signed),
    words: "places, 1 to 366 or -1 to -366, between commas",
    example: "BYSETPOS=1",
    most: 366,
  },
  BYWEEKNO: null,
  BYHOUR: null,
  BYMINUTE: null,
  BYSECOND: null,
  WKST: { form: listOf(weekday), words: "a day of the week", example: "WKST=MO" },
};
/** Parts of which there is one value. */
const single = new Set(["INTERVAL", "COUNT", "WKST"]);

/**
 * What of a rule's text the parser would pass over: a part that no rule has, one that stands there twice, one without a
 * value, and what follows a number. A rule that says something else than what is read would make meetings that nobody
 * planned.
 */
export function passedOver(text: string): RefusedRule | null {
  const seen = new Set<string>();
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    const [left = "", value = ""] = part.split("=").map((side) => side.trim());
    const name = left.toUpperCase();
    // Parts of a program's own, and the calendar that is meant in any case, change nothing.
    if (name.startsWith("X-") || (name === "RSCALE" && value.toUpperCase() === "GREGORIAN")) continue;
    const known = parts[name];
    if (known === undefined) return { refused: `${name} is no part of a rule` };
    if (value === "") return { refused: `${name} says nothing` };
    if (seen.has(name)) return { refused: `${name} stands there twice` };
    // Their values do not matter: the parser's own word on them would only mislead.
    if (known === null && name !== "FREQ") return { refused: `${name} is not read` };
    if (name === "FREQ" && ![...frequencies, ...withinDays].includes(value.toUpperCase())) {
      return {
        refused: `FREQ=${value} is no frequency of a rule`,
        remedy: "Write DAILY, WEEKLY, MONTHLY or YEARLY; each second week is FREQ=WEEKLY;INTERVAL=2.",
      };
    }
    const isBeyond = value.split(",").some((one) => Math.abs(Number(one)) > (known?.most ?? Infinity));
    if (
      known !== null &&
      (isBeyond || !known.form.test(value.toUpperCase()) || (single.has(name) && value.includes(",")))
    ) {
      return {
        refused: `${name}=${value} is not ${known.words}`,
        remedy: `Write ${known.words}, as in ${known.example}.`,
      };
    }
    seen.add(name);
  }
  if (seen.has("COUNT") && seen.has("UNTIL")) return { refused: "COUNT and UNTIL exclude each other" };
  return null;
}

/** Whether a rule has a part of a program's own, which is passed over and told. */
export function hasOwnPart(text: string): boolean {
  return /(?:^|;)\s*X-/iu.test(text);
}

/**
 * Reads a rule from the value that the parser made of it.
 *
 * @param text the rule as the file has it
 */
export function recurrenceRule(value: unknown, text: string): RecurrenceRule | RefusedRule {
  const over = passedOver(text);
  if (over !== null) return over;
  const parsed = jCalRecur.safeParse(value);
  if (!parsed.success) return { refused: "it is no recurrence rule" };
  const rule = parsed.data;
  const frequency = frequencies.find((name) => name === rule.freq);
  if (frequency === undefined) return { refused: `${rule.freq} is no way in which lessons repeat` };
  if (rule.until !== undefined && !isMoment(rule.until)) return { refused: "UNTIL is no date or time" };
  const byDay = rule.byday.map(weekdayOf);
  if (byDay.some((day) => day === null)) return { refused: "BYDAY names no days of the week" };
  const days = byDay.filter((day) => day !== null);
  if (days.some(({ ordinal }) => ordinal !== null) && frequency !== "MONTHLY" && frequency !== "YEARLY") {
    return { refused: `BYDAY counts days in a month or a year, not in ${frequency}` };
  }
  return {
    frequency,
    interval: rule.interval,
    count: rule.count ?? null,
    until: rule.until ?? null,
    byMonth: rule.bymonth,
    byMonthDay: rule.bymonthday,
    byYearDay: rule.byyearday,
    byDay: days,
    bySetPosition: rule.bysetpos,
    // The parser counts from Sunday.
    weekStart: ((rule.wkst + 5) % 7) + 1,
  };
}

function isMoment(text: string): boolean {
  try {
    Temporal.PlainDateTime.from(text.replace(/Z$/, ""));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function weekdayOf(text: string): { ordinal: number | null; weekday: number } | null {
  const parts = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text);
  if (!parts) return null;
  const ordinal = parts[1] === undefined ? null : Number(parts[1]);
  if (ordinal === 0) return null;
  return { ordinal, weekday: weekdays.indexOf(parts[2] ?? "") + 1 };
}
