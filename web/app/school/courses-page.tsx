import { getRouteApi } from "@tanstack/react-router";
import { BookOpen, Plus } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { courseView } from "../../../src/contract/http/roster.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { patch, post } from "../api/call-api.ts";
import { DeedLine } from "./deed-line.tsx";
import { RecordDialog, type RecordField, textOf } from "./record-dialog.tsx";
import { RecordTable } from "./record-table.tsx";
import { SchoolParts } from "./school-parts.tsx";
import { useAddAsked } from "./use-add-asked.ts";
import { useCourses, useRosterClasses } from "./use-catalogue.ts";
import { useDeeds } from "./use-deeds.ts";

const route = getRouteApi("/school/courses");

type Course = z.infer<typeof courseView>;

const fields: readonly RecordField[] = [
  { name: "code", label: "Code", required: true },
  { name: "title", label: "Title", required: true },
];

/** Courses, each with the classes that belong to it. */
export function CoursesPage() {
  const courses = useCourses();
  const classes = useRosterClasses();
  const deeds = useDeeds();
  const [open, setOpen] = useState<Course | "new" | null>(null);
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  useAddAsked(
    add,
    () => setOpen("new"),
    () => void navigate({ search: {}, replace: true }),
  );
  return (
    <>
      <PageHeading title="School" note="kept by hand" />
      <SchoolParts />
      <DeedLine deeds={deeds} />
      <RecordTable
        title="Courses"
        what="The courses"
        query={courses}
        keyOf={({ id }) => id}
        nameOf={({ code }) => code}
        columns={[
          { head: "Code", cell: ({ code }) => code },
          { head: "Title", cell: ({ title }) => title },
          {
            head: "Classes",
            cell: ({ id }) =>
              (classes.data ?? [])
                .filter(({ course }) => course === id)
                .map(({ code }) => code)
                .join(", "),
          },
        ]}
        onEdit={setOpen}
        tools={
          <Button onClick={() => setOpen("new")}>
            <Plus aria-hidden className="size-3.5" />
            Add a course
          </Button>
        }
        empty={{
          icon: BookOpen,
          title: "No course yet",
          children: (
            <p>
              A course gathers classes: lectures and seminars of one subject, for reports over all of them.
            </p>
          ),
        }}
      />
      {open !== null && (
        <RecordDialog
          title={open === "new" ? "Add a course" : `Change ${open.code}`}
          fields={fields}
          begin={open === "new" ? {} : { code: open.code, title: open.title }}
          action={open === "new" ? "Add" : "Change"}
          onSave={async (values) => {
            const body = { code: textOf(values, "code"), title: textOf(values, "title") };
            if (open === "new") {
              await post(courseView, "roster/courses", body);
              await deeds.did(`The course ${body.code} was added.`);
            } else {
              const { id, ...before } = open;
              await patch(courseView, `roster/courses/${id}`, body);
              await deeds.did(`The course ${body.code} was changed.`, () =>
                patch(courseView, `roster/courses/${id}`, before),
              );
            }
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
