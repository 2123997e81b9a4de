import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CircleCheck, Download, Printer, SearchX, UserCheck } from "lucide-react";
import { useState } from "react";
import { attentionRulesView } from "../../../src/contract/http/alerts.ts";
import {
  type FollowUpPage as FollowUpAnswer,
  type FollowUpRow,
  followUpPage,
} from "../../../src/contract/http/follow-up.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { downloadText } from "../../ui/download-text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FoldedFilters } from "../../ui/folded-filters.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PrintedPart } from "../../ui/printed-part.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { mostPrinted, useTaking } from "../../ui/use-taking.ts";
import { writeCsv } from "../../ui/write-csv.ts";
import { read } from "../api/call-api.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writeRule } from "../notifications/rule-words.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { GroupSelects, useStudentGroups } from "../students/student-filters.tsx";
import { titleOfWindow } from "../students/title-of-window.ts";
import { FollowUpLine, isUntaken } from "./follow-up-row.tsx";
import type { FollowUpSearch } from "./follow-up-search.ts";
import { followUpTableOf } from "./follow-up-table-of.ts";
import { TakeDialog } from "./take-dialog.tsx";

const route = getRouteApi("/follow-up");
const searchDelayMs = 150;
const pageSize = 50;
const largestPage = 200;

