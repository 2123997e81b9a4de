import type { Figure } from "./figure.ts";

/** Where a key's figure stands in the report of a part. */
interface Place {
  readonly part: string;
  readonly case: string;
  readonly measure: string;
}

const marks = "native, every scan changes a mark, 100 connections";
const timetabled = "native, every scan changes a mark of a timetabled session, 100 connections";
const few = "native, few marks change, 100 connections";
const cpu = "CPU: server and PostgreSQL";
const roster = "OneRoster of 40000 students and 200000 enrolments";
const calendar = "calendar of 20000 events";
const longest = "PUBACK, longest";
const university = "1200 students, 28 days";
const universityWeek = "1200 students, 7 days";
const folding = "CPU: the folding process";
const thousandPages = "1,000 scans/s, 1,000 pages with a register each and 20 with everything";
const pss = "PSS (shared pages counted once)";

/** What is promised of Muster's speed, by name. */
const places: Readonly<Record<string, Place>> = {
  "ingest.standing.cpu_us": { part: "ingest", case: marks, measure: cpu },
  "ingest.timetabled.cpu_us": { part: "ingest", case: timetabled, measure: cpu },
  "ingest.timetabled_to_standing": {
    part: "ingest",
    case: "timetabled to standing",
    measure: "processor time",
  },
  "ingest.again.cpu_us": { part: "ingest", case: few, measure: cpu },
  "ingest.scans_per_s": { part: "ingest", case: few, measure: "throughput" },
  "ingest.vs_one_insert": { part: "ingest", case: few, measure: "throughput to one INSERT per message" },
  "ingest.vs_one_insert_cpu": { part: "ingest", case: few, measure: "CPU of one INSERT per message to this" },
  "ingest.vs_copy": { part: "ingest", case: few, measure: "throughput to COPY alone" },
  "backlog.cpu_us": {
    part: "backlog",
    case: `backlog, ${university}`,
    measure: "CPU: server and PostgreSQL, until both rest",
  },
  "rebuild.marks_per_s": { part: "backlog", case: `rebuild --check, ${university}`, measure: "throughput" },
  "rebuild.cpu_us": { part: "backlog", case: `rebuild --check, ${university}`, measure: folding },
  "rebuild.week_cpu_us": { part: "backlog", case: `rebuild --check, ${universityWeek}`, measure: folding },
  ...Object.fromEntries(
    [
      ["student", "a student"],
      ["class", "a class"],
      ["everybody", "everybody"],
      ["everybody_by_another_policy", "everybody by another policy"],
      ["cohort", "a cohort of 5,000"],
      ["list_by_rate", "the list by rate"],
      ["list_by_rate_middle", "its middle page"],
    ].flatMap(([key, name]) =>
      ["2,000,000", "20,000,000"].map((marks): [string, Place] => [
        `figures.${key}.${marks.startsWith("20") ? "20m" : "2m"}_p99_ms`,
        { part: "figures", case: `${name}, ${marks} marks`, measure: "p99" },
      ]),
    ),
  ),
  "import.roster.read_cpu_s": { part: "imports", case: `${roster}: read`, measure: "processor time" },
  "import.roster.apply_cpu_s": { part: "imports", case: `${roster}: applied`, measure: "processor time" },
  "import.roster.read_puback_ms": { part: "imports", case: `${roster}: read`, measure: longest },
  "import.roster.apply_puback_ms": { part: "imports", case: `${roster}: applied`, measure: longest },
  "import.roster.after_puback_ms": { part: "imports", case: `${roster}: after`, measure: longest },
  "import.calendar.read_cpu_s": { part: "imports", case: `${calendar}: read`, measure: "processor time" },
  "import.calendar.apply_cpu_s": { part: "imports", case: `${calendar}: applied`, measure: "processor time" },
  "import.calendar.read_puback_ms": { part: "imports", case: `${calendar}: read`, measure: longest },
  "import.calendar.apply_puback_ms": { part: "imports", case: `${calendar}: applied`, measure: longest },
  "import.calendar.after_puback_ms": { part: "imports", case: `${calendar}: after`, measure: longest },
  "live.p50_ms": { part: "live", case: thousandPages, measure: "publish to page p50" },
  "live.p99_ms": { part: "live", case: thousandPages, measure: "publish to page p99" },
  "live.longest_ms": { part: "live", case: thousandPages, measure: "publish to page, longest" },
  "live.200_pages.p99_ms": {
    part: "live",
    case: "500 scans/s, 200 pages with everything",
    measure: "publish to page p99",
  },
  "monitor.close_puback_ms": { part: "monitor", case: "200 sessions of 60 close", measure: longest },
  "monitor.finalise_puback_ms": {
    part: "monitor",
    case: "200 sessions of 60 planned late close and become final",
    measure: longest,
  },
  "monitor.policy_puback_ms": {
    part: "monitor",
    case: "a policy put in force over 12000 marks",
    measure: longest,
  },
  "memory.idle_mb": { part: "memory", case: "60 s after the start, no page", measure: pss },
  "memory.day_mb": {
    part: "memory",
    case: "40000 students, seen in 4 sessions each today",
    measure: pss,
  },
  "kiosk.frame_ms": { part: "kiosk", case: "a frame", measure: "time" },
  "start.cold_s": { part: "start", case: "npm start, fresh", measure: "until it serves" },
  "start.warm_s": { part: "start", case: "npm start, again", measure: "until it serves" },
  "tests.s": { part: "start", case: "npm test", measure: "time" },
};

/** A figure by its key: its median, and the load when the run began is in the report's head. */
export interface KeyedFigure {
  readonly value: number | null;
  readonly unit: string | null;
  readonly all: readonly number[];
}

/** The figures of a report by their keys; what was not measured has no value. */
export function keyedFigures(
  parts: Readonly<Record<string, { readonly figures: readonly Figure[] }>>,
): Readonly<Record<string, KeyedFigure>> {
  return Object.fromEntries(
    Object.entries(places).map(([key, place]) => {
      const found = parts[place.part]?.figures.find(
        (figure) => figure.case === place.case && figure.measure === place.measure,
      );
      return [key, { value: found?.median ?? null, unit: found?.unit ?? null, all: found?.all ?? [] }];
    }),
  );
}
