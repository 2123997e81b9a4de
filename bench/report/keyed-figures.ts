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

/** What is promised of Muster's speed, by name; null for what no part of this harness measures. */
const places: Readonly<Record<string, Place | null>> = {
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
  "backlog.cpu_us": null,
  "rebuild.marks_per_s": { part: "timetable", case: "rebuild --check", measure: "marks" },
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
  "live.p99_ms": null,
  "memory.idle_mb": null,
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
      const found =
        place === null
          ? undefined
          : parts[place.part]?.figures.find(
              (figure) => figure.case === place.case && figure.measure === place.measure,
            );
      return [key, { value: found?.median ?? null, unit: found?.unit ?? null, all: found?.all ?? [] }];
    }),
  );
}
