import { getRouteApi } from "@tanstack/react-router";
import { CalendarOff, CalendarRange, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { nonTeachingDayView, type termView } from "../../../src/contract/http/roster.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { post, remove } from "../api/call-api.ts";
import { InstitutionPanel, nothingTyped } from "../first-run/institution-panel.tsx";
import { DeedLine } from "./deed-line.tsx";
import { RecordDialog, type RecordField, textOf } from "./record-dialog.tsx";
import { RecordTable } from "./record-table.tsx";
import { SchoolParts } from "./school-parts.tsx";
import { TermDialog } from "./term-dialog.tsx";
import { TermsShared } from "./terms-shared.tsx";
import { useAddAsked } from "./use-add-asked.ts";
import { useNonTeachingDays, useTerms } from "./use-catalogue.ts";
import { useDeeds } from "./use-deeds.ts";

const route = getRouteApi("/school");

type Term = z.infer<typeof termView>;
type FreeDay = z.infer<typeof nonTeachingDayView>;

const dayFields: readonly RecordField[] = [
  { name: "day", label: "Day", type: "date", required: true },
  { name: "title", label: "Why", required: true, note: "Reading week, a holiday" },
];

/** The times in which is taught: terms, over which rates are taken, and days off within them. */
export function TermsPage() {
  const terms = useTerms();
  const days = useNonTeachingDays();
  const deeds = useDeeds();
  const [typed, setTyped] = useState(nothingTyped);
  const [term, setTerm] = useState<Term | "new" | null>(null);
  const [day, setDay] = useState<FreeDay | "new" | null>(null);
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  useAddAsked(
    add,
    (what) => (what === "term" ? setTerm("new") : setDay("new")),
    () => void navigate({ search: {}, replace: true }),
  );
  const putDay = (body: { day: string; title: string }) =>
    post(nonTeachingDayView, "roster/non-teaching-days", body);
  return (
    <>
      <PageHeading title="School" note="kept by hand" />
      <SchoolParts />
      <DeedLine deeds={deeds} />
      <InstitutionPanel typed={typed} onType={(more) => setTyped((before) => ({ ...before, ...more }))} />
      <TermsShared terms={terms.data ?? []} />
      <RecordTable
        title="Terms"
        what="The terms"
        query={terms}
        keyOf={({ id }) => id}
        nameOf={({ code }) => code}
        columns={[
          { head: "Code", cell: ({ code }) => code },
          { head: "Title", cell: ({ title }) => title },
          { head: "From", cell: ({ from }) => writeDay(from) },
          { head: "To", cell: ({ to }) => writeDay(to) },
        ]}
        onEdit={setTerm}
        tools={
          <Button onClick={() => setTerm("new")}>
            <Plus aria-hidden className="size-3.5" />
            Add a term
          </Button>
        }
        empty={{
          icon: CalendarRange,
          title: "No term yet",
          children: (
            <p>
              Without one, rates are of today alone, and alerts look at the last half a year. Add the term of
              now.
            </p>
          ),
        }}
      />
      <RecordTable
        title="Days off"
        what="The days without teaching"
        query={days}
        keyOf={(one) => one.day}
        nameOf={(one) => writeDay(one.day)}
        columns={[
          { head: "Day", cell: (one) => writeDay(one.day) },
          { head: "Why", cell: ({ title }) => title },
        ]}
        onEdit={setDay}
        more={(one) => (
          <Button
            kind="quiet"
            aria-label={`Teach on ${writeDay(one.day)}`}
            onClick={() =>
              void remove(`roster/non-teaching-days/${one.day}`).then(() =>
                deeds.did(`${writeDay(one.day)} is no day off any more.`, () => putDay(one)),
              )
            }
          >
            <Trash2 aria-hidden className="size-3.5" />
            Remove
          </Button>
        )}
        tools={
          <Button onClick={() => setDay("new")}>
            <Plus aria-hidden className="size-3.5" />
            Add a day off
          </Button>
        }
        empty={{
          icon: CalendarOff,
          title: "No day off yet",
          children: <p>On a day off nothing is planned by a series, and standing classes do not meet.</p>,
        }}
      />
      {term !== null && (
        <TermDialog term={term === "new" ? null : term} onSaved={deeds.did} onClose={() => setTerm(null)} />
      )}
      {day !== null && (
        <RecordDialog
          title={day === "new" ? "Add a day off" : `Change ${writeDay(day.day)}`}
          fields={day === "new" ? dayFields : dayFields.slice(1)}
          begin={day === "new" ? {} : { day: day.day, title: day.title }}
          action={day === "new" ? "Add" : "Change"}
          onSave={async (values) => {
            const body = { day: textOf(values, "day"), title: textOf(values, "title") };
            await putDay(body);
            await deeds.did(`${writeDay(body.day)} is a day off: ${body.title}.`, () =>
              day === "new" ? remove(`roster/non-teaching-days/${body.day}`) : putDay(day),
            );
          }}
          onClose={() => setDay(null)}
        />
      )}
    </>
  );
}
