import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { CreditCard, GraduationCap, Merge, Plus, UserRoundX } from "lucide-react";
import { useState } from "react";
import { z } from "zod";
import { identifierSchemes, personDetail, personPage } from "../../../src/contract/http/roster.ts";
import { foldText } from "../../../src/domain/kernel/fold-text.ts";
import { writeDay } from "../../time/write-day.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { isNowhere, patch, post, read } from "../api/call-api.ts";
import { instantOfLocal } from "../registers/instant-of-local.ts";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { DeedLine } from "./deed-line.tsx";
import { MergeDialog } from "./merge-dialog.tsx";
import { personFields } from "./people-page.tsx";
import { maybeOf, namesOf, RecordDialog, textOf } from "./record-dialog.tsx";
import { RecordTable } from "./record-table.tsx";
import { SchoolParts } from "./school-parts.tsx";
import { catalogueKey, useRosterClasses } from "./use-catalogue.ts";
import { useDeeds } from "./use-deeds.ts";
import { writeName } from "./write-name.ts";

const route = getRouteApi("/school/people/$person");
const anyAnswer = z.unknown();

const schemeWords: Readonly<Record<(typeof identifierSchemes)[number], string>> = {
  student_id: "Student id",
  card_uid: "Card",
  face_subject: "Face",
  device_person: "Number at a device",
  username: "User name",
};

type Open =
  | { readonly kind: "person" | "identifier" | "enrol" | "merge" }
  | {
      readonly kind: "enrolment";
      readonly id: string;
      readonly code: string;
      readonly from: string;
      readonly to: string | null;
    };

/** One person of the roster, by the store's id; somebody's own id leads to the same page. */
export function PersonPage() {
  const { person } = route.useParams();
  return z.uuid().safeParse(person).success ? (
    <KnownPerson id={person.toLowerCase()} />
  ) : (
    <PersonOfCode code={person} />
  );
}

/** Looks for whoever has an id of their own, and goes on to their page. */
function PersonOfCode({ code }: { readonly code: string }) {
  const query = useQuery({
    queryKey: [...catalogueKey, "person of", code],
    async queryFn({ signal }) {
      const asked = new URLSearchParams({ search: code, limit: "200" });
      const pages = await Promise.all([
        read(personPage, `roster/students?${asked}`, signal),
        read(personPage, `roster/staff?${asked}`, signal),
      ]);
      const people = pages.flatMap((page) => page.people);
      const same = (own: string | null) => own !== null && foldText(own) === foldText(code);
      return people.find((one) => one.code === code) ?? people.find((one) => same(one.code)) ?? null;
    },
  });
  if (query.data) return <Navigate to="/school/people/$person" params={{ person: query.data.id }} replace />;
  if (query.data === null || isNowhere(query.error)) return <NoSuchPerson named={code} />;
  if (query.error === null) return <PageSkeleton />;
  return (
    <>
      <PageHeading title={code} />
      <ReadTrouble what="The person" error={query.error} onAgain={() => void query.refetch()} />
    </>
  );
}

function NoSuchPerson({ named }: { readonly named: string | null }) {
  return (
    <>
      <PageHeading title={named ?? "No such person"} />
      <Panel title="Not found" className="shrink-0">
        <EmptyState icon={UserRoundX} title="Nobody is at this address">
          <p>
            {named === null
              ? "The person may have been merged into another or erased, or a letter of the link is missing."
              : `Nobody of the roster has the id “${named}”. A letter may be missing, or the person was not brought in yet.`}
          </p>
          <div className="flex flex-wrap gap-2">
            <Link
              to="/school/people"
              search={named === null ? {} : { search: named }}
              className={buttonLook("primary")}
            >
              {named === null ? "To all people" : "Look among all people"}
            </Link>
            <Link to="/imports" className={buttonLook("plain")}>
              Bring in people
            </Link>
          </div>
        </EmptyState>
      </Panel>
    </>
  );
}

