import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { PersonView } from "../../../src/contract/http/sessions.ts";
import { type FoundPerson, foundPeople } from "../../../src/contract/http/students.ts";
import { Button } from "../../ui/button.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { read } from "../api/call-api.ts";
import { writePerson } from "../registers/write-person.ts";

const searchDelayMs = 150;
const mostFound = 8;

/** Students by name or id, as the server finds them. */
export function useFoundPeople(typed: string, most = mostFound) {
  const search = useSettled(typed.trim(), searchDelayMs);
  const query = useQuery({
    queryKey: ["people", search, most],
    enabled: search !== "",
    queryFn: ({ signal }) =>
      read(foundPeople, `people?${new URLSearchParams({ search, limit: String(most) })}`, signal),
    placeholderData: (before) => before,
  });
  const asked = typed.trim() !== "";
  return {
    people: asked ? (query.data?.people ?? []) : [],
    total: asked ? (query.data?.total ?? 0) : 0,
    /** true while the answer is not yet of what was typed. */
    searching: asked && (search !== typed.trim() || query.isFetching),
    error: query.error,
  };
}

interface PersonPickerProps {
  readonly label: string;
  readonly value: PersonView | null;
  readonly onChange: (person: PersonView | null) => void;
  /** Below the results, what else can be done with what was typed. */
  readonly otherwise?: (typed: string) => ReactNode;
}

/**
 * Chooses one student of the roster by name or id: type, go up and down, Enter. What was chosen is shown with name and
 * id and can be taken back; text alone is never a choice.
 */
export function PersonPicker({ label, value, onChange, otherwise }: PersonPickerProps) {
  const [typed, setTyped] = useState("");
  const { people, total, searching, error } = useFoundPeople(typed);
  const wanted = typed.trim();

  if (value !== null) {
    return (
      <div className="flex min-w-0 flex-col gap-1">
        <span className="text-xs text-muted">{label}</span>
        <div className="flex min-h-9 items-center gap-2 rounded-control border border-line-strong bg-sunken pl-2.5">
          <span className="min-w-0 flex-1 truncate text-sm">
            <span className="font-medium">{writePerson(value)}</span>
            {value.name !== null && <span className="text-muted"> · {value.id}</span>}
          </span>
          <Button
            kind="quiet"
            aria-label={`Somebody else than ${writePerson(value)}`}
            onClick={() => onChange(null)}
          >
            <X aria-hidden className="size-3.5" />
          </Button>
        </div>
      </div>
    );
  }
  return (
    <Command
      label={label}
      shouldFilter={false}
      loop
      // Whoever types a name has not chosen anybody yet: Enter sends no form.
      onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      className="flex min-w-0 flex-col gap-1 outline-none"
    >
      <span aria-hidden className="text-xs text-muted">
        {label}
      </span>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="Name or id"
        maxLength={100}
        className="h-9 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-muted"
      />
      <Command.List
        label={`${label}: found`}
        className={people.length > 0 ? "max-h-56 overflow-y-auto rounded-control border border-line p-1" : ""}
      >
        {people.map((person) => (
          <Command.Item
            key={person.student.id}
            value={person.student.id}
            onSelect={() => {
              setTyped("");
              onChange(person.student);
            }}
            className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-2 rounded-control px-2 py-1 text-sm data-[selected=true]:bg-sunken"
          >
            <span className="font-medium">{writePerson(person.student)}</span>
            <span className="text-xs text-muted">{writeFound(person)}</span>
          </Command.Item>
        ))}
      </Command.List>
      <p role="status" className="text-xs text-muted empty:hidden">
        {error !== null
          ? `The people could not be searched: ${error.message}`
          : wanted !== "" && !searching && people.length === 0
            ? `No name or id of the roster holds “${wanted}”.`
            : total > people.length
              ? `${total - people.length} more; type more of the name.`
              : ""}
      </p>
      {wanted !== "" && !searching && otherwise?.(wanted)}
    </Command>
  );
}

/** What tells two of one name apart. */
export function writeFound({ student, cohort, classes, left }: FoundPerson): string {
  return [student.name === null ? null : student.id, cohort, left ? "left" : classes.slice(0, 3).join(", ")]
    .filter((part) => part !== null && part !== "")
    .join(" · ");
}
