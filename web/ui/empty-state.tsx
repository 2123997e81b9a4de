import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Says what would be here and what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-3 px-6 py-10 text-base text-muted">
      <Icon aria-hidden className="size-6" strokeWidth={1.75} />
      <h3 className="text-lg font-semibold text-ink">{title}</h3>
      {children}
    </div>
  );
}
