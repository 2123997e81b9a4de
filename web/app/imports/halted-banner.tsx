import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { type ImportView, importView } from "../../../src/contract/http/imports.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { post } from "../api/call-api.ts";
import { importsKey } from "./use-imports.ts";

/** Says why an import that was begun is written no further, and lets a person try again; nothing for every other. */
export function HaltedBanner({ view }: { view: ImportView }) {
  const client = useQueryClient();
  const again = useMutation({
    // The warnings were confirmed when it was begun.
    mutationFn: () =>
      post(importView, `imports/${encodeURIComponent(view.id)}/apply`, { confirmWarnings: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: importsKey }),
  });
  if (view.halted === null && !again.isPending) return null;
  return (
    <div className="overflow-hidden rounded-panel border border-line">
      <Banner
        icon={TriangleAlert}
        kind="trouble"
        title="It stopped on the way."
        action={
          <Button disabled={again.isPending} onClick={() => again.mutate()}>
            {again.isPending ? "Trying again" : "Try again"}
          </Button>
        }
      >
        {view.halted === null
          ? "It is being tried again."
          : `A part is stored, and the rest is not: ${view.halted}`}
      </Banner>
    </div>
  );
}
