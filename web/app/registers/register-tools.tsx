import { ArrowDownUp } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { markLooks } from "../../ui/looks.ts";
import { Menu } from "../../ui/menu.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { type CorrectionStatus, correctionWords, quickChoices } from "./correction.ts";
import type { RegisterSearch } from "./register-search.ts";

interface RegisterToolsProps {
  readonly search: RegisterSearch;
  readonly onSearch: (search: RegisterSearch) => void;
  readonly chosen: number;
  /** How many of those chosen can be released to what the scans say. */
  readonly releasable: number;
  readonly shown: number;
  readonly undecided: number;
  readonly allowed: readonly CorrectionStatus[];
  readonly remembered: ReadonlyMap<CorrectionStatus, string>;
  readonly outdated: boolean;
  readonly onOrderAnew: () => void;
  readonly onForget: () => void;
  readonly onChooseShown: () => void;
  readonly onClear: () => void;
  readonly onMarkChosen: (status: CorrectionStatus) => void;
  readonly onMarkRest: (status: CorrectionStatus) => void;
}

/** Finding, choosing and marking many at once. */
export function RegisterTools(props: RegisterToolsProps) {
  const { search, onSearch, chosen, releasable, shown, undecided, allowed, remembered, outdated } = props;
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      {outdated && (
        <Button kind="quiet" onClick={props.onOrderAnew}>
          <ArrowDownUp aria-hidden className="size-3.5" />
          Marks changed: order anew
        </Button>
      )}
      {remembered.size > 0 && chosen === 0 && (
        <Button
          kind="quiet"
          title={[...remembered]
            .map(([status, reason]) => `${correctionWords[status]}: ${reason}`)
            .join("\n")}
          onClick={props.onForget}
        >
          Forget reasons
        </Button>
      )}
      {allowed.length > 0 && chosen > 0 && (
        <>
          <span role="status" className="text-sm font-medium">
            {chosen} chosen
          </span>
          {quickChoices
            .filter(({ status }) => allowed.includes(status))
            .map(({ status, icon: Icon }) => (
              <Button key={status} onClick={() => props.onMarkChosen(status)}>
                <Icon aria-hidden className="size-3.5" />
                {correctionWords[status]}
              </Button>
            ))}
          {releasable > 0 && (
            <Button kind="quiet" onClick={() => props.onMarkChosen("automatic")}>
              {releasable === chosen ? "Release" : `Release ${releasable} of them`}
            </Button>
          )}
          <Button kind="quiet" onClick={props.onClear}>
            Clear
          </Button>
        </>
      )}
      {allowed.length > 0 && chosen === 0 && shown > 0 && (
        <>
          <Button kind="quiet" onClick={props.onChooseShown}>
            Choose all {shown}
          </Button>
          {undecided > 0 && allowed.includes("present") && (
            <Menu
              label={`Mark the rest, ${undecided}`}
              items={[
                {
                  word: "Present…",
                  icon: markLooks.present.icon,
                  onSelect: () => props.onMarkRest("present"),
                },
                { word: "Absent…", icon: markLooks.absent.icon, onSelect: () => props.onMarkRest("absent") },
                {
                  word: "Excused…",
                  icon: markLooks.absent_authorised.icon,
                  onSelect: () => props.onMarkRest("absent_authorised"),
                },
              ]}
            />
          )}
        </>
      )}
      <div className="flex w-full sm:w-auto">
        <SearchField
          label="Find students of this register"
          placeholder="Name or id"
          value={search.search ?? ""}
          onChange={(typed) => onSearch({ ...search, search: typed === "" ? undefined : typed })}
        />
      </div>
    </div>
  );
}
