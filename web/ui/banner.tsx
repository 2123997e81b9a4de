import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface BannerProps {
  readonly icon: LucideIcon;
  /** `alarm` is for danger alone; `trouble` for what is lost while it lasts; `notice` for what is good to know. */
  readonly kind: "alarm" | "trouble" | "notice";
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

const kinds = {
  alarm: "bg-alarm text-on-alarm font-medium",
  trouble: "bg-late-soft text-ink border-b border-line",
  notice: "bg-held-soft text-ink border-b border-line",
} as const;

/** A full-width message above the page. */
export function Banner({ icon: Icon, kind, title, children, action }: BannerProps) {
  return (
    <div className={`flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 text-sm sm:px-6 ${kinds[kind]}`}>
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-2.5">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={2.25} />
        <p className="min-w-0">
          <strong className="font-semibold">{title}</strong> {children}
        </p>
      </div>
      {action !== undefined && <div className="ml-6.5 sm:ml-0">{action}</div>}
    </div>
  );
}
