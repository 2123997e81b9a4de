import { useId } from "react";
import { FoldedFilters } from "../../ui/folded-filters.tsx";
import { Select } from "../../ui/select.tsx";
import type { Narrowings } from "./narrow-sessions.ts";
import { sessionLooks } from "./session-looks.ts";
import type { SessionsSearch } from "./sessions-search.ts";

interface SessionFiltersProps {
  readonly search: SessionsSearch;
  readonly narrowings: Narrowings;
  readonly onChange: (search: SessionsSearch) => void;
}

const all = "";

/** What narrows the sessions of a day. What is chosen stays to be seen, also where the day has none of it. */
export function SessionFilters({ search, narrowings, onChange }: SessionFiltersProps) {
  const id = useId();
  const { day, search: words, ...filters } = search;
  const narrowed = Object.values(filters).some((value) => value !== undefined);
  const chosen = (value: string): string | undefined => (value === all ? undefined : value);
  return (
    <div className="flex flex-wrap items-center gap-2 *:max-w-full sm:*:max-w-56 print:hidden">
      <FoldedFilters
        set={Object.values(filters).filter((value) => value !== undefined).length}
        onClear={narrowed ? () => onChange({ day, search: words }) : null}
      >
        <Select
          label="Room"
          value={search.room ?? all}
          choices={choicesOf(
            "All rooms",
            narrowings.rooms.map((room) => [room, room]),
            search.room,
          )}
          onChange={(room) => onChange({ ...search, room: chosen(room) })}
        />
        <Select
          label="Class"
          value={search.class ?? all}
          choices={choicesOf(
            "All classes",
            narrowings.classes.map(({ code, title }) => [
              code,
              title === "" || title === code ? code : `${code} · ${title}`,
            ]),
            search.class,
          )}
          onChange={(code) => onChange({ ...search, class: chosen(code) })}
        />
        <Select
          label="Staff"
          value={search.staff ?? all}
          choices={choicesOf(
            "All staff",
            narrowings.staff.map(({ id, word }) => [id, word]),
            search.staff,
          )}
          onChange={(staff) => onChange({ ...search, staff: chosen(staff) })}
        />
        <Select
          label="State"
          value={search.state ?? all}
          choices={choicesOf(
            "All states",
            Object.entries(sessionLooks).map(([state, { word }]) => [state, word]),
            undefined,
          )}
          onChange={(state) => {
            const wanted = (Object.keys(sessionLooks) as (keyof typeof sessionLooks)[]).find(
              (each) => each === state,
            );
            onChange({ ...search, state: wanted });
          }}
        />
        <label htmlFor={id} className="inline-flex h-9 items-center gap-2 px-1 text-sm sm:h-8">
          <input
            id={id}
            type="checkbox"
            checked={search.look === "yes"}
            onChange={({ target }) => onChange({ ...search, look: target.checked ? "yes" : undefined })}
            className="size-4 accent-accent"
          />
          Needs a look
        </label>
      </FoldedFilters>
    </div>
  );
}

function choicesOf(
  everything: string,
  found: readonly (readonly [string, string])[],
  chosen: string | undefined,
): { value: string; word: string }[] {
  const missing = chosen !== undefined && !found.some(([value]) => value === chosen);
  return [
    { value: all, word: everything },
    ...found.map(([value, word]) => ({ value, word })),
    ...(missing ? [{ value: chosen, word: chosen }] : []),
  ];
}
