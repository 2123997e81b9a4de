import { Database, type LucideIcon, Radio, RefreshCw, Rss, Search } from "lucide-react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import type { Connection } from "../live/create-live-store.ts";
import { isMac } from "./is-mac.ts";
import { useLiveValue } from "./use-live-value.ts";

/** The institution's day and zone, the state of the machinery, and the way to everything by its name. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const day = useLiveValue(({ state }) => state?.system.day ?? null);
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? null);
  const broker = useLiveValue(({ state }) => state?.system.broker ?? null);
  const store = useLiveValue(({ state }) => state?.system.store ?? null);
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line bg-surface px-4 py-1.5 sm:px-6">
      <div className="flex items-center gap-2.5 md:hidden print:flex">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="text-lg font-semibold tracking-tight">Muster</span>
      </div>
      {day !== null && timeZone !== null && (
        <p className="order-last w-full text-xs text-muted sm:order-none sm:w-auto sm:text-sm">
          <time dateTime={day} className="font-medium text-ink">
            {writeDay(day)}
          </time>{" "}
          <span className="sm:hidden lg:inline">· {writeZone(timeZone)}</span>
        </p>
      )}
      <div className="ml-auto flex items-center gap-3 sm:gap-4 print:hidden">
        {broker !== null && (
          <Part icon={Radio} name="Broker" word={brokerWord(broker)} well={broker.connected} />
        )}
        {store !== null && (
          <Part
            icon={Database}
            name="Store"
            word={store.available ? "ready" : "away"}
            well={store.available}
          />
        )}
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

function brokerWord({ connected, clients }: { connected: boolean; clients: number | null }): string {
  if (!connected) return "away";
  if (clients === null) return "connected";
  return clients === 1 ? "1 client" : `${clients} clients`;
}

interface PartProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly word: string;
  readonly well: boolean;
}

function Part({ icon: Icon, name, word, well }: PartProps) {
  return (
    <span
      className={`hidden items-center gap-1.5 text-sm xl:inline-flex ${well ? "text-muted" : "text-late"}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {name} <span className={well ? "text-ink" : "font-medium"}>{word}</span>
    </span>
  );
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
