import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Panel } from "../../ui/panel.tsx";
import { plainFiles } from "./plain-files.ts";

/** What can be brought in, in plain words, with a file to fill in for each. */
export function FormatsPanel() {
  return (
    <Panel title="What can be brought in" className="shrink-0">
      <Format title="Plain CSV">
        <p>
          Nine files, together or some of them. The first four are known by their columns, in any order; what
          a column is called in your school is mostly understood. The others are known by their names.
        </p>
        <ul className="flex flex-col gap-1.5">
          {plainFiles.map(({ file, holds }) => (
            <Template key={file} file={file}>
              {holds}
            </Template>
          ))}
        </ul>
        <p>Each template holds one example, which an import leaves out.</p>
        <p>
          A class without a timetable stands in a room: on each day from <Code>from</Code> on, who is seen
          there is present. A row with no <Code>standing_room</Code> and a day says that it stands there no
          longer.
        </p>
        <p>
          The end of an enrolment is its last day in a column <Code>last_day</Code>, <Code>end date</Code> or{" "}
          <Code>until</Code>, and the first day after in <Code>to</Code>, as exports have it. An id that comes
          with another name is asked about, and never renames somebody unseen.
        </p>
      </Format>
      <Format title="OneRoster">
        <p>
          The zip that student information systems export, version 1.1 or 1.2: terms, courses, classes, people
          and enrolments. It holds no timetable. Passwords and demographics are never read.
        </p>
      </Format>
      <Format title="Calendar">
        <p>
          A timetable as an .ics file, repeating meetings included. A file is read by the usual rule:{" "}
          <code className="font-mono text-xs text-ink">CS-150_A:Lecture</code> is a lecture of the class
          CS-150_A.
        </p>
        <p>
          For a calendar with an address, or with a rule of its own, add a{" "}
          <Link to="/imports/feeds" className="font-medium text-accent underline">
            calendar feed
          </Link>
          .
        </p>
      </Format>
    </Panel>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-xs text-ink">{children}</code>;
}

function Format({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 border-b border-line px-4 py-3.5 text-sm text-muted last:border-b-0">
      <h3 className="text-base font-medium text-ink">{title}</h3>
      {children}
    </section>
  );
}

function Template({ file, children }: { file: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-2">
      <a
        href={`/api/v1/imports/templates/${file}.csv`}
        download={`${file}.csv`}
        className="inline-flex items-center gap-1.5 font-medium text-accent underline max-sm:py-2"
      >
        <Download aria-hidden className="size-3.5 shrink-0" />
        {file}.csv
      </a>
      <span>{children}</span>
    </li>
  );
}
