import type { PolicyVersionView, PolicyView } from "../../../src/contract/http/policy.ts";
import { Panel } from "../../ui/panel.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { changedSentences } from "./changed-sentences.ts";
import { writeSince } from "./write-since.ts";

/** Every version, newest first: who put it in force when and why, and what it changed. */
export function VersionsPanel({ view }: { view: PolicyView }) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const titles = new Map(view.presets.map(({ name, title }) => [name, title]));
  return (
    <Panel title="Versions" note={`times in ${timeZone}`} className="shrink-0">
      <ol>
        {view.versions.map((version, at) => (
          <li key={version.version} className="border-b border-line px-4 py-3 last:border-b-0">
            <Version
              version={version}
              before={view.versions[at + 1]}
              current={version.version === view.current.version}
              preset={titles.get(version.preset) ?? version.preset}
              timeZone={timeZone}
            />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface VersionProps {
  readonly version: PolicyVersionView;
  readonly before: PolicyVersionView | undefined;
  readonly current: boolean;
  readonly preset: string;
  readonly timeZone: string;
}

function Version({ version, before, current, preset, timeZone }: VersionProps) {
  const changes = changedSentences(version, before);
  return (
    <div className="flex flex-col gap-1 text-sm">
      <h3 className="font-medium">
        Version {version.version}
        {current && <span className="font-normal text-muted"> · in force</span>}
      </h3>
      <p className="text-xs text-muted">
        {writeSince(version.from, timeZone)}, {version.actor} · {preset}
      </p>
      {version.reason !== null && <p className="break-words">“{version.reason}”</p>}
      {before === undefined ? (
        <p className="text-xs text-muted">The rules that the institution began with.</p>
      ) : changes.length === 0 ? (
        <p className="text-xs text-muted">No number changed.</p>
      ) : (
        <details className="text-sm">
          <summary className="cursor-pointer py-1 text-xs font-medium text-muted hover:text-ink">
            {changes.length} {changes.length === 1 ? "rule" : "rules"} changed
          </summary>
          <ul className="mt-1 flex flex-col gap-2 border-l-2 border-line pl-3">
            {changes.map(({ field, before: old, after }) => (
              <li key={field}>
                {old !== null && <del className="block text-xs text-muted no-underline">Was: {old}</del>}
                <ins className="no-underline">{after}</ins>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
