import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { mergeView, personDetail, personPage } from "../../../src/contract/http/roster.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { post, read } from "../api/call-api.ts";
import { catalogueKey } from "./use-catalogue.ts";
import type { Deeds } from "./use-deeds.ts";
import { writeName } from "./write-name.ts";

type Person = z.infer<typeof personDetail>;

interface MergeDialogProps {
  /** Who stays. */
  readonly person: Person;
  readonly deeds: Deeds;
  readonly onClose: () => void;
}

const mostFound = 8;
const searchDelayMs = 200;
const anyAnswer = z.unknown();

/** Two records turned out to be one person: shows both beside each other before they are told as one. */
export function MergeDialog({ person, deeds, onClose }: MergeDialogProps) {
  const [typed, setTyped] = useState("");
  const [other, setOther] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const search = useSettled(typed.trim(), searchDelayMs);
  const list = person.kind === "student" ? "roster/students" : "roster/staff";
  const found = useQuery({
    queryKey: [...catalogueKey, "merge", person.kind, search],
    enabled: search !== "",
    queryFn: ({ signal }) =>
      read(personPage, `${list}?${new URLSearchParams({ search, limit: String(mostFound) })}`, signal),
  });
  const twin = useQuery({
    queryKey: [...catalogueKey, "person", other],
    enabled: other !== null,
    queryFn: ({ signal }) => read(personDetail, `roster/people/${other}`, signal),
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
        <SearchField label="The other record" placeholder="Name or id" value={typed} onChange={setTyped} />
        {search !== "" && found.data !== undefined && (
          <ul aria-label="Found" className="flex flex-wrap gap-2">
            {found.data.people
              .filter(({ id }) => id !== person.id)
              .map((one) => (
                <li key={one.id}>
                  <Button aria-pressed={other === one.id} onClick={() => setOther(one.id)}>
                    {writeName(one)} <span className="text-muted">{one.code}</span>
                  </Button>
                </li>
              ))}
          </ul>
        )}
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
            {code} from {from}
          </li>
        ))}
      </ul>
    </section>
  );
}