/** Who it is, by what scans name the person, and in which classes. */
function KnownPerson({ id }: { readonly id: string }) {
  const query = useQuery({
    queryKey: [...catalogueKey, "person", id],
    queryFn: ({ signal }) => read(personDetail, `roster/people/${id}`, signal),
  });
  const classes = useRosterClasses();
  const deeds = useDeeds();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const person = query.data;
  if (person === undefined) {
    if (query.error === null) return <PageSkeleton />;
    if (isNowhere(query.error)) return <NoSuchPerson named={null} />;
    return (
      <>
        <PageHeading title="Person" />
        <ReadTrouble what="The person" error={query.error} onAgain={() => void query.refetch()} />
      </>
    );
  }
  const shown = writeName(person);
  const { givenName, familyName, email, cohort } = person;
  return (
    <>
      <PageHeading
        title={shown}
        note={person.code ?? "without an id"}
        tools={
          <>
            {person.kind === "student" && person.code !== null && (
              <Link to="/students/$student" params={{ student: person.code }} className={buttonLook("quiet")}>
                Attendance
              </Link>
            )}
            <Button onClick={() => setOpen({ kind: "merge" })}>
              <Merge aria-hidden className="size-3.5" />
              Merge…
            </Button>
            <Button kind="primary" onClick={() => setOpen({ kind: "person" })}>
              Change
            </Button>
          </>
        }
      />
      <SchoolParts />
      <DeedLine deeds={deeds} />
      <p className="text-sm text-muted">
        {[person.kind === "student" ? "Student" : "Staff", email, cohort === null ? null : `Cohort ${cohort}`]
          .filter((part) => part !== null)
          .join(" · ")}
      </p>
      <RecordTable
        title="Cards, faces and ids"
        what="The identifiers"
        query={{ data: person.identifiers, error: null, refetch: query.refetch }}
        keyOf={({ scheme, value, from }) => `${scheme} ${value} ${from ?? ""}`}
        nameOf={({ value }) => value}
        columns={[
          { head: "Kind", cell: ({ scheme }) => schemeWords[scheme] },
          { head: "Value", cell: ({ value }) => value },
          { head: "Since", cell: ({ from }) => (from === null ? "ever" : writeMoment(from, timeZone)) },
          { head: "Until", cell: ({ to }) => (to === null ? "" : writeMoment(to, timeZone)) },
        ]}
        tools={
          <Button onClick={() => setOpen({ kind: "identifier" })}>
            <CreditCard aria-hidden className="size-3.5" />
            Issue a card or id…
          </Button>
        }
        empty={{
          icon: CreditCard,
          title: "No scan can name this person",
          children: <p>Issue a card or an id; scans that named it before count from then on.</p>,
        }}
      />
      {person.kind === "student" && (
        <RecordTable
          title="Classes"
          what="The enrolments"
          query={{ data: person.enrolments, error: null, refetch: query.refetch }}
          keyOf={(one) => one.id}
          nameOf={({ code }) => code}
          columns={[
            { head: "Class", cell: ({ code }) => code },
            { head: "From", cell: ({ from }) => writeDay(from) },
            { head: "Until", cell: ({ to }) => (to === null ? "it ends" : `before ${writeDay(to)}`) },
          ]}
          onEdit={({ id: enrolment, code, from, to }) =>
            setOpen({ kind: "enrolment", id: enrolment, code, from, to })
          }
          tools={
            <Button onClick={() => setOpen({ kind: "enrol" })}>
              <Plus aria-hidden className="size-3.5" />
              Enrol…
            </Button>
          }
          empty={{
            icon: GraduationCap,
            title: "In no class",
            children: (
              <p>Enrol the student in a class, and the registers of its sessions expect the student.</p>
            ),
          }}
        />
      )}
      {open?.kind === "person" && (
        <RecordDialog
          title={`Change ${shown}`}
          fields={personFields(person.kind)}
          begin={{
            givenName: givenName ?? "",
            familyName: familyName ?? "",
            email: email ?? "",
            cohort: cohort ?? "",
          }}
          action="Change"
          onSave={async (values) => {
            await patch(personDetail, `roster/people/${id}`, {
              givenName: maybeOf(values, "givenName"),
              familyName: maybeOf(values, "familyName"),
              email: maybeOf(values, "email"),
              ...(person.kind === "student" ? { cohort: maybeOf(values, "cohort") } : {}),
            });
            await deeds.did("The record was changed.", () =>
              patch(personDetail, `roster/people/${id}`, { givenName, familyName, email, cohort }),
            );
          }}
          onClose={close}
        />
      )}
      {open?.kind === "identifier" && (
        <RecordDialog
          title="Issue a card or id"
          about="The one of that kind that holds now ends when the new one begins; scans since then change hands."
          fields={[
            {
              name: "scheme",
              label: "Kind",
              single: true,
              required: true,
              choices: identifierSchemes.map((scheme) => ({ value: scheme, word: schemeWords[scheme] })),
            },
            { name: "value", label: "Value", note: "Left empty, the one of now only ends" },
            {
              name: "from",
              label: "From",
              type: "datetime-local",
              note: "When it passed to this person; left empty, now. Scans since then change hands",
            },
            { name: "reason", label: "Reason", required: true, note: "Lost card, new photo" },
            {
              name: "alike",
              label: "If it looks like another's",
              single: true,
              choices: [{ value: "meant", word: "it is meant all the same" }],
              note: "An id like another's, or another's card as another reader shows it, is refused otherwise",
            },
          ]}
          begin={{}}
          action="Issue"
          onSave={async (values) => {
            const from = instantOfLocal(textOf(values, "from"), timeZone);
            await post(personDetail, `roster/people/${id}/identifiers`, {
              ...(from === null ? {} : { from }),
              scheme: namesOf(values, "scheme")[0],
              value: maybeOf(values, "value"),
              reason: textOf(values, "reason"),
              alike: namesOf(values, "alike")[0] === "meant",
            });
            await deeds.did("It was issued.");
          }}
          onClose={close}
        />
      )}
      {open?.kind === "enrol" && (
        <RecordDialog
          title={`Enrol ${shown}`}
          fields={[
            {
              name: "class",
              label: "Class",
              single: true,
              required: true,
              choices: classes.data?.map(({ code, title }) => ({ value: code, word: title })) ?? "reading",
            },
            {
              name: "from",
              label: "From",
              type: "date",
              required: true,
              note: "On days that are over they count as missing where no scan shows them, and alerts may open",
            },
          ]}
          begin={{ from: today }}
          action="Enrol"
          onSave={async (values) => {
            const code = namesOf(values, "class")[0];
            const from = textOf(values, "from");
            const one = await post(enrolled, "roster/enrolments", {
              student: id,
              class: classes.data?.find((known) => known.code === code)?.id,
              from,
            });
            // One that ends on its first day never was.
            await deeds.did(`Enrolled in ${code} from ${writeDay(from)}.${writePast(one.past)}`, () =>
              patch(anyAnswer, `roster/enrolments/${one.id}`, { to: from }),
            );
          }}
          onClose={close}
        />
      )}
      {open?.kind === "enrolment" && (
        <RecordDialog
          title={`${shown} in ${open.code}`}
          about="Whoever leaves is expected no more from that day on; marks of before stay."
          fields={[
            { name: "from", label: "From", type: "date", required: true },
            { name: "to", label: "No more from", type: "date", note: "Empty while it lasts" },
          ]}
          begin={{ from: open.from, to: open.to ?? "" }}
          action="Change"
          onSave={async (values) => {
            const path = `roster/enrolments/${open.id}`;
            const one = await patch(enrolled, path, {
              from: textOf(values, "from"),
              to: maybeOf(values, "to"),
            });
            await deeds.did(`The days in ${open.code} were changed.${writePast(one.past)}`, () =>
              patch(anyAnswer, path, { from: open.from, to: open.to }),
            );
          }}
          onClose={close}
        />
      )}
      {open?.kind === "merge" && <MergeDialog person={person} deeds={deeds} onClose={close} />}
    </>
  );
}

const enrolled = z.object({ id: z.string(), past: z.object({ judged: z.number(), final: z.number() }) });

/** What became of sessions that are over; nothing where there are none. */
function writePast({ judged, final }: z.infer<typeof enrolled>["past"]): string {
  const sessions = (n: number): string => (n === 1 ? "1 session" : `${n} sessions`);
  const anew =
    judged === 0 ? "" : ` ${sessions(judged)} of before ${judged === 1 ? "was" : "were"} judged with them.`;
  const left =
    final === 0
      ? ""
      : ` ${sessions(final)} of before ${final === 1 ? "is" : "are"} final and not counted: what would follow is proposed in ${final === 1 ? "its register" : "their registers"}.`;
  return anew + left;
}
