import type { ReactNode } from "react";

interface TickProps {
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** A box to tick, with words large enough to touch. */
export function Tick({ checked, onChecked, children }: TickProps) {
  return (
    <label className="flex min-h-12 items-center gap-3 text-kiosk-sm">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChecked(event.target.checked)}
        className="size-7 shrink-0 accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}
