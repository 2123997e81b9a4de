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

/** Where people are looked for, and what is said of whom is found. */
export interface PeopleSource<Person> {
  /** Tells its answers from those of others. */
  readonly key: readonly string[];
  /** `total` is null where there are more than `most` and nobody counted them. */
  find(
    search: string,
    most: number,
    signal: AbortSignal,
  ): Promise<{ readonly people: readonly Person[]; readonly total: number | null }>;
  idOf(person: Person): string;
  nameOf(person: Person): string;
  /** What tells two of one name apart. */
  aboutOf(person: Person): string;
}

/** Students of the roster by name or id. */
const students: PeopleSource<FoundPerson> = {
  key: ["people"],
  find: (search, most, signal) =>
    read(foundPeople, `people?${new URLSearchParams({ search, limit: String(most) })}`, signal),
  idOf: ({ student }) => student.id,
  nameOf: ({ student }) => writePerson(student),
  aboutOf: writeFound,
};

/** Students by name or id, as the server finds them. */
export const useFoundPeople = (typed: string, most = mostFound) => useFoundIn(students, typed, most);

/** People of a source by what was typed, once typing rests. */
export function useFoundIn<Person>(source: PeopleSource<Person>, typed: string, most: number) {
  const search = useSettled(typed.trim(), searchDelayMs);
  const query = useQuery({
    queryKey: [...source.key, search, most],
    enabled: search !== "",
    queryFn: ({ signal }) => source.find(search, most, signal),
    placeholderData: (before) => before,
  });
  const asked = typed.trim() !== "";
  return {
    people: asked ? (query.data?.people ?? []) : [],
    /** null where there are more than are shown and nobody counted them. */
    total: asked && query.data !== undefined ? query.data.total : 0,
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
  /** true among filters: one line, over which what was found is laid. */
  readonly inLine?: boolean;
}

/** Chooses one student of the roster by name or id. */
export function PersonPicker({ label, value, onChange, otherwise, inLine = false }: PersonPickerProps) {
  return (
    <PeoplePicker
      label={label}
      source={students}
      chosen={value && { name: writePerson(value), id: value.name === null ? null : value.id }}
      onChoose={(found) => onChange(found?.student ?? null)}
      inLine={inLine}
      {...(otherwise === undefined ? {} : { otherwise })}
    />
  );
}

interface PeoplePickerProps<Person> {
  readonly label: string;
  readonly source: PeopleSource<Person>;
  /** `id` is null where it says no more than the name. */
  readonly chosen: { readonly name: string; readonly id: string | null } | null;
  /** null takes the choice back. */
  readonly onChoose: (person: Person | null) => void;
  readonly otherwise?: (typed: string) => ReactNode;
  readonly inLine?: boolean;
}

/**
 * Chooses one person by name or id: type, go up and down, Enter. Who was chosen is shown with name and id and can be taken
 * back; text alone is never a choice.
 */
export function PeoplePicker<Person>({
  label,
  source,
  chosen,
  onChoose,
  otherwise,
  inLine = false,
}: PeoplePickerProps<Person>) {
  const [typed, setTyped] = useState("");
  const { people, total, searching, error } = useFoundIn(source, typed, mostFound);
  const wanted = typed.trim();

  if (chosen !== null) {
    return (
      <div className="flex min-w-0 flex-col gap-1">
        <span className="text-xs text-muted">{label}</span>
        <div className="flex min-h-9 items-center gap-2 rounded-control border border-line-strong bg-sunken pl-2.5">
          <span className="min-w-0 flex-1 truncate text-sm">
            <span className="font-medium">{chosen.name}</span>
            {chosen.id !== null && <span className="text-muted"> · {chosen.id}</span>}
          </span>
          <Button
            kind="quiet"
            aria-label={`Somebody else than ${chosen.name}`}
            onClick={() => onChoose(null)}
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
      className="relative flex min-w-0 flex-col gap-1 outline-none"
    >
      {!inLine && (
        <span aria-hidden className="text-xs text-muted">
          {label}
        </span>
      )}
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder={inLine ? `${label}, by name or id` : "Name or id"}
        maxLength={100}
        className={`h-9 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-muted ${inLine ? "sm:h-8" : ""}`}
      />
      <div
        className={
          inLine
            ? "absolute inset-x-0 top-full z-30 mt-1 rounded-control bg-surface shadow-lg [&>p]:px-2.5 [&>p]:py-1.5"
            : "contents"
        }
      >
        <Command.List
          label={`${label}: found`}
          className={
            people.length > 0 ? "max-h-56 overflow-y-auto rounded-control border border-line p-1" : ""
          }
        >
          {people.map((person) => (
            <Command.Item
              key={source.idOf(person)}
              value={source.idOf(person)}
              onSelect={() => {
                setTyped("");
                onChoose(person);
              }}
              className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-2 rounded-control px-2 py-1 text-sm data-[selected=true]:bg-sunken"
            >
              <span className="font-medium">{source.nameOf(person)}</span>
              <span className="text-xs text-muted">{source.aboutOf(person)}</span>
            </Command.Item>
          ))}
        </Command.List>
        <p role="status" className="text-xs text-muted empty:hidden">
          {error !== null
            ? `The people could not be searched: ${error.message}`
            : wanted !== "" && !searching && people.length === 0
              ? `No name or id of the roster holds “${wanted}”.`
              : total === null
                ? "There are more; type more of the name."
                : total > people.length
                  ? `${total - people.length} more; type more of the name.`
                  : ""}
        </p>
      </div>
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
