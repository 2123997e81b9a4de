import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileDown } from "lucide-react";
import { useState } from "react";
import { kioskView } from "../../../src/contract/http/kiosk.ts";
import { daysOfQuarantine } from "../../../src/contract/http/quarantine.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { useMayAll, useSurelyMay } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { PeoplePicker } from "../students/person-picker.tsx";
import { ErasuresPanel } from "./erasures-panel.tsx";
import { type Anybody, everybody } from "./everybody-source.ts";
import { RequestsPanel } from "./requests-panel.tsx";
import { RetentionPanel } from "./retention-panel.tsx";

interface Kept {
  readonly what: string;
  readonly of: string;
  readonly where: string;
  readonly howLong: string;
}

const kept: readonly Kept[] = [
  {
    what: "Scans",
    of: "Who was seen where and when, and what the device decided. No picture.",
    where: "The store of this server",
    howLong: "Who, where and when for good: marks rest on it. What was sent, and strangers, for a time",
  },
  {
    what: "Marks, with everything they were before",
    of: "Status, times, who wrote what by hand and why",
    where: "The store of this server",
    howLong: "For good; an erasure takes out whose they are",
  },
  {
    what: "People, enrolments and leave",
    of: "Names, ids, cards, addresses of mail, classes, absences with their reasons",
    where: "The store of this server",
    howLong: "Until the person is erased; an import that leaves somebody out ends and erases nothing",
  },
  {
    what: "Messages that could not be taken",
    of: "The bytes as they came, with pictures cut out",
    where: "The store of this server",
    howLong: `For a time; told among what is open for ${daysOfQuarantine} days`,
  },
  {
    what: "Faces",
    of: "Templates of those who agreed, encrypted",
    where: "The kiosk or reader alone; never on this server, never on the wire",
    howLong: "Until the person withdraws, there and at once",
  },
];

/** What is kept of people, where, and for how long; one person's file; and whether faces are recognised. */
export function PrivacyPage() {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const maySee = useSurelyMay("privacy.read");
  const mayFind = useSurelyMay("student.find");
  return (
    <>
      <PageHeading title="Privacy" note="what is kept of people" />
      {maySee && <RequestsPanel timeZone={timeZone} />}
      <div className="grid shrink-0 items-start gap-4 lg:grid-cols-2">
        {mayFind && <FileOfPerson />}
        <Faces />
      </div>
      {maySee && <RetentionPanel timeZone={timeZone} />}
      {maySee && <ErasuresPanel timeZone={timeZone} />}
      {maySee && (
        <p className="text-sm">
          <Link to="/audit" search={{ deed: "student.look" }} className="text-accent underline">
            Who looked at whom
          </Link>{" "}
          <span className="text-muted">is on the audit log, and each student sees who looked at them.</span>
        </p>
      )}
      <Panel title="What is kept" className="shrink-0">
        <table className="w-full">
          <caption className="sr-only">What is kept of people, where, and for how long</caption>
          <thead className="bg-sunken max-sm:sr-only">
            <tr>
              <ColumnHeader>What</ColumnHeader>
              <ColumnHeader>Of it</ColumnHeader>
              <ColumnHeader>Where</ColumnHeader>
              <ColumnHeader>How long</ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {kept.map(({ what, of, where, howLong }) => (
              <tr
                key={what}
                className="border-b border-line text-sm last:border-b-0 max-sm:flex max-sm:flex-col max-sm:gap-1 max-sm:px-4 max-sm:py-3 sm:[&>*]:py-2.5 sm:[&>*]:pr-4 sm:[&>*]:align-top sm:[&>*:first-child]:pl-4"
              >
                <th scope="row" className="text-left font-medium">
                  {what}
                </th>
                <td>{of}</td>
                <td>{where}</td>
                <td>{howLong}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="border-t border-line px-4 py-3 text-sm text-muted">
          One person is erased from their file, by the data protection officer. Backups of before hold them
          until they are deleted where they are kept.
        </p>
      </Panel>
    </>
  );
}

function FileOfPerson() {
  const [person, setPerson] = useState<Anybody | null>(null);
  const mayFile = useMayAll("file.read");
  return (
    <Panel title="One person’s file">
      <div className="flex flex-col gap-3 px-4 py-3">
        <p className="text-sm text-muted">
          Everything that is stored of a student or a member of staff, for whoever asks what is known of them:
          each mark with its reason and history, each scan, each absence, each sign-in.
        </p>
        <PeoplePicker
          label="Student or member of staff"
          source={everybody}
          chosen={person && { name: person.name, id: person.name === person.id ? null : person.id }}
          onChoose={setPerson}
        />
        {person !== null && <WaysToFile person={person} mayFile={mayFile} />}
      </div>
    </Panel>
  );
}

function WaysToFile({ person, mayFile }: { readonly person: Anybody; readonly mayFile: boolean }) {
  const { kind, id, name } = person;
  const path = `/api/v1/exports/students/${encodeURIComponent(id)}`;
  return (
    <p className="flex flex-wrap items-center gap-2">
      {kind === "student" && (
        <>
          <a href={`${path}/record.pdf`} className={buttonLook("primary")}>
            <FileDown aria-hidden className="size-3.5" />
            PDF
          </a>
          <a href={`${path}/record.json`} className={buttonLook("plain")}>
            <FileDown aria-hidden className="size-3.5" />
            JSON
          </a>
        </>
      )}
      {mayFile ? (
        <Link to="/privacy/people/$person" params={{ person: id }} className={buttonLook("plain")}>
          Everything that is kept
        </Link>
      ) : (
        kind === "staff" && (
          <span className="text-sm text-muted">
            The file of staff is given by the data protection officer, and to themselves.
          </span>
        )
      )}
      {kind === "student" ? (
        <Link to="/students/$student" params={{ student: id }} className={buttonLook("quiet")}>
          The page of {name}
        </Link>
      ) : (
        <Link to="/school/people/$person" params={{ person: id }} className={buttonLook("quiet")}>
          The record of {name}
        </Link>
      )}
    </p>
  );
}

function Faces() {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { data, error, refetch } = useQuery({
    queryKey: ["kiosk"],
    queryFn: ({ signal }) => read(kioskView, "kiosk", signal),
  });
  const last = data?.decisions[0];
  return (
    <Panel title="Faces">
      {error !== null && <ReadTrouble what="The kiosks" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the kiosks" rows={2} />}
      {data !== undefined && (
        <div className="flex flex-col gap-2 px-4 py-3 text-sm">
          <p className="font-medium">
            {data.on ? "Kiosks of this server recognise faces." : "No kiosk of this server recognises faces."}
          </p>
          {last !== undefined && (
            <p className="text-muted">
              Decided by {last.by}, {writeMoment(last.at, timeZone)}.
            </p>
          )}
          <p>
            <Link to="/kiosk/setup" className="text-accent underline">
              {data.on ? "What was answered, and the switch" : "What has to be answered before"}
            </Link>
          </p>
        </div>
      )}
    </Panel>
  );
}
