import type { ErrorComponentProps } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";

/** In place of a page that could not be shown. A newer server may have taken an older page's files away. */
export function PageTrouble({ error }: ErrorComponentProps) {
  return (
    <>
      <PageHeading title="This page could not be shown" />
      <EmptyState icon={TriangleAlert} title="Reloading may mend it" level={2}>
        <p>
          When the server was updated, this window still asks for files that are gone.{" "}
          {error instanceof Error && error.message}
        </p>
        <div>
          <Button kind="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        </div>
      </EmptyState>
    </>
  );
}
