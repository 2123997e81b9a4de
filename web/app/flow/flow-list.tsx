import { Link } from "@tanstack/react-router";
import type { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { toneInk } from "../../ui/looks.ts";
import type { StepId } from "./flow-steps.ts";
import type { StepFigures } from "./step-figures.ts";

/** Where one sees more of a step. */
const more: Readonly<
  Partial<
    Record<
      StepId,
      { readonly to: (typeof pagePaths)["devices" | "quarantine" | "scans"]; readonly word: string }
    >
  >
> = {
  camera: { to: "/devices", word: "Devices" },
  quarantine: { to: "/messages/quarantine", word: "Quarantine" },
  store: { to: "/messages/scans", word: "Scans" },
};

/** The same in words: each step with its figures and what it does. */
export function FlowList({ figures }: { figures: readonly StepFigures[] }) {
  return (
    <ol>
      {figures.map(({ step, count, rate, note }) => {
        const { id, word, icon: Icon, sentence, unit, tone } = step;
        const leads = more[id];
        return (
          <li
            key={id}
            className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <Icon aria-hidden className={`mt-0.5 size-4 ${toneInk[tone]}`} />
            <h3 className="text-sm font-medium">{word}</h3>
            <p className="text-right text-sm">
              <span className="font-medium">{count}</span> <span className="text-muted">{unit}</span>
            </p>
            <p className="col-[2/-1] text-xs text-muted sm:col-[2]">
              {sentence}{" "}
              {leads && (
                <Link to={leads.to} className="text-accent underline">
                  {leads.word}
                </Link>
              )}
            </p>
            <p className="col-[2/-1] text-xs text-ink sm:col-[3] sm:text-right sm:text-muted">
              {[...(rate === null ? [] : [rate]), ...(note === null ? [] : [note])].join(" · ")}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