/** Students whom rules found, the lowest rate first: why, and who looks after them. */
export function FollowUpPage() {
  const search = route.useSearch();
  const { state = "open", sort = "rate" } = search;
  const navigate = route.useNavigate();
  const change = (next: Partial<FollowUpSearch>) =>
    void navigate({
      search: (before) => ({ ...before, ...next }),
      replace: isSameStep(search, { ...search, ...next }),
    });
  const today = useLiveValue((live) => live.state?.system.day ?? "");
  const timeZone = useLiveValue((live) => live.state?.system.timeZone ?? "UTC");
  const groups = useStudentGroups();
  const rules = useQuery({
    queryKey: ["attention-rules"],
    queryFn: ({ signal }) => read(attentionRulesView, "attention-rules", signal),
  }).data;
  const [pages, setPages] = useState(1);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<readonly FollowUpRow[] | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const question = useSettled(JSON.stringify({ ...search, state, sort }), searchDelayMs);
  const query = useLiveQuery(["follow-up", question, pages], async (signal) => ({
    question,
    ...(await readFollowUp(JSON.parse(question), pages * pageSize, signal)),
  }));
  const found = query.data?.question === question ? query.data : undefined;
  const taking = useTaking(found?.students ?? []);
  const rows = taking.printed ?? found?.students ?? [];
  const readAll = (most: number, signal: AbortSignal) => readFollowUp(JSON.parse(question), most, signal);
  const download = ({ students, window }: FollowUpAnswer) =>
    downloadText(
      `follow-up-${today}.csv`,
      "text/csv;charset=utf-8",
      writeCsv(followUpTableOf(students, window)),
    );
  const toTake = rows.filter((row) => chosen.has(row.student.id) && isUntaken(row));
  const narrowed = [search.search, search.rule, search.class, search.course, search.cohort].some(
    (value) => value !== undefined,
  );
  const ruleWord = (id: string): string => {
    const rule = rules?.rules.find((each) => each.id === id);
    return rule === undefined ? id : writeRule(rule);
  };
  return (
    <>
      <PageHeading
        title="Follow-up"
        note={
          <span role="status">
            {said ??
              (found === undefined
                ? ""
                : `${found.total} ${found.total === 1 ? "student" : "students"}, ${found.alerts} ${found.alerts === 1 ? "alert" : "alerts"}`)}
          </span>
        }
        tools={
          <>
            <Button
              kind="quiet"
              disabled={rows.length === 0 || taking.busy !== null}
              onClick={() =>
                void taking.take((signal) => readAll(Number.POSITIVE_INFINITY, signal), download)
              }
            >
              <Download aria-hidden className="size-3.5" />
              {taking.busy ?? "CSV"}
            </Button>
            <Button
              kind="quiet"
              disabled={rows.length === 0 || taking.busy !== null}
              onClick={() =>
                void taking.take(
                  (signal) => readAll(mostPrinted, signal),
                  ({ students }) => taking.print(students),
                )
              }
            >
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
            <Link to="/notifications" className={buttonLook("quiet")}>
              Rules and notifications
            </Link>
          </>
        }
      />
      {taking.trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {taking.trouble}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 print:hidden">
        <div className="flex w-full sm:w-auto">
          <SearchField
            label="Find students by name or id"
            placeholder="Name or id"
            value={search.search ?? ""}
            onChange={(typed) => change({ search: typed === "" ? undefined : typed })}
          />
        </div>
        <FoldedFilters
          set={
            [search.rule, search.class, search.course, search.cohort].filter((value) => value !== undefined)
              .length
          }
          onClear={
            narrowed
              ? () =>
                  change({
                    search: undefined,
                    rule: undefined,
                    class: undefined,
                    course: undefined,
                    cohort: undefined,
                  })
              : null
          }
        >
          <Select
            label="Rule"
            value={search.rule ?? ""}
            choices={[
              { value: "", word: "All rules" },
              ...ruleChoices(found, search.rule).map((id) => ({ value: id, word: ruleWord(id) })),
            ]}
            onChange={(rule) => change({ rule: rule === "" ? undefined : rule })}
          />
          <GroupSelects search={search} groups={groups} onChange={change} />
          <Select
            label="Order"
            value={sort}
            choices={[
              { value: "rate", word: "Lowest rate first" },
              { value: "-rate", word: "Highest rate first" },
              { value: "newest", word: "Newest first" },
              { value: "name", word: "By name" },
            ]}
            onChange={(next) => change({ sort: next === "rate" ? undefined : next })}
          />
        </FoldedFilters>
      </div>
      <Panel
        title="Students"
        note={found && `rates ${titleOfWindow(found.window)}`}
        className="shrink-0"
        tools={
          <div className="flex flex-wrap items-center gap-2 print:hidden">
            {toTake.length > 0 && (
              <Button kind="primary" onClick={() => setAsked(toTake)}>
                <UserCheck aria-hidden className="size-3.5" />
                Acknowledge {toTake.length}…
              </Button>
            )}
            {rows.some(isUntaken) && (
              <Button
                kind="quiet"
                onClick={() =>
                  setChosen(
                    toTake.length > 0
                      ? new Set()
                      : new Set(rows.filter(isUntaken).map(({ student }) => student.id)),
                  )
                }
              >
                {toTake.length > 0 ? "Choose none" : "Choose all"}
              </Button>
            )}
            <SegmentedControl
              label="Which alerts"
              value={state}
              segments={[
                { value: "open", word: "Open" },
                { value: "untaken", word: "Nobody’s" },
                { value: "taken", word: "Looked after" },
                { value: "retracted", word: "Cleared" },
              ]}
              onChange={(next) => change({ state: next === "open" ? undefined : next })}
            />
          </div>
        }
      >
        {query.error !== null && (
          <ReadTrouble what="The alerts" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {found === undefined && query.error === null && <SkeletonRows label="Reading the alerts" rows={5} />}
        {found?.total === 0 && narrowed && (
          <EmptyState icon={SearchX} title="Nobody matches">
            <p>No student of this name, rule and these groups has an alert in this state.</p>
          </EmptyState>
        )}
        {found?.total === 0 && !narrowed && (
          <EmptyState icon={CircleCheck} title={state === "open" ? "No alert is open" : "No alert here"}>
            <p>
              {state === "retracted"
                ? "An alert is cleared when its condition no longer holds, with the sums before and after."
                : "An alert opens when a student’s figures meet one of the rules, and is cleared when they no longer do."}
            </p>
            <p>
              <Link to="/notifications" className="font-medium text-accent underline">
                See the rules
              </Link>
            </p>
          </EmptyState>
        )}
        {found !== undefined && rows.length > 0 && (
          <ul>
            {rows.map((row) => (
              <FollowUpLine
                key={row.student.id}
                row={row}
                window={found.window}
                today={today}
                timeZone={timeZone}
                chosen={chosen.has(row.student.id)}
                onChoose={(taken) => {
                  const next = new Set(chosen);
                  if (taken) next.add(row.student.id);
                  else next.delete(row.student.id);
                  setChosen(next);
                }}
                onTake={() => setAsked([row])}
              />
            ))}
          </ul>
        )}
        {found !== undefined && taking.printed !== null && (
          <PrintedPart printed={rows.length} total={found.total} />
        )}
        {found !== undefined && found.next !== null && (
          <div className="flex justify-center px-4 py-3 print:hidden">
            <Button disabled={query.isFetching} onClick={() => setPages(pages + 1)}>
              Show more
            </Button>
          </div>
        )}
      </Panel>
      {asked !== null && (
        <TakeDialog
          students={asked}
          onClose={() => setAsked(null)}
          onDone={(words) => {
            setSaid(words);
            setChosen(new Set());
          }}
        />
      )}
    </>
  );
}

/** The rules that opened what is shown; one from an old link stays to be seen. */
function ruleChoices(found: FollowUpAnswer | undefined, chosen: string | undefined): readonly string[] {
  const ids = (found?.rules ?? []).map(({ id }) => id);
  return chosen === undefined || ids.includes(chosen) ? ids : [chosen, ...ids];
}

/** The first so many students of a list. */
async function readFollowUp(
  search: FollowUpSearch,
  most: number,
  signal?: AbortSignal,
): Promise<FollowUpAnswer> {
  const students: FollowUpRow[] = [];
  let cursor: string | null = null;
  for (;;) {
    const parameters = new URLSearchParams({ limit: String(Math.min(largestPage, most - students.length)) });
    for (const [name, value] of Object.entries(search))
      if (value !== undefined) parameters.set(name, String(value));
    if (cursor !== null) parameters.set("cursor", cursor);
    const page: FollowUpAnswer = await read(followUpPage, `follow-up?${parameters}`, signal);
    students.push(...page.students);
    cursor = page.next;
    if (cursor === null || students.length >= most) return { ...page, students };
  }
}
