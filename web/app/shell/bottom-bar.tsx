import { Ellipsis, Keyboard, Search } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import { useMayGo } from "../me/use-me.ts";
import { type Destination, destinationGroups, destinations } from "./destinations.ts";
import { NavigationGroup } from "./navigation-group.tsx";
import { NavigationLink } from "./navigation-link.tsx";
import { useLiveValue } from "./use-live-value.ts";
import { WhoIsIn } from "./who-is-in.tsx";

const stacked =
  "flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 rounded-control text-2xs font-medium text-muted";

const mostInBar = 3;

/** The pages of the bar: those meant for it first, and where somebody may not go there, the next of theirs. */
function mostUsed(mayGo: (to: string) => boolean): readonly Destination[] {
  const theirs = destinations.filter(({ to }) => mayGo(to));
  return [
    ...theirs.filter(({ onPhone }) => onPhone !== null),
    ...theirs.filter(({ onPhone }) => onPhone === null),
  ].slice(0, mostInBar);
}

/** The ways to the pages on a phone: the most used in reach of a thumb, all of them one touch further. */
export function BottomBar({ onHelp, onSearch }: { onHelp: () => void; onSearch: () => void }) {
  const mayGo = useMayGo();
  const [more, setMore] = useState(false);
  const version = useLiveValue(({ state }) => state?.system.version ?? null);
  return (
    <div className="sticky bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden print:hidden">
      <nav aria-label="Pages" className="flex px-1">
        {mostUsed(mayGo).map((destination) => (
          <NavigationLink key={destination.to} destination={destination} form="stack" />
        ))}
        <button type="button" onClick={onSearch} className={stacked}>
          <Search aria-hidden className="size-4" />
          Search
        </button>
        <button type="button" onClick={() => setMore(true)} aria-haspopup="dialog" className={stacked}>
          <Ellipsis aria-hidden className="size-4" />
          More
        </button>
      </nav>
      {more && (
        <Dialog title="All pages" onClose={() => setMore(false)}>
          <nav aria-label="All pages" className="mt-3 grid grid-cols-2 items-start gap-x-2 gap-y-4">
            {destinationGroups.map((group) => (
              <NavigationGroup key={group.word} group={group} form="row" onGo={() => setMore(false)} />
            ))}
          </nav>
          <div className="mt-4">
            <WhoIsIn form="row" onGo={() => setMore(false)} />
          </div>
          <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
            <ThemeChoice />
            <Button
              kind="quiet"
              onClick={() => {
                setMore(false);
                onHelp();
              }}
            >
              <Keyboard aria-hidden className="size-3.5" />
              Shortcuts
            </Button>
            {version !== null && <p className="w-full text-xs text-muted">Muster {version}</p>}
            <div className="ml-auto">
              <Button onClick={() => setMore(false)}>Close</Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
