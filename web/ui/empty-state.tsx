import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Says what would be here and what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  level = 3,
  children,
}: {
  icon: LucideIcon;
  title: string;
  /** 2 where it stands on the page itself and in no panel. */
  level?: 2 | 3;
  children: ReactNode;
}) {
  const Title = level === 2 ? "h2" : "h3";
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-3 px-6 py-10 text-base text-muted">
      <Icon aria-hidden className="size-6" strokeWidth={1.75} />
      <Title className="text-lg font-semibold text-ink">{title}</Title>
      {children}
    </div>
  );
}
