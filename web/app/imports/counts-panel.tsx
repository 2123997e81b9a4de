import { Link } from "@tanstack/react-router";
import type { ImportView } from "../../../src/contract/http/imports.ts";
import { Panel } from "../../ui/panel.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { changeKinds, changeLooks, sameLook, thingWords } from "./import-looks.ts";
import type { ImportSearch } from "./imports-search.ts";
import { linkOfThing } from "./link-of-change.ts";

interface CountsPanelProps {
  readonly view: ImportView;
  readonly search: ImportSearch;
  readonly onChange: (search: ImportSearch) => void;
}

const number = new Intl.NumberFormat("en-GB");

/** How many of each thing are added, changed, moved, ended or stay; a number shows those changes below. */
export function CountsPanel({ view, search, onChange }: CountsPanelProps) {
  const { counts } = view;
  if (counts.length === 0) return null;
  return (
    <Panel
      title={view.state === "applied" ? "What changed" : "What would change"}
      note={
        view.state === "applied"
          ? "a number shows its changes, a name what is there now"
          : "a number shows its changes"
      }
      className="shrink-0"
    >
      <div className="overflow-x-auto">
        <table className="w-full min-w-[32rem] text-sm">
          <thead>
            <tr className="border-b border-line">
              <th scope="col" className="py-1.5 pl-4 text-left text-2xs font-medium text-muted">
                Thing
              </th>
              {[...changeKinds.map((kind) => changeLooks[kind]), sameLook].map((look) => (
                <th key={look.word} scope="col" className="px-4 py-1.5 text-right">
                  <StatusMark look={look} plain />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row) => (
              <tr key={row.thing} className="border-b border-line last:border-b-0">
                <th scope="row" className="h-10 pl-4 text-left font-medium">
                  {view.state === "applied" ? (
                    <Link {...linkOfThing(row.thing)} className="underline underline-offset-2">
                      {thingWords[row.thing]}
                    </Link>
                  ) : (
                    thingWords[row.thing]
                  )}
                </th>
                {changeKinds.map((kind) => {
                  const chosen = search.thing === row.thing && search.change === kind;
                  return (
                    <td key={kind} className="px-2 text-right">
                      {row[kind] === 0 ? (
                        <span className="px-2 text-muted">0</span>
                      ) : (
                        <button
                          type="button"
                          aria-pressed={chosen}
                          aria-label={`${thingWords[row.thing]}, ${changeLooks[kind].word.toLowerCase()}: ${number.format(row[kind])}`}
                          onClick={() =>
                            onChange(
                              chosen
                                ? { ...search, thing: undefined, change: undefined }
                                : { ...search, thing: row.thing, change: kind },
                            )
                          }
                          className="h-9 min-w-9 rounded-control px-2 font-medium underline decoration-line-strong underline-offset-2 hover:bg-sunken aria-pressed:bg-sunken aria-pressed:decoration-ink sm:h-7"
                        >
                          {number.format(row[kind])}
                        </button>
                      )}
                    </td>
                  );
                })}
                <td className="px-4 text-right text-muted">{number.format(row.same)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
