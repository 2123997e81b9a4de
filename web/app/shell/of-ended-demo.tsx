import { DoorClosed } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";

interface OfEndedDemoProps {
  /** What the page is of. */
  readonly title: string;
  /** `class`, `student`, `session`. */
  readonly what: string;
  /** Where one goes on from here, as links. */
  readonly children: ReactNode;
}

/** The page of something that left the school with the demonstration. */
export function OfEndedDemo({ title, what, children }: OfEndedDemoProps) {
  return (
    <>
      <PageHeading title={title} />
      <Panel title="Of the demonstration">
        <EmptyState icon={DoorClosed} title="The demonstration was ended">
          <p>
            This {what} was of the demonstration, and is in no list or figure of the school. Its scans are
            kept.
          </p>
          <div className="flex flex-wrap gap-2">{children}</div>
        </EmptyState>
      </Panel>
    </>
  );
}
