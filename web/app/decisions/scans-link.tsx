import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ScanFilter } from "../scans/scan-filter.ts";

interface ScansLinkProps {
  readonly behind: ScanFilter;
  readonly className?: string;
  readonly label?: string | undefined;
  readonly children: ReactNode;
}

/** Leads from a figure to the scans that it counts. */
export function ScansLink({ behind, className = "hover:underline", label, children }: ScansLinkProps) {
  return (
    <Link to="/messages/scans" search={behind} className={className} aria-label={label}>
      {children}
    </Link>
  );
}
