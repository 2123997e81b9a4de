import { type ReactNode, useEffect } from "react";
import { useSignIn } from "./use-sign-in.ts";

interface BarePageProps {
  readonly title: string;
  /** Below the title: what this is about. */
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** A page for whoever comes: one question, and whose it is. */
export function BarePage({ title, about, children }: BarePageProps) {
  const institution = useSignIn().data?.institution ?? "";
  useEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  return (
    <div className="m-auto flex w-full max-w-sm flex-col gap-5 py-6">
      <div className="flex items-center gap-2.5">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        <span className="text-lg font-semibold tracking-tight">
          {institution === "" ? "Muster" : institution}
        </span>
      </div>
      <div className="flex flex-col gap-5 rounded-panel border border-line bg-surface p-5">
        <div className="flex flex-col gap-1">
          <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
            {title}
          </h1>
          {about !== undefined && <p className="text-sm text-muted">{about}</p>}
        </div>
        {children}
      </div>
    </div>
  );
}
