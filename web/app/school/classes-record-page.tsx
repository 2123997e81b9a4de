import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarPlus, GraduationCap, Plus } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { rosterClassView } from "../../../src/contract/http/roster.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { patch, post } from "../api/call-api.ts";
import { DeedLine } from "./deed-line.tsx";
import { namesOf, RecordDialog, type RecordField, type RecordValues, textOf } from "./record-dialog.tsx";
import { RecordTable } from "./record-table.tsx";
import { SchoolParts } from "./school-parts.tsx";
import { useAddAsked } from "./use-add-asked.ts";
import { useCourses, useRosterClasses, useStaff, useTerms } from "./use-catalogue.ts";
import { useDeeds } from "./use-deeds.ts";
import { writeName } from "./write-name.ts";

const route = getRouteApi("/school/classes");

type RosterClass = z.infer<typeof rosterClassView>;

/** Classes: groups of students that meet, with their course, term and staff. */
export function ClassesRecordPage() {
  const classes = useRosterClasses();
  const courses = useCourses();
  const terms = useTerms();
  const staff = useStaff();
  const deeds = useDeeds();
  const [open, setOpen] = useState<RosterClass | "new" | null>(null);
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  useAddAsked(
    add,
    () => setOpen("new"),
    () => void navigate({ search: {}, replace: true }),
  );
  const courseCode = (id: string | null) => courses.data?.find((one) => one.id === id)?.code;
  const termCode = (id: string | null) => terms.data?.find((one) => one.id === id)?.code;
  const person = (id: string) => staff.data?.find((one) => one.id === id);

  const fields: readonly RecordField[] = [
    { name: "code", label: "Code", required: true },
    { name: "title", label: "Title", required: true },
    {
      name: "course",
      label: "Course",
      single: true,
      choices: courses.data?.map(({ code, title }) => ({ value: code, word: title })) ?? "reading",
    },
    {
      name: "term",
      label: "Term",
      single: true,
      choices: terms.data?.map(({ code, title }) => ({ value: code, word: title })) ?? "reading",
    },
    {
      name: "staff",
      label: "Staff",
      choices:
        staff.data?.flatMap((one) =>
          one.code === null ? [] : [{ value: one.code, word: writeName(one) }],
        ) ?? "reading",
    },
  ];
  async function save(values: RecordValues) {
    const [course, term] = [namesOf(values, "course")[0], namesOf(values, "term")[0]];
    const body = {
      code: textOf(values, "code"),
      title: textOf(values, "title"),
      course: courses.data?.find(({ code }) => code === course)?.id ?? null,
      term: terms.data?.find(({ code }) => code === term)?.id ?? null,
      staff: namesOf(values, "staff").flatMap(
        (code) => staff.data?.find((one) => one.code === code)?.id ?? [],
      ),
    };
    if (open === "new" || open === null) {
      await post(rosterClassView, "roster/classes", body);
      await deeds.did(`The class ${body.code} was added.`);
      return;
    }
    const { id, code, title, course: courseId, term: termId, staff: staffIds } = open;
    await patch(rosterClassView, `roster/classes/${id}`, body);
    await deeds.did(`The class ${body.code} was changed.`, () =>
      patch(rosterClassView, `roster/classes/${id}`, {
        code,
        title,
        course: courseId,
        term: termId,
        staff: staffIds,
      }),
    );
  }
  return (
    <>
      <PageHeading title="School" note="kept by hand" />
      <SchoolParts />
      <DeedLine deeds={deeds} />
      <RecordTable
        title="Classes"
        what="The classes"
        query={classes}
        keyOf={({ id }) => id}
        nameOf={({ code }) => code}
        columns={[
          {
            head: "Code",
            cell: ({ code }) => (
              <Link
                to="/classes/$code"
                params={{ code }}
                className="hover:underline max-sm:inline-block max-sm:py-1"
              >
                {code}
              </Link>
            ),
          },
          { head: "Title", cell: ({ title }) => title },
          { head: "Course", cell: ({ course }) => courseCode(course) },
          { head: "Term", cell: ({ term }) => termCode(term) },
          {
            head: "Staff",
            cell: (one) =>
              one.staff
                .flatMap((id) => person(id) ?? [])
                .map(writeName)
                .join(", "),
          },
        ]}
        onEdit={setOpen}
        more={({ code }) => (
          <Link to="/registers/new" search={{ class: code }} className={buttonLook("quiet")}>
            <CalendarPlus aria-hidden className="size-3.5" />
            <span className="sr-only sm:not-sr-only">Plan</span>
            <span className="sr-only"> sessions of {code}</span>
          </Link>
        )}
        tools={
          <Button onClick={() => setOpen("new")}>
            <Plus aria-hidden className="size-3.5" />
            Add a class
          </Button>
        }
        empty={{
          icon: GraduationCap,
          title: "No class yet",
          children: <p>A class is who meets: add it, enrol students under People, and plan its sessions.</p>,
        }}
      />
      {open !== null && (
        <RecordDialog
          title={open === "new" ? "Add a class" : `Change ${open.code}`}
          fields={fields}
          begin={
            open === "new"
              ? {}
              : {
                  code: open.code,
                  title: open.title,
                  course: [courseCode(open.course) ?? []].flat(),
                  term: [termCode(open.term) ?? []].flat(),
                  staff: open.staff.flatMap((id) => person(id)?.code ?? []),
                }
          }
          action={open === "new" ? "Add" : "Change"}
          onSave={save}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
