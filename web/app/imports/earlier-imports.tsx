import { Link } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import type { z } from "zod";
import type { importList } from "../../../src/contract/http/imports.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { kindWords, lookOfState } from "./import-looks.ts";
import { sumUpImport } from "./sum-up-import.ts";
import { useImports } from "./use-imports.ts";

type ListedImport = z.infer<typeof importList>["imports"][number];
const number = new Intl.NumberFormat("en-GB");

/** What was brought in before, and what still waits to be confirmed. */
export function EarlierImports() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useImports();
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const imports = data?.pages.flatMap((page) => page.imports);
  return (
    <Panel title="Earlier imports" note={`times in ${timeZone}`} className="shrink-0">
      {error !== null && <ReadTrouble what="The imports" error={error} onAgain={() => void refetch()} />}
      {imports === undefined && error === null && <SkeletonRows label="Reading the imports" rows={4} />}
      {imports?.length === 0 && (
        <EmptyState icon={FileUp} title="Nothing was imported yet">
          <p>
            Begin with who studies here and what is taught when: choose files above. You see every row that
            would be added, changed or ended, and every row that could not be read, before anything changes.
          </p>
        </EmptyState>
      )}
      {imports !== undefined && imports.length > 0 && (
        <ul>
          {imports.map((one) => (
            <ImportRow key={one.id} one={one} timeZone={timeZone} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="flex justify-center px-4 py-3">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </Panel>
  );
}

function ImportRow({ one, timeZone }: { one: ListedImport; timeZone: string }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-b-0 hover:bg-sunken">
      <Link
        to="/imports/$import"
        params={{ import: one.id }}
        // The whole row is its link.
        className="min-w-0 text-sm font-medium break-words after:absolute after:inset-0"
      >
        {one.name}
      </Link>
      <span className="flex justify-end">
        <StatusMark look={lookOfState(one)} />
      </span>
      <span className="min-w-0 text-xs text-muted">
        {kindWords[one.kind]}, {writeMoment(one.createdAt, timeZone)}, {one.by}
      </span>
      <span className="text-right text-xs text-muted max-sm:col-span-2 max-sm:text-left">
        {one.state === "preview" || one.state === "applied" ? sumUpImport(one) : ""}
        {one.refused > 0 && (
          <span className="text-denied">
            {one.state === "preview" || one.state === "applied" ? ", " : ""}
            {number.format(one.refused)} refused
          </span>
        )}
      </span>
    </li>
  );
}
