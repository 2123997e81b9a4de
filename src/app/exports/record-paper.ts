import { Temporal } from "temporal-polyfill";
import type { StudentRecord } from "../../contract/http/exports.ts";
import type { FiguresView } from "../../contract/http/figures.ts";
import { aheadText } from "../../domain/attendance/ahead-text.ts";
import { writePercent } from "../../domain/attendance/shown-percent.ts";
import { statusWords } from "../../domain/attendance/status-words.ts";
import { writeShortDay } from "../../domain/kernel/write-short-day.ts";
import type { Paper, PaperTable } from "./paper.ts";
import { momentText } from "./register-paper.ts";

/** A student's record to print: the same as the JSON, each part a table. */
export function recordPaper(record: StudentRecord): Paper {
  const { student, timeZone } = record;
  const moment = (at: string | null): string =>
    at === null ? "" : momentText(Temporal.Instant.from(at), timeZone);
  return {
    title: "Student record",
    facts: [
      { label: "Student", value: student.id },
      { label: "Name", value: [record.givenName, record.familyName].filter(Boolean).join(" ") || "–" },
      { label: "E-mail", value: record.email ?? "–" },
      { label: "Cohort", value: record.cohort ?? "–" },
      { label: "As of", value: `${moment(record.asOf)} (${timeZone}; so are all times below)` },
    ],
    tables: [
      figuresTable(record),
      {
        title: "Identifiers",
        columns: [
          { title: "Scheme", share: 20 },
          { title: "Value", share: 40 },
          { title: "From", share: 20 },
          { title: "To", share: 20 },
        ],
        rows: record.identifiers.map(({ scheme, value, from, to }) => [
          scheme,
          value,
          moment(from),
          moment(to),
        ]),
        empty: "None.",
      },
      {
        title: "Enrolments",
        columns: [
          { title: "Class", share: 25 },
          { title: "Title", share: 45 },
          { title: "From", share: 15 },
          { title: "Before", share: 15 },
        ],
        rows: record.enrolments.map(({ class: code, title, from, to }) => [
          code,
          title,
          writeShortDay(from),
          to === null ? "" : writeShortDay(to),
        ]),
        empty: "None.",
      },
      ...sessionTables(record, moment),
      {
        title: "Absences",
        columns: [
          { title: "From", share: 16 },
          { title: "To", share: 16 },
          { title: "Category", share: 16 },
          { title: "State", share: 12 },
          { title: "Said", share: 24 },
          { title: "Reason", share: 16 },
        ],
        rows: record.absences.flatMap(({ history }) =>
          history.map(({ from, to, category, state, at, by, role, reason }) => [
            moment(from),
            moment(to),
            category,
            state,
            `${moment(at)} by ${by} (${role})`,
            reason ?? "",
          ]),
        ),
        empty: "None.",
      },
      {
        title: "Alerts",
        columns: [
          { title: "Opened", share: 16 },
          { title: "Because", share: 44 },
          { title: "Acknowledged", share: 20 },
          { title: "Taken back", share: 20 },
        ],
        rows: record.alerts.map(({ openedAt, because, acknowledged, retracted }) => [
          moment(openedAt),
          because,
          acknowledged
            ? `${moment(acknowledged.at)} by ${acknowledged.by}${acknowledged.owner === "" ? "" : ` for ${acknowledged.owner}`}: ${acknowledged.note}`
            : "",
          retracted ? `${moment(retracted.at)}: ${retracted.because}` : "",
        ]),
        empty: "None.",
      },
      {
        title: "Scans",
        columns: [
          { title: "Time taken", share: 15 },
          { title: "Place", share: 12 },
          { title: "Decision", share: 12 },
          { title: "Sender", share: 15 },
          { title: "Message as it was sent", share: 46 },
        ],
        rows: record.scans.map((scan) => [
          [
            moment(scan.occurredAt),
            ...(scan.clock === null
              ? []
              : [`its clock ${aheadText(scan.clock.aheadSeconds)} by ${scan.clock.by}`]),
            ...(scan.clockSuspect ? [`time of receipt, since its clock wrote ${scan.timestamp}`] : []),
          ].join(", "),
          scan.location ?? "",
          [
            scan.decision,
            ...(scan.identified ? [] : ["claimed, not identified"]),
            ...(scan.withdrawnAt === null ? [] : ["taken back"]),
          ].join(", "),
          scan.sender,
          scan.payload?.text ?? "Not shown: it may be about somebody else.",
        ]),
        empty: "None.",
      },
    ],
    signatures: [],
    foot: `Everything that is stored about student ${student.id} as of ${moment(record.asOf)} (${timeZone}).`,
  };
}

function figuresTable({ figures: { window, everything } }: StudentRecord): PaperTable {
  const row = (of: string, view: FiguresView): string[] => [
    of,
    view.window ? `${writeShortDay(view.window.from)} to ${writeShortDay(view.window.to)}` : "everything",
    view.percent === null ? "no data" : writePercent(view.percent),
    view.sum,
    `${view.policy.name}, version ${view.policy.version}`,
  ];
  return {
    title: "Attendance",
    columns: [
      { title: "Of", share: 20 },
      { title: "Days", share: 20 },
      { title: "Rate", share: 10 },
      { title: "Sum", share: 35 },
      { title: "Policy", share: 15 },
    ],
    rows: [
      row(window.window.title ?? "Today", window),
      ...window.classes.map(({ code, figures }) => row(code, figures)),
      row("Last 28 days", window.last28Days),
      row("All days", everything),
    ],
    empty: "None.",
  };
}

function sessionTables(
  { sessions }: StudentRecord,
  moment: (at: string | null) => string,
): readonly PaperTable[] {
  const named = ({ session }: StudentRecord["sessions"][number]): string =>
    [moment(session.start), session.classes.map(({ code }) => code).join(", "), session.title].join(" ");
  return [
    {
      title: "Marks as they stand",
      columns: [
        { title: "Session", share: 30 },
        { title: "Rooms", share: 12 },
        { title: "Status", share: 14 },
        { title: "Why", share: 44 },
      ],
      rows: sessions.map((each) => [
        named(each),
        each.session.rooms.join(", "),
        statusWords[each.mark.status],
        each.mark.why,
      ]),
      empty: "None.",
    },
    {
      title: "Every revision of these marks, the newest first",
      columns: [
        { title: "Session", share: 24 },
        { title: "Revision", share: 8 },
        { title: "Decided", share: 14 },
        { title: "By", share: 14 },
        { title: "Why", share: 40 },
      ],
      rows: sessions.flatMap((each) =>
        each.history.map((revision) => [
          named(each),
          String(revision.revision),
          moment(revision.at),
          `${revision.actor} (${revision.role})`,
          revision.why,
        ]),
      ),
      empty: "None.",
    },
  ];
}
