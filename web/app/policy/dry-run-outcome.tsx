import { ArrowRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { PolicyDryRun } from "../../../src/contract/http/policy.ts";
import { writePercent } from "../../../src/domain/attendance/shown-percent.ts";
import { Button } from "../../ui/button.tsx";
import { isMarkStatus, statusWord } from "./status-word.ts";

interface DryRunOutcomeProps {
  readonly outcome: PolicyDryRun;
  readonly rejudge: boolean;
}

const firstExamples = 8;
type RateChange = PolicyDryRun["institution"];
const number = new Intl.NumberFormat("en-GB");

/** What a policy would change: the rate of all, students from band to band, marks and alerts. */
export function DryRunOutcome({ outcome, rejudge }: DryRunOutcomeProps) {
  const [all, setAll] = useState(false);
  const { issues, institution, students, examples, marks, alerts } = outcome;
  if (issues.length > 0) {
    return (
      <ul role="alert" className="flex flex-col gap-1 border-t border-line px-4 py-3 text-sm text-denied">
        {issues.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field}: {message}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className="flex flex-col text-sm">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 border-t border-line px-4 py-3.5">
        <Told name="Everybody's rate" wide>
          <Rate change={institution} />
        </Told>
        <Told name="Students whose rate changes">
          {number.format(students.changed)}{" "}
          <span className="text-muted">of {number.format(students.all)}</span>
        </Told>
        <Told name="To another band">
          {number.format(students.better)} better, {number.format(students.worse)} worse
        </Told>
        <Told name="Alerts">
          {number.format(alerts.opened)} would open, {number.format(alerts.retracted)} be taken back
        </Told>
        <Told name="Marks">
          {rejudge ? number.format(marks.reduce((sum, one) => sum + one.marks, 0)) : "0"}
          <span className="text-muted"> would become another</span>
        </Told>
      </dl>
      {rejudge && marks.length > 0 && (
        <section className="border-t border-line px-4 py-3">
          <h3 className="text-sm font-medium">Marks that would become another</h3>
          <ul className="mt-1">
            {marks.map(({ from, to, marks: count }) => (
              <li key={`${from} ${to}`} className="flex items-center justify-between gap-3 py-1">
                <span className="flex min-w-0 flex-wrap items-center gap-x-1.5">
                  {tellStatus(from)}
                  <ArrowRight aria-label="become" className="size-3.5 shrink-0 text-muted" />
                  {tellStatus(to)}
                </span>
                <span className="font-medium">{number.format(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {examples.length > 0 && (
        <section className="border-t border-line px-4 py-3">
          <h3 className="text-sm font-medium">
            {examples.length < students.changed
              ? `The ${examples.length} whose rate changes most`
              : "Whose rate changes"}
          </h3>
          <ul className="mt-1">
            {examples.slice(0, all ? examples.length : firstExamples).map((example, at) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: two students may have one name
                key={at}
                className="flex items-center justify-between gap-3 border-b border-line py-1.5 last:border-b-0"
              >
                <span className="min-w-0 break-words">{example.of}</span>
                <Rate change={example} />
              </li>
            ))}
          </ul>
          {!all && examples.length > firstExamples && (
            <Button kind="quiet" onClick={() => setAll(true)}>
              Show all {examples.length}
            </Button>
          )}
        </section>
      )}
    </div>
  );
}

function Told({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={`min-w-0 ${wide ? "col-span-2" : ""}`}>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}

function Rate({ change: { before, after, bandBefore, bandAfter } }: { change: RateChange }) {
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-x-1.5">
      <span className="text-muted">{writeRate(before, bandBefore)}</span>
      <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-muted" />
      <span>{writeRate(after, bandAfter)}</span>
    </span>
  );
}

/** The band's word stands beside the number. */
const writeRate = (value: number | null, band: RateChange["bandBefore"]): string =>
  value === null ? "no rate" : `${writePercent(value)}${band === null ? "" : `, ${band}`}`;

const tellStatus = (status: string): string => (isMarkStatus(status) ? statusWord(status) : status);
