import { Database, type LucideIcon, Radio, RefreshCw, Rss } from "lucide-react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import type { LiveSnapshot } from "../live/create-live-store.ts";

/** The institution's day and zone, and whether what is shown is live. */
export function TopBar({ live }: { live: LiveSnapshot }) {
  const { state } = live;
  return (
    <header className="flex flex-wrap items-center gap-x-5 gap-y-1.5 border-b border-line bg-surface px-4 py-2 sm:px-6">
      <div className="flex items-center gap-2.5">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="text-lg font-semibold tracking-tight">Muster</span>
      </div>
      {state !== null && (
        <p className="order-last w-full text-xs text-muted lg:order-none lg:w-auto lg:text-sm">
          <time dateTime={state.system.day} className="font-medium text-ink">
            {writeDay(state.system.day)}
          </time>{" "}
          · times in {state.system.timeZone} ({clockfaceOf(state.system.timeZone).offset(new Date())})
        </p>
      )}
      <div className="ml-auto flex items-center gap-3 sm:gap-4 print:hidden">
        {state !== null && (
          <>
            <Part
              icon={Radio}
              name="Broker"
              word={brokerWord(state.system.broker)}
              well={state.system.broker.connected}
            />
            <Part
              icon={Database}
              name="Store"
              word={state.system.store.available ? "ready" : "away"}
              well={state.system.store.available}
            />
          </>
        )}
        <ConnectionState live={live} />
        <ThemeChoice />
      </div>
    </header>
  );
}

function brokerWord({ connected, clients }: { connected: boolean; clients: number | null }): string {
  if (!connected) return "away";
  if (clients === null) return "connected";
  return clients === 1 ? "1 client" : `${clients} clients`;
}

function Part({
  icon: Icon,
  name,
  word,
  well,
}: {
  icon: LucideIcon;
  name: string;
  word: string;
  well: boolean;
}) {
  return (
    <span
      className={`hidden items-center gap-1.5 text-sm md:inline-flex ${well ? "text-muted" : "text-late"}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {name} <span className={well ? "text-ink" : "font-medium"}>{word}</span>
    </span>
  );
}

function ConnectionState({ live: { connection, lostAt, state } }: { live: LiveSnapshot }) {
  const since =
    lostAt === null || state === null
      ? ""
      : ` since ${clockfaceOf(state.system.timeZone).minute(new Date(lostAt).toISOString())}`;
  const looks = {
    live: { icon: Rss, word: "Live", ink: "text-good" },
    connecting: { icon: RefreshCw, word: "Connecting", ink: "text-muted" },
    reconnecting: { icon: RefreshCw, word: `Reconnecting${since}`, ink: "text-late" },
    outdated: { icon: RefreshCw, word: "Reload needed", ink: "text-late" },
  } as const;
  const { icon: Icon, word, ink } = looks[connection];
  return (
    <span
      role="status"
      className={`inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap ${ink}`}
    >
      <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />
      {word}
    </span>
  );
}
