import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type ImportView, importView } from "../../../src/contract/http/imports.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ApiFault, post } from "../api/call-api.ts";
import { newerPreview } from "./newer-preview.ts";
import { sumUpImport } from "./sum-up-import.ts";
import { importsKey } from "./use-imports.ts";

/** Says once more what will happen, asks about each warning, and does it: all or nothing. */
export function ApplyDialog({ view, onClose }: { view: ImportView; onClose: () => void }) {
  const client = useQueryClient();
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const applying = useMutation({
    mutationFn: () =>
      post(importView, `imports/${encodeURIComponent(view.id)}/apply`, {
        confirmWarnings: view.warnings.length > 0,
      }),
    onSuccess: (applied) => {
      client.setQueryData([...importsKey, view.id], applied);
      void client.invalidateQueries({ queryKey: importsKey });
      onClose();
    },
  });
  const all = view.warnings.every((warning) => seen.has(warning));
  const instead = applying.error instanceof ApiFault ? newerPreview(applying.error) : null;
  return (
    <Dialog title="Apply this import?" onClose={applying.isPending ? () => undefined : onClose}>
      <div className="mt-2 flex flex-col gap-3 text-sm text-muted">
        <p className="font-medium text-ink">{capital(sumUpImport(view))}.</p>
        <p>
          All of it is done, or nothing. Marks of the sessions it touches are judged anew. Nothing is deleted:
          what ends keeps its past.
        </p>
        {view.refused > 0 && (
          <p>
            {view.refused === 1 ? "1 row was" : `${number.format(view.refused)} rows were`} refused and will
            not be there. Correct the file and import it again afterwards: what is stored by then stays the
            same.
          </p>
        )}
        {view.warnings.map((warning) => (
          <Checkbox
            key={warning}
            label={<span className="text-ink">I have looked at this: {warning}.</span>}
            checked={seen.has(warning)}
            disabled={applying.isPending}
            onChange={(checked) =>
              setSeen((before) => {
                const after = new Set(before);
                if (checked) after.add(warning);
                else after.delete(warning);
                return after;
              })
            }
          />
        ))}
        {applying.isPending && (
          <div className="flex items-center gap-3">
            <progress aria-label="Applying" className="h-2 flex-1 accent-accent" />
            <p role="status">Applying. A large school takes up to a minute.</p>
          </div>
        )}
        {applying.error !== null && (
          <p role="alert" className="text-denied">
            {instead === null
              ? applying.error.message
              : "What is stored has changed since this preview, so that it would do something else now. Nothing was changed."}
          </p>
        )}
      </div>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button disabled={applying.isPending} onClick={onClose}>
          Cancel
        </Button>
        {instead === null ? (
          <Button kind="primary" disabled={!all || applying.isPending} onClick={() => applying.mutate()}>
            {applying.isPending ? "Applying" : "Apply"}
          </Button>
        ) : (
          <Link
            to="/imports/$import"
            params={{ import: instead }}
            onClick={() => void client.invalidateQueries({ queryKey: importsKey })}
            className={buttonLook("primary")}
          >
            Look at the new preview
          </Link>
        )}
      </div>
    </Dialog>
  );
}

const number = new Intl.NumberFormat("en-GB");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
