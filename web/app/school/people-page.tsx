import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, UserPlus } from "lucide-react";
import { useState } from "react";
import { personDetail, personPage } from "../../../src/contract/http/roster.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { post, read } from "../api/call-api.ts";
import { DeedLine } from "./deed-line.tsx";
import { MergesPanel } from "./merges-panel.tsx";
import { maybeOf, RecordDialog, type RecordField, textOf } from "./record-dialog.tsx";
import { RecordTable } from "./record-table.tsx";
import { SchoolParts } from "./school-parts.tsx";
import { useAddAsked } from "./use-add-asked.ts";
import { catalogueKey } from "./use-catalogue.ts";
import { useDeeds } from "./use-deeds.ts";
import { writeName } from "./write-name.ts";

const route = getRouteApi("/school/people");
const atOnce = 50;

export const personFields = (kind: "student" | "staff"): readonly RecordField[] => [
  { name: "givenName", label: "Given name" },
  { name: "familyName", label: "Family name" },
  { name: "email", label: "Mail", type: "email" },
  ...(kind === "student"
    ? [{ name: "cohort", label: "Cohort", note: "The year or group that one began with" }]
    : []),
];

/** Students and staff as the roster has them. */
export function PeoplePage() {
  const { kind: chosen, search, add } = route.useSearch();
  const kind = chosen ?? "student";
  const navigate = route.useNavigate();
  const deeds = useDeeds();
  const [adding, setAdding] = useState(false);
  useAddAsked(
    add,
    () => setAdding(true),
    () => void navigate({ search: { kind: chosen, search }, replace: true }),
  );
  const path = kind === "student" ? "roster/students" : "roster/staff";
  const people = useInfiniteQuery({
    queryKey: [...catalogueKey, "people", kind, search ?? ""],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const parameters = new URLSearchParams({ limit: String(atOnce) });
      if (search !== undefined) parameters.set("search", search);
      if (pageParam !== "") parameters.set("cursor", pageParam);
      return read(personPage, `${path}?${parameters}`, signal);
    },
    getNextPageParam: ({ next }) => next,
  });
  const rows = people.data?.pages.flatMap((page) => page.people);
  return (
    <>
      <PageHeading title="School" note="kept by hand" />
      <SchoolParts />
      <DeedLine deeds={deeds} />
      <div className="flex flex-wrap items-center gap-3">
        <SegmentedControl
          label="Who"
          value={kind}
          segments={[
            { value: "student", word: "Students" },
            { value: "staff", word: "Staff" },
          ]}
          onChange={(next) =>
            void navigate({ search: { search, kind: next === "staff" ? next : undefined } })
          }
        />
        <SearchField
          label="Find people"
          placeholder="Name or id"
          value={search ?? ""}
          onChange={(typed) =>
            void navigate({
              search: { kind: chosen, search: typed === "" ? undefined : typed },
              replace: true,
            })
          }
        />
      </div>
      <RecordTable
        title={kind === "student" ? "Students" : "Staff"}
        what="The people"
        partial={people.hasNextPage}
        query={{ data: rows, error: people.error, refetch: people.refetch }}
        keyOf={({ id }) => id}
        nameOf={writeName}
        columns={[
          {
            head: "Name",
            cell: (person) => (
              <Link
                to="/school/people/$person"
                params={{ person: person.id }}
                className="hover:underline max-sm:inline-block max-sm:py-1"
              >
                {writeName(person)}
              </Link>
            ),
          },
          { head: kind === "student" ? "Student id" : "User name", cell: ({ code }) => code },
          { head: "Mail", cell: ({ email }) => email },
          { head: kind === "student" ? "Cohort" : "", cell: ({ cohort }) => cohort },
        ]}
        tools={
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden className="size-3.5" />
            {kind === "student" ? "Add a student" : "Add to the staff"}
          </Button>
        }
        empty={{
          icon: UserPlus,
          title: search === undefined ? "Nobody yet" : "Nobody is called so",
          children: (
            <p>
              {search === undefined
                ? "People come with a roster by file, or are added here."
                : "Look for another part of the name or id, or add the person."}
            </p>
          ),
        }}
      />
      {people.hasNextPage && (
        <div className="flex justify-center">
          <Button disabled={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <MergesPanel deeds={deeds} />
      {adding && (
        <RecordDialog
          title={kind === "student" ? "Add a student" : "Add to the staff"}
          fields={[
            { name: "code", label: kind === "student" ? "Student id" : "User name", required: true },
            ...personFields(kind),
            {
              name: "from",
              label: "Theirs from",
              type: "date",
              note: `Only where somebody else had the ${kind === "student" ? "id" : "user name"} before: the first day of the new person`,
            },
          ]}
          begin={{}}
          action="Add"
          onSave={async (values) => {
            const from = textOf(values, "from");
            const person = await post(personDetail, path, {
              code: textOf(values, "code"),
              from: from === "" ? null : from,
              givenName: maybeOf(values, "givenName"),
              familyName: maybeOf(values, "familyName"),
              email: maybeOf(values, "email"),
              ...(kind === "student" ? { cohort: maybeOf(values, "cohort") } : {}),
            });
            await deeds.did(`${writeName(person)} was added.`);
            await navigate({ to: "/school/people/$person", params: { person: person.id } });
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}
