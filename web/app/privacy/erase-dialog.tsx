import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ErasureView, erasurePreview, erasureView } from "../../../src/contract/http/privacy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post, read } from "../api/call-api.ts";

const fates = [
  ["goes", "Goes"],
  ["stripped", "Stays without the person"],
  ["stays", "Stays"],
] as const;

/** Shows what erasing somebody would do, and does it once their id was typed. */
export function EraseDialog({
  person,
  onErased,
  onClose,
}: {
  readonly person: string;
  readonly onErased: (erasure: ErasureView) => void;
  readonly onClose: () => void;
}) {
  const path = `people/${encodeURIComponent(person)}/erasure`;
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const preview = useQuery({
    queryKey: ["erasure", person],
    queryFn: ({ signal }) => read(erasurePreview, path, signal),
    retry: false,
    gcTime: 0,
  });
  const erase = useMutation({
    mutationFn: () => post(erasureView, path, { typed, reason }),
    onSuccess: onErased,
  });
  const { data, error } = preview;
  const hindered = data !== undefined && data.obstacles.length > 0;
  return (
    <Dialog title={`Erase ${data?.person.name ?? person}`} onClose={onClose} wide>
      {error !== null && (
        <ReadTrouble what="What it would do" error={error} onAgain={() => void preview.refetch()} />
      )}
      {data === undefined && error === null && <SkeletonRows label="Looking through the store" rows={4} />}
      {data !== undefined && (
        <form
          className="mt-2 flex flex-col gap-4 text-sm"
          onSubmit={(event) => {
            event.preventDefault();
            erase.mutate();
          }}
        >
          {hindered && (
            <div role="alert" className="flex flex-col gap-1 text-denied">
              <p className="font-medium">This has to be settled first:</p>
              <ul className="list-disc pl-5">
                {data.obstacles.map((obstacle) => (
                  <li key={obstacle}>{obstacle}</li>
                ))}
              </ul>
            </div>
          )}
          <div className="flex flex-col gap-3">
            {fates.map(([fate, word]) => {
              const tables = data.tables.filter((table) => table.fate === fate && table.rows > 0);
              return (
                tables.length > 0 && (
                  <section key={fate} aria-label={word}>
                    <h3 className="font-medium">{word}</h3>
                    <ul>
                      {tables.map(({ table, title, rows, because }) => (
                        <li key={table} className="border-b border-line py-1.5 last:border-b-0">
                          {title}{" "}
                          <span className="text-muted tabular-nums">· {rows.toLocaleString("en-GB")}</span>
                          <p className="text-xs text-muted">{because}</p>
                        </li>
                      ))}
                    </ul>
                  </section>
                )
              );
            })}
          </div>
          {data.sources.length > 0 && (
            <p className="text-muted">
              Told of by {data.sources.join(", ")}: as long as that names the person, its next import brings
              them in again, as somebody new.
            </p>
          )}
          {!hindered && (
            <>
              <TextField
                label="Why"
                note="Who asked, and on what ground. It stays on the audit log, without the person."
                value={reason}
                onChange={setReason}
              />
              <TextField
                label={`Type ${data.person.id} to erase for good`}
                value={typed}
                onChange={setTyped}
              />
            </>
          )}
          {erase.error !== null && (
            <p role="alert" className="text-denied">
              {erase.error.message}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{hindered ? "Close" : "Keep the person"}</Button>
            {!hindered && (
              <Button
                type="submit"
                kind="primary"
                disabled={erase.isPending || typed.trim() !== data.person.id || reason.trim() === ""}
              >
                {erase.isPending ? "Erasing…" : "Erase for good"}
              </Button>
            )}
          </div>
        </form>
      )}
    </Dialog>
  );
}
