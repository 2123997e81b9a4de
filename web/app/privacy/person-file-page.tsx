import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Eraser, FileDown, MessageCircleQuestion } from "lucide-react";
import { useState } from "react";
import { type ErasureView, type FileChapterView, personFile } from "../../../src/contract/http/privacy.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { useIsOneself, useSurelyMay } from "../me/use-me.ts";
import { AskDialog } from "./ask-dialog.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { ErasedPanel } from "./erased-panel.tsx";

const route = getRouteApi("/privacy/people/$person");

/** So many rows of a table are shown; the files have all. */
const mostRows = 100;

const fateWords: Readonly<Record<FileChapterView["fate"], string>> = {
  goes: "An erasure takes it away.",
  stripped: "An erasure takes out whose it is.",
  stays: "An erasure leaves it as it is.",
};

/** Everything that is kept of one person, table by table, with what an erasure would do to it. */
export function PersonFilePage() {
  const { person: id } = route.useParams();
  const path = `people/${encodeURIComponent(id)}/file`;
  const { data, error, refetch } = useQuery({
    queryKey: ["file", id],
    queryFn: ({ signal }) => read(personFile, path, signal),
    retry: false,
    gcTime: 0,
  });
  const mayErase = useSurelyMay("person.erase");
  const isOwn = useIsOneself(id);
  const [asking, setAsking] = useState(false);
  const [questioning, setQuestioning] = useState(false);
  const [erased, setErased] = useState<ErasureView | null>(null);
  if (erased !== null) return <ErasedPanel erasure={erased} />;
  const kept = data?.chapters.filter(({ rows }) => rows.length > 0) ?? [];
  const empty = data?.chapters.filter(({ rows }) => rows.length === 0) ?? [];
  return (
    <>
      <PageHeading
        title={data?.person.name ?? id}
        note={
          data &&
          `everything that is kept · ${data.person.id} · as of ${writeMoment(data.asOf, data.timeZone)}`
        }
        tools={
          <>
            <a href={`/api/v1/${path}.pdf`} className={buttonLook("primary")}>
              <FileDown aria-hidden className="size-3.5" />
              PDF
            </a>
            <a href={`/api/v1/${path}.json`} className={buttonLook("plain")}>
              <FileDown aria-hidden className="size-3.5" />
              JSON
            </a>
            {isOwn && (
              <Button onClick={() => setQuestioning(true)}>
                <MessageCircleQuestion aria-hidden className="size-3.5" />
                Ask…
              </Button>
            )}
            {mayErase && data !== undefined && (
              <Button kind="quiet" onClick={() => setAsking(true)}>
                <Eraser aria-hidden className="size-3.5" />
                Erase…
              </Button>
            )}
          </>
        }
      />
      {asking && data !== undefined && (
        <EraseDialog person={data.person.id} onErased={setErased} onClose={() => setAsking(false)} />
      )}
      {questioning && (
        <AskDialog
          person={id}
          onAsked={() => {
            setQuestioning(false);
            void refetch();
          }}
          onClose={() => setQuestioning(false)}
        />
      )}
      {error !== null && <ReadTrouble what="The file" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading everything that is kept" />}
      {data !== undefined && (
        <>
          <Panel
            title="What is kept"
            note={`${kept.length} of ${data.chapters.length} kinds`}
            className="shrink-0"
          >
            {kept.map((chapter) => (
              <Chapter key={chapter.table} chapter={chapter} timeZone={data.timeZone} />
            ))}
          </Panel>
          <p className="max-w-prose text-sm text-muted">
            {empty.length > 0 &&
              `Nothing is kept of: ${empty.map(({ title }) => title.toLowerCase()).join("; ")}. `}
            Secrets, such as a password’s hash, are in no file. Faces are kept at the kiosk where somebody
            agreed, and nowhere else: they are shown and deleted there.
          </p>
        </>
      )}
    </>
  );
}

function Chapter({ chapter, timeZone }: { readonly chapter: FileChapterView; readonly timeZone: string }) {
  const { title, table, rows, fate, because } = chapter;
  const shown = rows.slice(0, mostRows).map((row, at) => ({ key: `${table} ${at}`, row }));
  return (
    <details className="border-b border-line last:border-b-0">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 px-4 py-2.5 text-sm hover:bg-sunken">
        <span className="font-medium">{title}</span>
        <span className="text-muted tabular-nums">
          {rows.length === 1 ? "1 entry" : `${rows.length.toLocaleString("en-GB")} entries`}
        </span>
        <code className="ml-auto font-mono text-xs text-muted max-sm:hidden">{table}</code>
      </summary>
      <p className="px-4 pb-2 text-sm text-muted">
        {fateWords[fate]} {because}
      </p>
      <ol className="border-t border-line">
        {shown.map(({ key, row }) => (
          <li key={key} className="border-b border-line px-4 py-2 last:border-b-0">
            <Fields row={row} timeZone={timeZone} />
          </li>
        ))}
      </ol>
      {rows.length > mostRows && (
        <p className="px-4 py-2 text-sm text-muted">
          The first {mostRows} of {rows.length.toLocaleString("en-GB")}; the files have all of them.
        </p>
      )}
    </details>
  );
}

function Fields({
  row,
  timeZone,
}: {
  readonly row: FileChapterView["rows"][number];
  readonly timeZone: string;
}) {
  const told = Object.entries(row).filter(([, value]) => value !== null && value !== "");
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {told.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-muted">{name.replaceAll("_", " ")}</dt>
          <dd className="break-all">{writeValue(value, timeZone)}</dd>
        </div>
      ))}
    </dl>
  );
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function writeValue(value: unknown, timeZone: string): string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (value === "-infinity") return "from the beginning";
  return moment.test(value) ? writeMoment(value, timeZone) : value;
}
