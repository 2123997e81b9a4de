import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { z } from "zod";
import {
  mergeView,
  personDetail,
  personPage,
  type rosterPersonView,
} from "../../../src/contract/http/roster.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post, read } from "../api/call-api.ts";
import { PeoplePicker, type PeopleSource } from "../students/person-picker.tsx";
import { catalogueKey } from "./use-catalogue.ts";
import type { Deeds } from "./use-deeds.ts";
import { writeName } from "./write-name.ts";

type Person = z.infer<typeof personDetail>;
type RosterPerson = z.infer<typeof rosterPersonView>;

interface MergeDialogProps {
  /** Who stays. */
  readonly person: Person;
  readonly deeds: Deeds;
  readonly onClose: () => void;
}

const anyAnswer = z.unknown();

/** Two records turned out to be one person: shows both beside each other before they are told as one. */
export function MergeDialog({ person, deeds, onClose }: MergeDialogProps) {
  const [other, setOther] = useState<RosterPerson | null>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const others = useMemo(() => othersThan(person), [person]);
  const twin = useQuery({
    queryKey: [...catalogueKey, "person", other?.id],
    enabled: other !== null,
    queryFn: ({ signal }) => read(personDetail, `roster/people/${other?.id}`, signal),
  });

  async function merge() {
    if (twin.data === undefined || reason.trim() === "") return;
    setBusy(true);
    setTrouble(null);
    try {
      const merged = await post(mergeView, "roster/merges", {
        kept: person.id,
        merged: twin.data.id,
        reason: reason.trim(),
      });
      // Before what is known is read anew: the other record is none any more.
      onClose();
      await deeds.did(
        `Merged: ${merged.scans} scans, ${merged.enrolments} enrolments and ${merged.identifiers} identifiers are ${writeName(person)}’s now.${merged.ended.length === 0 ? "" : ` Ended: ${merged.ended.join(", ")}.`}`,
        () => post(anyAnswer, `roster/merges/${merged.id}/undo`),
      );
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }
  return (
    <Dialog title="Merge two records" onClose={onClose} wide>
      <p className="mt-1 text-sm text-muted">
        What belongs to the other record becomes {writeName(person)}’s, and marks are judged anew. It can be
        taken back.
      </p>
      <div className="mt-4 flex flex-col gap-4">
        <PeoplePicker
          label="The other record"
          source={others}
          chosen={other && { name: writeName(other), id: other.code }}
          onChoose={setOther}
        />
        {twin.data !== undefined && (
          <div className="grid gap-3 sm:grid-cols-2">
            <Record title="Stays" person={person} />
            <Record title="Is told as part of it" person={twin.data} />
          </div>
        )}
        <TextField label="Reason" value={reason} onChange={setReason} maxLength={300} required />
        {trouble !== null && (
          <p role="alert" className="text-sm text-denied">
            {trouble}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            disabled={busy || twin.data === undefined || reason.trim() === ""}
            onClick={() => void merge()}
          >
            Merge
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Records of the same kind, those without an id too: they are what is merged. */
function othersThan({ id, kind }: Person): PeopleSource<RosterPerson> {
  const list = kind === "student" ? "roster/students" : "roster/staff";
  return {
    key: [...catalogueKey, "merge", kind, id],
    async find(search, most, signal) {
      const asked = new URLSearchParams({ search, limit: String(most + 1) });
      const { people } = await read(personPage, `${list}?${asked}`, signal);
      const others = people.filter((one) => one.id !== id);
      return { people: others.slice(0, most), total: others.length > most ? null : others.length };
    },
    idOf: (one) => one.id,
    nameOf: writeName,
    aboutOf: ({ code, cohort, email }) => [code, cohort, email].filter((part) => part !== null).join(" · "),
  };
}

function Record({ title, person }: { title: string; person: Person }) {
  return (
    <section aria-label={title} className="rounded-control border border-line p-3 text-sm">
      <p className="text-2xs font-medium text-muted">{title}</p>
      <p className="font-medium">{writeName(person)}</p>
      <ul className="mt-1 text-xs text-muted">
        {person.identifiers.map(({ scheme, value, to }) => (
          <li key={`${scheme} ${value}`}>
            {scheme.replaceAll("_", " ")} {value}
            {to === null ? "" : ", ended"}
          </li>
        ))}
        {person.enrolments.map(({ id, code, from }) => (
          <li key={id}>
            {code} from {writeShortDay(from)}
          </li>
        ))}
      </ul>
    </section>
  );
}
