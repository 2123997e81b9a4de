import { Link } from "@tanstack/react-router";
import { CalendarSync } from "lucide-react";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { useMayAll } from "../me/use-me.ts";
import { EarlierImports } from "./earlier-imports.tsx";
import { FormatsPanel } from "./formats-panel.tsx";
import { TakeOutPanel } from "./take-out-panel.tsx";
import { UploadPanel } from "./upload-panel.tsx";

/** Rosters and timetables in: files to a preview, and what was brought in before; and the roster out. */
export function ImportsPage() {
  const mayTakeOut = useMayAll("export.all");
  return (
    <>
      <PageHeading
        title="Imports"
        tools={
          <Link to="/imports/feeds" className={buttonLook("plain")}>
            <CalendarSync aria-hidden className="size-3.5" />
            Calendar feeds
          </Link>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(18rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <UploadPanel />
          <EarlierImports />
          {mayTakeOut && <TakeOutPanel />}
        </div>
        <FormatsPanel />
      </div>
    </>
  );
}
