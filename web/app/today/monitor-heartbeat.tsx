import { HeartPulse, type LucideIcon, TriangleAlert, Unplug } from "lucide-react";
import type { MonitorView } from "../../../src/contract/http/monitor.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { type Heartbeat, heartbeatOf } from "./heartbeat-of.ts";
import { useServerNow } from "./use-server-now.ts";

const number = new Intl.NumberFormat("en-GB");

/** The monitoring loop as a heartbeat: a beat for each round, when it was, when the next one is due. */
export function MonitorHeartbeat({ monitor }: { monitor: MonitorView }) {
  const connected = useLiveValue(({ connection }) => connection === "live");
  const beat = heartbeatOf(monitor, useServerNow(1_000), connected);
  const { icon: Icon, ink, word } = looks[beat.kind];
  return (
    <p className="inline-flex items-center gap-2 text-sm whitespace-nowrap text-muted">
      <span className={`relative inline-flex ${ink}`}>
        {/* A new element for each round, so that each round beats once. */}
        <span
          key={monitor.rounds}
          aria-hidden
          className="absolute inset-0 rounded-full bg-current opacity-0 motion-safe:animate-beat"
        />
        <Icon aria-hidden className="relative size-4" strokeWidth={2} />
      </span>
      <span className={`font-medium ${beat.kind === "beating" ? "text-ink" : ink}`}>{word}</span>
      <span title={titleOf(monitor)}>{describe(beat, monitor)}</span>
    </p>
  );
}

const looks: Readonly<
  Record<Heartbeat["kind"], { readonly icon: LucideIcon; readonly ink: string; readonly word: string }>
> = {
  starting: { icon: HeartPulse, ink: "text-muted", word: "Monitor" },
  beating: { icon: HeartPulse, ink: "text-good", word: "Monitor" },
  late: { icon: TriangleAlert, ink: "text-late", word: "Monitor late" },
  unheard: { icon: Unplug, ink: "text-muted", word: "Monitor" },
};

function describe(beat: Heartbeat, { rounds }: MonitorView): string {
  switch (beat.kind) {
    case "starting":
      return "first round begins";
    case "unheard":
      return "not heard while the server is away";
    case "late":
      return `last round ${writeSeconds(beat.agoSeconds)} ago, next overdue by ${writeSeconds(beat.overdueSeconds)}`;
    case "beating":
      return `round ${number.format(rounds)}, ${writeSeconds(beat.agoSeconds)} ago · next in ${writeSeconds(beat.inSeconds)}`;
  }
}

function titleOf({ tookMs, everySeconds }: MonitorView): string {
  const every = `Goes round every ${everySeconds} s.`;
  return tookMs === null ? every : `${every} The last round took ${number.format(Math.round(tookMs))} ms.`;
}

function writeSeconds(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
