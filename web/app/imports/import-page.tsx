import { getRouteApi, Link } from "@tanstack/react-router";
import { FileX, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { hasWallTimes, type ImportView } from "../../../src/contract/http/imports.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { isNowhere } from "../api/call-api.ts";
import { isSameStep } from "../is-same-step.ts";
import { TermMissing } from "../school/term-missing.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { ApplyDialog } from "./apply-dialog.tsx";
import { ChangesPanel } from "./changes-panel.tsx";
import { CountsPanel } from "./counts-panel.tsx";
import { DiscardDialog } from "./discard-dialog.tsx";
import { HaltedBanner } from "./halted-banner.tsx";
import { kindWords, lookOfState } from "./import-looks.ts";
import type { ImportSearch } from "./imports-search.ts";
import { NotesPanel } from "./notes-panel.tsx";
import { QuestionsPanel } from "./questions-panel.tsx";
import { ReadingPanel } from "./reading-panel.tsx";
import { sumUpImport } from "./sum-up-import.ts";
import { useImport } from "./use-imports.ts";

const route = getRouteApi("/imports/$import");
const number = new Intl.NumberFormat("en-GB");

/** What one import would do, row by row, and the way to do it or to leave it. */
export function ImportPage() {
  const { import: id } = route.useParams();
  const query = useImport(id);
  if (query.data !== undefined) return <Shown key={id} view={query.data} />;
  if (isNowhere(query.error)) {
    return (
      <>
        <PageHeading title="Import" />
        <EmptyState icon={FileX} title="There is no such import" level={2}>
          <p>Its address may be mistyped. All imports are in the list.</p>
          <div>
            <Link to="/imports" className={buttonLook("plain")}>
              All imports
            </Link>
          </div>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeading title="Import" />
      {query.error === null ? (
        <SkeletonRows label="Reading the import" />
      ) : (
        <ReadTrouble what="The import" error={query.error} onAgain={() => void query.refetch()} />
      )}
    </>
  );
}

function Shown({ view }: { view: ImportView }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: ImportSearch) =>
    void navigate({ search: next, replace: isSameStep(search, next), resetScroll: false });
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const zone = useLiveValue(({ state }) => state?.system.timeZone ?? null);
  const [asked, setAsked] = useState<"apply" | "discard" | null>(null);
  const waits = view.state === "preview";
  const idle = sumUpImport(view) === "nothing changes";
  return (
    <>
      <PageHeading
        title={view.name}
        note={
          <>
            {kindWords[view.kind]}, {number.format(view.rows)} {view.rows === 1 ? "row" : "rows"}, read{" "}
            {writeMoment(view.createdAt, timeZone)} for {view.by}
          </>
        }
        tools={
          <>
            <Link to="/imports" className={buttonLook("quiet")}>
              All imports
            </Link>
            {waits && <Button onClick={() => setAsked("discard")}>Discard…</Button>}
            {waits && !idle && (
              <Button kind="primary" onClick={() => setAsked("apply")}>
                Apply…
              </Button>
            )}
          </>
        }
      />
      <p role="status" className="flex flex-wrap items-center gap-2 text-sm">
        <StatusMark look={lookOfState(view)} />
        <span>{tellState(view, idle, timeZone)}</span>
      </p>
      {waits && zone !== null && hasWallTimes(view) && (
        <p className="text-sm text-muted">
          Times without an offset from UTC are read in {zone}, the institution’s time zone. Where another is
          meant, write the offset with the time, as in 2026-11-23 09:00+01:00.
        </p>
      )}
      {view.state === "applying" && <HaltedBanner view={view} />}
      {waits &&
        view.warnings.map((warning) => (
          <div key={warning} className="overflow-hidden rounded-panel border border-line">
            <Banner icon={TriangleAlert} kind="trouble" title="Look twice.">
              {capital(warning)}. Applying asks you to say yes to this once more.
            </Banner>
          </div>
        ))}
      {view.state === "applied" && <TermMissing />}
      <QuestionsPanel view={view} />
      {waits && view.kind === "icalendar" && <ReadingPanel view={view} />}
      <CountsPanel view={view} search={search} onChange={change} />
      <NotesPanel view={view} search={search} onChange={change} />
      <ChangesPanel view={view} search={search} onChange={change} />
      {asked === "apply" && <ApplyDialog view={view} onClose={() => setAsked(null)} />}
      {asked === "discard" && <DiscardDialog view={view} onClose={() => setAsked(null)} />}
    </>
  );
}

/** A plain table says when sessions are by the clock on the wall; of a calendar its notes tell. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function tellState(view: ImportView, idle: boolean, timeZone: string): string {
  switch (view.state) {
    case "preview":
      return idle
        ? "Nothing would change: what the files hold is stored already, or could not be read."
        : "This is a preview. Nothing has changed yet.";
    case "applying":
      return view.halted === null
        ? "This is being applied: a part of it is stored, and the rest follows. Should the server stop, it goes on at the next start."
        : "This was begun, and is not done: a part of it is stored.";
    case "applied":
      return `Done${view.appliedAt === null ? "" : ` ${writeMoment(view.appliedAt, timeZone)}`}: ${sumUpImport(view)}.`;
    case "discarded":
      return "Nothing was changed, and what the files held was forgotten.";
    case "superseded":
      return "Something else changed before this was applied, so a new preview took its place. Nothing was changed.";
  }
}
