import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";

interface AloneProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
}

/** What a page says that has nothing else to show, in its middle: why, and what to do. */
export function Alone({ icon, title, children }: AloneProps) {
  return (
    <div className="m-auto">
      <EmptyState icon={icon} title={title} level={2}>
        {children}
      </EmptyState>
    </div>
  );
}
