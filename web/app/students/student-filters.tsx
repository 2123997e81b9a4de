import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { studentGroups } from "../../../src/contract/http/students.ts";
import { type Choice, Select } from "../../ui/select.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { read } from "../api/call-api.ts";
import { useMayAll } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import type { StudentListSearch } from "./student-list-search.ts";

interface StudentFiltersProps {
  readonly search: StudentListSearch;
  readonly onChange: (search: StudentListSearch) => void;
}

type Sort = "name" | NonNullable<StudentListSearch["sort"]>;

const sorts: readonly Choice<Sort>[] = [
  { value: "name", word: "By name" },
  { value: "-name", word: "By name, last first" },
  { value: "id", word: "By id" },
  { value: "-id", word: "By id, last first" },
  { value: "rate", word: "Lowest rate first" },
  { value: "-rate", word: "Highest rate first" },
  { value: "-alerts", word: "Most alerts first" },
  { value: "alerts", word: "Fewest alerts first" },
];

/** The classes, courses and cohorts that lists can be narrowed by. */
export function useStudentGroups() {
  const reading = useLiveValue((live) => live.reading);
  const mayFind = useMayAll("student.find");
  return useQuery({
    queryKey: ["students", "groups", reading],
    queryFn: ({ signal }) => read(studentGroups, "people/groups", signal),
    enabled: mayFind,
  }).data;
}

/** What narrows and orders the list of students; each choice is part of the address. */
export function StudentFilters({ search, onChange }: StudentFiltersProps) {
  const groups = useStudentGroups();
  const left = useId();
  return (
    <>
      <GroupSelects
        search={search}
        groups={groups}
        onChange={(chosen) => onChange({ ...search, ...chosen })}
      />
      <BelowField below={search.below} onChange={(below) => onChange({ ...search, below })} />
      <Select
        label="Order of students"
        value={search.sort ?? "name"}
        choices={sorts}
        onChange={(sort) => onChange({ ...search, sort: sort === "name" ? undefined : sort })}
      />
      <label
        htmlFor={left}
        className="inline-flex min-h-9 items-center gap-1.5 text-sm text-muted sm:min-h-8"
      >
        <input
          id={left}
          type="checkbox"
          checked={search.left !== undefined}
          onChange={({ target }) => onChange({ ...search, left: target.checked ? "true" : undefined })}
          className="size-4 accent-accent"
        />
        Who left, too
      </label>
    </>
  );
}

type Group = Pick<StudentListSearch, "class" | "course" | "cohort">;

interface GroupSelectsProps {
  readonly search: Group;
  readonly groups: ReturnType<typeof useStudentGroups>;
  readonly onChange: (chosen: Group) => void;
}

/** Class, course and cohort; one that no school has is not offered. */
export function GroupSelects({ search, groups, onChange }: GroupSelectsProps) {
  const named = ({ code, title }: { code: string; title: string }): Choice<string> => ({
    value: code,
    word: title === "" || title === code ? code : `${code} · ${title}`,
  });
  return (
    <>
      <Select
        label="Class"
        value={search.class ?? ""}
        choices={choicesOf("All classes", (groups?.classes ?? []).map(named), search.class)}
        onChange={(chosen) => onChange({ class: chosen === "" ? undefined : chosen })}
      />
      {(groups?.courses.length || search.course !== undefined) && (
        <Select
          label="Course"
          value={search.course ?? ""}
          choices={choicesOf("All courses", (groups?.courses ?? []).map(named), search.course)}
          onChange={(chosen) => onChange({ course: chosen === "" ? undefined : chosen })}
        />
      )}
      {(groups?.cohorts.length || search.cohort !== undefined) && (
        <Select
          label="Cohort"
          value={search.cohort ?? ""}
          choices={choicesOf(
            "All cohorts",
            (groups?.cohorts ?? []).map((cohort) => ({ value: cohort, word: cohort })),
            search.cohort,
          )}
          onChange={(chosen) => onChange({ cohort: chosen === "" ? undefined : chosen })}
        />
      )}
    </>
  );
}

const settleMs = 400;

/** The line below which somebody is listed, typed or left empty. */
function BelowField({
  below,
  onChange,
}: {
  below: number | undefined;
  onChange: (below: number | undefined) => void;
}) {
  const [typed, setTyped] = useState(below === undefined ? "" : String(below));
  const settled = useSettled(typed, settleMs);
  const latest = useRef({ below, onChange });
  latest.current = { below, onChange };
  useEffect(() => {
    const number = Number(settled.replace(",", "."));
    const wanted = settled.trim() === "" || !(number > 0 && number <= 100) ? undefined : number;
    if (wanted !== latest.current.below) latest.current.onChange(wanted);
  }, [settled]);
  // The address may change without this field.
  const asked = below === undefined ? "" : String(below);
  useEffect(() => setTyped((before) => (Number(before) === Number(asked) ? before : asked)), [asked]);
  return (
    <label className="inline-flex items-center gap-1.5 text-sm text-muted">
      Below
      <input
        inputMode="decimal"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        placeholder="80"
        maxLength={5}
        className="h-9 w-14 rounded-control border border-line-strong bg-surface px-2 text-right text-sm text-ink placeholder:text-muted sm:h-8"
      />
      %
    </label>
  );
}

/** A name from an old link stays to be seen, though nothing bears it any more. */
function choicesOf(
  all: string,
  choices: readonly Choice<string>[],
  chosen: string | undefined,
): Choice<string>[] {
  const known = chosen === undefined || choices.some(({ value }) => value === chosen);
  return [{ value: "", word: all }, ...(known ? [] : [{ value: chosen, word: chosen }]), ...choices];
}
