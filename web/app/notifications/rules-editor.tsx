import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { type AttentionRulesView, attentionRulesView } from "../../../src/contract/http/alerts.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Menu } from "../../ui/menu.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { put, read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { draftRule, freshRuleId, type RuleDraft, readRule } from "./rule-draft.ts";
import { type RuleKind, ruleNotes, rulePhrases, writeRule } from "./rule-words.ts";

const rulesKey = ["attention-rules"] as const;
const kinds = ["below", "absences_in_a_row", "days_unseen", "missed"] as const satisfies readonly RuleKind[];
const usual: Readonly<Record<RuleKind, string>> = {
  below: "80",
  absences_in_a_row: "3",
  days_unseen: "14",
  missed: "10",
};

/** The conditions under which somebody should look at a student. */
export function RulesEditor() {
  const query = useQuery({
    queryKey: rulesKey,
    staleTime: 0,
    queryFn: ({ signal }) => read(attentionRulesView, "attention-rules", signal),
  });
  if (query.data !== undefined) return <Form key={query.data.version} view={query.data} />;
  return query.error === null ? (
    <SkeletonRows label="Reading the rules" rows={3} />
  ) : (
    <ReadTrouble what="The rules" error={query.error} onAgain={() => void query.refetch()} />
  );
}

function Form({ view }: { view: AttentionRulesView }) {
  const client = useQueryClient();
  const timeZone = useLiveValue((live) => live.state?.system.timeZone ?? "UTC");
  const first = view.rules.map(draftRule);
  const [drafts, setDrafts] = useState<readonly RuleDraft[]>(first);
  const [confirming, setConfirming] = useState(false);
  const read = drafts.map(readRule);
  const rules = read.flatMap((one) => ("trouble" in one ? [] : [one]));
  const whole = rules.length === drafts.length;
  const changed = JSON.stringify(drafts) !== JSON.stringify(first);
  const saving = useMutation({
    mutationFn: () => put(attentionRulesView, "attention-rules", { rules }),
    onSuccess: async (saved) => {
      setConfirming(false);
      client.setQueryData(rulesKey, saved);
      await client.invalidateQueries({ queryKey: ["live", "alerts"] });
    },
  });
  const change = (id: string, next: Partial<RuleDraft>) =>
    setDrafts(drafts.map((draft) => (draft.id === id ? { ...draft, ...next } : draft)));
  const add = (draft: Omit<RuleDraft, "id">) =>
    setDrafts([
      ...drafts,
      {
        ...draft,
        id: freshRuleId(
          draft.kind,
          drafts.map(({ id }) => id),
        ),
      },
    ]);
  const offered = view.offered
    .map(draftRule)
    .filter((one) => !drafts.some(({ kind, typed }) => kind === one.kind && typed === one.typed));
  return (
    <div className="flex flex-col">
      <p className="border-b border-line px-4 py-3 text-sm text-muted">
        A student whose figures meet a rule gets an alert. It is taken back by itself when they no longer do.
      </p>
      {drafts.length === 0 && (
        <p className="px-4 py-4 text-sm text-muted">There is no rule: no alert opens. Add one below.</p>
      )}
      <ul aria-label="Rules">
        {drafts.map((draft, at) => {
          const outcome = read[at];
          const { before, after } = rulePhrases[draft.kind];
          return (
            <li
              key={draft.id}
              className="grid items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 lg:grid-cols-[minmax(20rem,1fr)_minmax(0,1fr)_auto]"
            >
              <NumberField
                inline
                label={before}
                value={draft.typed}
                unit={after}
                trouble={outcome !== undefined && "trouble" in outcome ? outcome.trouble : null}
                onChange={(typed) => change(draft.id, { typed })}
              />
              <div className="flex min-w-0 flex-col gap-1">
                <Checkbox
                  label="Tell the staff of the student's classes by mail as well"
                  checked={draft.tellStaff}
                  onChange={(tellStaff) => change(draft.id, { tellStaff })}
                />
                <p className="text-xs text-muted">{ruleNotes[draft.kind]}</p>
              </div>
              <div className="flex max-lg:-ml-3">
                <Button
                  kind="quiet"
                  aria-label={`Remove the rule: ${before} ${draft.typed} ${after}`}
                  onClick={() => setDrafts(drafts.filter(({ id }) => id !== draft.id))}
                >
                  <X aria-hidden className="size-3.5" />
                  Remove
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
        <Menu
          label="Add a rule"
          items={kinds.map((kind) => ({
            word: `${rulePhrases[kind].before} … ${rulePhrases[kind].after}`,
            icon: Plus,
            onSelect: () => add({ kind, typed: usual[kind], tellStaff: false }),
          }))}
        />
        {offered.map((one) => (
          <Button
            key={one.id}
            kind="quiet"
            onClick={() => setDrafts([...drafts, { ...one, id: ownId(one, drafts) }])}
          >
            <Plus aria-hidden className="size-3.5" />
            {rulePhrases[one.kind].before} {one.typed} {rulePhrases[one.kind].after}
          </Button>
        ))}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="text-xs text-muted">
          {view.changed === null
            ? "The rules that the institution began with."
            : `Version ${view.version}, ${writeMoment(view.changed.at, timeZone)}, ${view.changed.by}`}
        </p>
        <div className="flex flex-wrap gap-2">
          {changed && <Button onClick={() => setDrafts(first)}>Undo all</Button>}
          <Button kind="primary" disabled={!changed || !whole} onClick={() => setConfirming(true)}>
            Save…
          </Button>
        </div>
      </div>
      {confirming && (
        <ConfirmDialog
          title="Replace the rules?"
          action="Replace"
          busy={saving.isPending}
          trouble={saving.error?.message ?? null}
          onConfirm={() => saving.mutate()}
          onClose={() => setConfirming(false)}
        >
          {rules.length === 0 ? (
            <p>There will be no rule: every open alert is taken back, and none opens.</p>
          ) : (
            <ul className="flex flex-col gap-1 text-ink">
              {rules.map((rule) => (
                <li key={rule.id}>
                  {writeRule(rule)}
                  {rule.tellStaff && <span className="text-muted">, told to staff</span>}
                </li>
              ))}
            </ul>
          )}
          <p>
            Alerts of rules that are removed or changed are taken back. All students are looked at again, and
            whoever meets a new rule gets an alert, of which those who hear of alerts are told.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** An offered rule keeps its id where no other has it. */
const ownId = ({ id, kind }: RuleDraft, drafts: readonly RuleDraft[]): string =>
  drafts.some((draft) => draft.id === id)
    ? freshRuleId(
        kind,
        drafts.map((draft) => draft.id),
      )
    : id;
