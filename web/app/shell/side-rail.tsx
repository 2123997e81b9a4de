import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useState } from "react";
import { destinationGroups } from "./destinations.ts";
import { NavigationGroup } from "./navigation-group.tsx";
import { useLiveValue } from "./use-live-value.ts";
import { WhoIsIn } from "./who-is-in.tsx";

const key = "muster.rail";

/** The ways to all pages, on everything wider than a phone; folds down to its icons. */
export function SideRail() {
  const [open, setOpen] = useState(wasOpen);
  const version = useLiveValue(({ state }) => state?.system.version ?? null);
  const name = useLiveValue(({ state }) => state?.system.institution.name ?? "");
  const Toggle = open ? PanelLeftClose : PanelLeftOpen;
  return (
    <nav
      aria-label="Pages"
      className={`sticky top-0 hidden h-dvh shrink-0 flex-col self-start border-r border-line bg-surface md:flex print:hidden ${open ? "w-52" : "w-14"}`}
    >
      <div className={`flex h-12 items-center gap-2.5 ${open ? "px-4" : "justify-center"}`}>
        <img src="/favicon.svg" alt={open ? "" : "Muster"} width={22} height={22} />
        {open &&
          (name === "" ? (
            <span className="text-lg font-semibold tracking-tight">Muster</span>
          ) : (
            <span title={name} className="line-clamp-2 min-w-0 text-sm leading-tight font-semibold">
              {name}
            </span>
          ))}
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-2 py-1">
        {destinationGroups.map((group) => (
          <NavigationGroup key={group.word} group={group} form={open ? "row" : "icon"} />
        ))}
      </div>
      <WhoIsIn form={open ? "row" : "icon"} />
      <div
        className={`flex items-center p-2 text-xs text-muted ${open ? "justify-between pl-5" : "justify-center"}`}
      >
        {open && version !== null && <span>Muster {version}</span>}
        <button
          type="button"
          aria-expanded={open}
          aria-label="Names of pages"
          title={open ? "Fold to icons" : "Unfold"}
          onClick={() => {
            setOpen(!open);
            remember(!open);
          }}
          className="grid size-8 place-items-center rounded-control hover:bg-sunken hover:text-ink"
        >
          <Toggle aria-hidden className="size-4" />
        </button>
      </div>
    </nav>
  );
}

/** What the reader chose; before that, names where there is room for them. */
function wasOpen(): boolean {
  const roomy = matchMedia("(width >= 80rem)").matches;
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? roomy : kept === "open";
  } catch {
    // Storage is refused to this page.
    return roomy;
  }
}

function remember(open: boolean): void {
  try {
    localStorage.setItem(key, open ? "open" : "folded");
  } catch {
    // Storage is refused to this page: the choice holds until it is left.
  }
}
