import { getRouteApi } from "@tanstack/react-router";
import { Printer, ScanFace, SearchX, X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { z } from "zod";
import { Button } from "../../ui/button.tsx";
import { DayInput } from "../../ui/day-input.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FoldedFilters } from "../../ui/folded-filters.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { type Choice, Select } from "../../ui/select.tsx";
import { DeviceName } from "../devices/device-name.tsx";
import { isSameStep } from "../is-same-step.ts";
import { MessageParts } from "../messages/message-parts.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { PersonPicker } from "../students/person-picker.tsx";
import { FirstScan } from "./first-scan.tsx";
import type { ScanFilter } from "./scan-filter.ts";
import { ScanLogPanel } from "./scan-log-panel.tsx";
import type { ScansSearch } from "./scans-search.ts";
import { useScanLog } from "./use-scan-log.ts";

const route = getRouteApi("/messages/scans");

const decisions: readonly Choice<"" | NonNullable<ScanFilter["decision"]>>[] = [
  { value: "", word: "All decisions" },
  { value: "granted", word: decisionLooks.granted.word },
  { value: "late", word: decisionLooks.late.word },
  { value: "denied", word: decisionLooks.denied.word },
  { value: "unknown", word: decisionLooks.unknown.word },
];
const identifications: readonly Choice<"" | "true" | "false">[] = [
  { value: "", word: "Identified or not" },
  { value: "true", word: "Identified" },
  { value: "false", word: "Not identified" },
];
const hours: readonly Choice<string>[] = [
  { value: "", word: "All hours" },
  ...Array.from({ length: 24 }, (_, hour) => ({
    value: String(hour),
    word: `${String(hour).padStart(2, "0")}:00 to ${String(hour).padStart(2, "0")}:59`,
  })),
];

/** The scans behind any figure: each filter is part of the address. */
export function ScansPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { scan, ...filter } = search;
  const log = useScanLog(filter);
  const change = (next: ScansSearch) => void navigate({ search: next, replace: isSameStep(search, next) });
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHeading
        title="Scans"
        note={narrowed ? "those that the filters leave" : "everything that devices sent"}
        tools={
          <Button kind="quiet" onClick={() => window.print()}>
            <Printer aria-hidden className="size-3.5" />
            Print
          </Button>
        }
      />
      <MessageParts />
      <Filters filter={filter} onChange={change} />
      <ScanLogPanel
        // Another question begins at its first row.
        key={JSON.stringify(filter)}
        title="Log"
        log={log}
        opened={scan ?? null}
        onOpen={(id) => change({ ...filter, scan: id ?? undefined })}
        className="h-[75dvh] desk:h-auto desk:flex-1 print:h-auto"
        empty={<NoScans narrowed={narrowed} />}
      />
    </>
  );
}

interface FiltersProps {
  readonly filter: ScanFilter;
  readonly onChange: (filter: ScanFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const dayField = useId();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const set = (part: ScanFilter) => onChange({ ...filter, ...part });
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <FoldedFilters
        set={Object.values(filter).filter((value) => value !== undefined).length}
        onClear={narrowed ? () => onChange({}) : null}
      >
        {filter.student === undefined && (
          <div className="w-56 max-sm:w-full">
            <PersonPicker
              inLine
              label="Student"
              value={null}
              onChange={(person) => person !== null && set({ student: person.id })}
            />
          </div>
        )}
        <Select
          label="Decision"
          value={filter.decision ?? ""}
          choices={decisions}
          onChange={(decision) => set({ decision: decision === "" ? undefined : decision })}
        />
        <Select
          label="Identification"
          value={filter.identified ?? ""}
          choices={identifications}
          onChange={(identified) => set({ identified: identified === "" ? undefined : identified })}
        />
        <span className="flex items-center gap-2 text-xs text-muted">
          <label htmlFor={dayField}>Day</label>
          <DayInput
            id={dayField}
            value={filter.day ?? ""}
            max={today}
            onChange={(chosen) => {
              const day = z.iso.date().safeParse(chosen);
              set({ day: day.success ? day.data : undefined, hour: day.success ? filter.hour : undefined });
            }}
          />
        </span>
        {filter.day !== undefined && (
          <Select
            label="Hour of the day"
            value={filter.hour === undefined ? "" : String(filter.hour)}
            choices={hours}
            onChange={(hour) => set({ hour: hour === "" ? undefined : Number(hour) })}
          />
        )}
        {filter.student !== undefined && (
          <Chip name="Student" onRemove={() => set({ student: undefined })}>
            {filter.student}
          </Chip>
        )}
        {filter.location !== undefined && (
          <Chip name="Location" onRemove={() => set({ location: undefined })}>
            {filter.location}
          </Chip>
        )}
        {filter.sender !== undefined && (
          <Chip name="Sender" onRemove={() => set({ sender: undefined })}>
            <DeviceName name={filter.sender} />
          </Chip>
        )}
        {filter.reason !== undefined && (
          <Chip name="Reason" onRemove={() => set({ reason: undefined })}>
            {filter.reason === "" ? "none given" : filter.reason}
          </Chip>
        )}
      </FoldedFilters>
    </div>
  );
}

/** A filter that came with a link, and can be taken away. */
function Chip({ name, onRemove, children }: { name: string; onRemove: () => void; children: ReactNode }) {
  return (
    <span className="inline-flex h-9 max-w-full items-center gap-1.5 rounded-control border border-line-strong bg-sunken pl-2.5 text-sm sm:h-8">
      <span className="text-xs text-muted">{name}</span>
      <span className="truncate">{children}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`${name}: any`}
        className="grid size-8 place-items-center rounded-control text-muted hover:text-ink sm:size-7"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

function NoScans({ narrowed }: { narrowed: boolean }) {
  const address = useLiveValue(({ state }) => state?.system.broker.address ?? "");
  return narrowed ? (
    <EmptyState icon={SearchX} title="No scan matches">
      <p>Nothing was scanned that these filters leave.</p>
    </EmptyState>
  ) : (
    <EmptyState icon={ScanFace} title="No scans yet">
      <FirstScan brokerAddress={address} />
    </EmptyState>
  );
}
