import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import type { PersonView } from "../../../src/contract/http/sessions.ts";
import { studentNeighbours } from "../../../src/contract/http/students.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { read } from "../api/call-api.ts";
import { writePerson } from "../registers/write-person.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { type StudentListSearch, studentListQuery } from "./student-list-search.ts";

interface NeighboursProps {
  readonly student: string;
  readonly search: StudentListSearch;
}

/** The students before and after in the list that the reader came from; K and J go there. */
export function Neighbours({ student, search }: NeighboursProps) {
  const navigate = useNavigate();
  const reading = useLiveValue((live) => live.reading);
  const { data } = useQuery({
    queryKey: ["students", "neighbours", reading, student, search],
    queryFn: ({ signal }) =>
      read(
        studentNeighbours,
        `students/${encodeURIComponent(student)}/neighbours?${studentListQuery(search)}`,
        signal,
      ),
  });
  const previous = data?.previous ?? null;
  const next = data?.next ?? null;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof HTMLInputElement || document.querySelector("dialog[open]") !== null) return;
      const to = event.key === "j" ? next : event.key === "k" ? previous : null;
      if (to === null) return;
      event.preventDefault();
      void navigate({ to: "/students/$student", params: { student: to.id }, search });
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [previous, next, navigate, search]);
  return (
    <nav aria-label="Students of the list" className="flex items-center gap-1 print:hidden">
      {data !== undefined && data.place > 0 && (
        <span className="mr-2 text-xs text-muted">
          {data.place.toLocaleString("en-GB")} of {data.total.toLocaleString("en-GB")}
        </span>
      )}
      <Step to={previous} search={search} word="Previous" keyName="K">
        <ChevronLeft aria-hidden className="size-3.5" />
      </Step>
      <Step to={next} search={search} word="Next" keyName="J">
        <ChevronRight aria-hidden className="size-3.5" />
      </Step>
    </nav>
  );
}

interface StepProps {
  readonly to: PersonView | null;
  readonly search: StudentListSearch;
  readonly word: string;
  readonly keyName: string;
  readonly children: ReactNode;
}

function Step({ to, search, word, keyName, children }: StepProps) {
  if (to === null) {
    return (
      <Button disabled aria-label={`No ${word.toLowerCase()} student`}>
        {children}
      </Button>
    );
  }
  return (
    <Link
      to="/students/$student"
      params={{ student: to.id }}
      search={search}
      aria-label={`${word} student, ${writePerson(to)}`}
      aria-keyshortcuts={keyName}
      title={`${word}: ${writePerson(to)} (${keyName})`}
      className={buttonLook("plain")}
    >
      {children}
    </Link>
  );
}
