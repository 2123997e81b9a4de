import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { type Choice, Select } from "../../ui/select.tsx";
import { readAllClasses } from "../palette/read-all-classes.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import type { StudentListSearch } from "./student-list-search.ts";

interface StudentFiltersProps {
  readonly search: StudentListSearch;
  readonly onChange: (search: StudentListSearch) => void;
}

type Band = NonNullable<StudentListSearch["band"]>;
type Sort = "student" | NonNullable<StudentListSearch["sort"]>;

const bands: readonly Choice<"" | Band>[] = [
  { value: "", word: "All bands" },
  { value: "good", word: "Good" },
  { value: "fair", word: "Fair" },
  { value: "poor", word: "Poor" },
];
const sorts: readonly Choice<Sort>[] = [
  { value: "student", word: "By id" },
  { value: "-student", word: "By id, last first" },
  { value: "percent", word: "Lowest first" },
  { value: "-percent", word: "Highest first" },
];

/** What narrows and orders the list of students; each choice is part of the address. */
export function StudentFilters({ search, onChange }: StudentFiltersProps) {
  const reading = useLiveValue((live) => live.reading);
  const classes = useQuery({
    queryKey: ["students", "classes", reading],
    queryFn: ({ signal }) => readAllClasses(signal),
  });
  const codes = (classes.data ?? []).map(({ code }) => code);
  const rooms = [...new Set((classes.data ?? []).flatMap(({ location }) => location ?? []))].sort();
  const narrowed = search.band ?? search.class ?? search.location ?? search.search;
  return (
    <>
      <Select
        label="Band of attendance"
        value={search.band ?? ""}
        choices={bands}
        onChange={(band) => onChange({ ...search, band: band === "" ? undefined : band })}
      />
      <Select
        label="Class"
        value={search.class ?? ""}
        choices={choicesOf("All classes", codes, search.class)}
        onChange={(chosen) => onChange({ ...search, class: chosen === "" ? undefined : chosen })}
      />
      <Select
        label="Location"
        value={search.location ?? ""}
        choices={choicesOf("All locations", rooms, search.location)}
        onChange={(chosen) => onChange({ ...search, location: chosen === "" ? undefined : chosen })}
      />
      <Select
        label="Order of students"
        value={search.sort ?? "student"}
        choices={sorts}
        onChange={(sort) => onChange({ ...search, sort: sort === "student" ? undefined : sort })}
      />
      {narrowed !== undefined && (
        <Button kind="quiet" onClick={() => onChange({ sort: search.sort })}>
          <X aria-hidden className="size-3.5" />
          Clear
        </Button>
      )}
    </>
  );
}

/** A name from an old link stays to be seen, though nothing bears it any more. */
function choicesOf(all: string, names: readonly string[], chosen: string | undefined): Choice<string>[] {
  const known = chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];
  return [{ value: "", word: all }, ...known.map((name) => ({ value: name, word: name }))];
}
