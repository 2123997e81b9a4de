import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useState } from "react";
import type { ImportView } from "../../../src/contract/http/imports.ts";
import { withWrittenDays } from "../../../src/domain/kernel/with-written-days.ts";
import { Button } from "../../ui/button.tsx";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { changeKinds, changeLooks, thingWords } from "./import-looks.ts";
import type { ImportSearch } from "./imports-search.ts";
import { linkOfChange } from "./link-of-change.ts";
import { countChanges, narrowChanges } from "./narrow-changes.ts";

interface ChangesPanelProps {
  readonly view: ImportView;
  readonly search: ImportSearch;
  readonly onChange: (search: ImportSearch) => void;
}

const atOnce = 50;
const number = new Intl.NumberFormat("en-GB");

/** Every change that the server shows, narrowed by thing, kind and text. */
export function ChangesPanel({ view, search, onChange }: ChangesPanelProps) {
  const [wanted, setWanted] = useState(atOnce);
  const { changes, counts } = view;
  if (changes.length === 0) return null;
  const found = narrowChanges(changes, search);
  const narrowed = search.thing !== undefined || search.change !== undefined || search.find !== undefined;
  const things = counts.filter(({ thing }) => changes.some((change) => change.thing === thing));
  return (
    <Panel
      title="Changes"
      note={<span role="status">{tellFound(found.length, countChanges(counts, search), search)}</span>}
      className="shrink-0"
      tools={
        <div className="flex min-w-0 flex-wrap items-center gap-2">
          <Select
            label="Thing"
            value={search.thing ?? "all"}
            choices={[
              { value: "all" as const, word: "Everything" },
              ...things.map(({ thing }) => ({ value: thing, word: thingWords[thing] })),
            ]}
            onChange={(thing) => onChange({ ...search, thing: thing === "all" ? undefined : thing })}
          />
          <Select
            label="Change"
            value={search.change ?? "all"}
            choices={[
              { value: "all" as const, word: "Every change" },
              ...changeKinds.map((kind) => ({ value: kind, word: changeLooks[kind].word })),
            ]}
            onChange={(kind) => onChange({ ...search, change: kind === "all" ? undefined : kind })}
          />
          <SearchField
            label="Find changes by what they hold"
            placeholder="Find"
            value={search.find ?? ""}
            onChange={(find) => onChange({ ...search, find: find === "" ? undefined : find })}
          />
          {narrowed && (
            <Button kind="quiet" onClick={() => onChange({ severity: search.severity })}>
              <X aria-hidden className="size-3.5" />
              All
            </Button>
          )}
        </div>
      }
    >
      {found.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">No change that is shown is like that.</p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <thead>
            <tr className="border-b border-line">
              <ColumnHeader className="w-28 max-sm:w-26">Change</ColumnHeader>
              <ColumnHeader className="w-[34%] max-sm:w-auto">What</ColumnHeader>
              <ColumnHeader className="max-sm:hidden">Before</ColumnHeader>
              <ColumnHeader className="max-sm:hidden">After</ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, wanted).map((change, at) => (
              <tr
                // biome-ignore lint/suspicious/noArrayIndexKey: two changes may be alike, and the list is of one reading
                key={at}
                className="border-b border-line align-top last:border-b-0"
              >
                <td className="py-2 pl-4">
                  <StatusMark look={changeLooks[change.change]} plain />
                </td>
                <th scope="row" className="py-2 pr-4 text-left font-medium break-words">
                  <ChangedThing change={change} applied={view.state === "applied"} />
                  <span className="block text-xs font-normal text-muted">{thingWords[change.thing]}</span>
                  <span className="block text-xs font-normal sm:hidden">
                    {change.before !== null && (
                      <span className="text-muted">was: {withWrittenDays(change.before)}</span>
                    )}
                    {change.after !== null && <span className="block">{withWrittenDays(change.after)}</span>}
                  </span>
                </th>
                <td className="py-2 pr-4 break-words text-muted max-sm:hidden">
                  {withWrittenDays(change.before ?? "–")}
                </td>
                <td className="py-2 pr-4 break-words max-sm:hidden">
                  {withWrittenDays(change.after ?? "–")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found.length > wanted && (
        <div className="flex justify-center px-4 py-3">
          <Button onClick={() => setWanted(wanted + atOnce)}>
            Show {number.format(Math.min(atOnce, found.length - wanted))} more
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** The server shows at most 200 of each kind, and the rest is counted: that is said. */
function tellFound(found: number, all: number, { find }: ImportSearch): string {
  if (find !== undefined) return `${number.format(found)} found`;
  return found === all ? number.format(all) : `${number.format(found)} of ${number.format(all)} are listed`;
}

/** Its code or id, and once it is there the way to it. */
function ChangedThing({
  change,
  applied,
}: {
  readonly change: ImportView["changes"][number];
  readonly applied: boolean;
}) {
  const link = applied ? linkOfChange(change) : null;
  const words = withWrittenDays(change.key);
  return link === null ? (
    words
  ) : (
    <Link {...link} className="underline underline-offset-2">
      {words}
    </Link>
  );
}
