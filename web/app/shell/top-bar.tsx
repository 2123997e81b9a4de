import { type LucideIcon, RefreshCw, Rss, Search } from "lucide-react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import type { Connection } from "../live/create-live-store.ts";
import { isMac } from "./is-mac.ts";
import { useLiveValue } from "./use-live-value.ts";

/** The way to everything by its name, whether the page is live, and the zone of its times where it is not the reader's own. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? null);
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line bg-surface px-4 py-1.5 sm:px-6">
      <div className="flex items-center gap-2.5 md:hidden print:flex">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="text-lg font-semibold tracking-tight">Muster</span>
      </div>
      {timeZone !== null && isElsewhere(timeZone) && (
        <p className="text-xs text-muted sm:text-sm">
          <span className="sm:hidden">times in {clockfaceOf(timeZone).offset(new Date())}</span>
          <span className="max-sm:hidden">{writeZone(timeZone)}</span>
        </p>
      )}
      <div className="ml-auto flex items-center gap-3 sm:gap-4 print:hidden">
        <ConnectionState />
        <button
          type="button"
          onClick={onSearch}
          aria-label="Search everything"
          aria-keyshortcuts="Control+K Meta+K"
          className="inline-flex size-9 items-center justify-center gap-2 rounded-control border border-line-strong bg-surface text-sm text-muted hover:text-ink sm:h-8 sm:w-auto sm:px-2.5"
        >
          <Search aria-hidden className="size-3.5" />
          <span className="hidden sm:inline">Search</span>
          <kbd className="hidden rounded-[0.25rem] border border-line bg-sunken px-1 font-sans text-2xs lg:inline">
            {isMac() ? "⌘" : "Ctrl"} K
          </kbd>
        </button>
        <span className="hidden sm:inline-flex">
          <ThemeChoice />
        </span>
      </div>
    </header>
  );
}

function writeZone(timeZone: string): string {
  const offset = clockfaceOf(timeZone).offset(new Date());
  return offset === timeZone ? `times in ${timeZone}` : `times in ${timeZone} (${offset})`;
}

/** true where a clock on the reader's wall tells another time than the institution's. */
function isElsewhere(timeZone: string): boolean {
  const now = new Date();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return clockfaceOf(timeZone).offset(now) !== clockfaceOf(here).offset(now);
}

const looks: Readonly<
  Record<Connection, { readonly icon: LucideIcon; readonly word: string; readonly ink: string }>
> = {
  live: { icon: Rss, word: "Live", ink: "text-good" },
  connecting: { icon: RefreshCw, word: "Connecting", ink: "text-muted" },
  reconnecting: { icon: RefreshCw, word: "Reconnecting", ink: "text-late" },
  outdated: { icon: RefreshCw, word: "Reload needed", ink: "text-late" },
};

function ConnectionState() {
  const connection = useLiveValue((live) => live.connection);
  const lostAt = useLiveValue((live) => live.lostAt);
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? null);
  const { icon: Icon, word, ink } = looks[connection];
  const since =
    connection === "reconnecting" && lostAt !== null && timeZone !== null
      ? ` since ${clockfaceOf(timeZone).minute(new Date(lostAt).toISOString())}`
      : "";
  return (
    <span
      role="status"
      className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${ink}`}
    >
      <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />
      {word}
      {since}
    </span>
  );
}
