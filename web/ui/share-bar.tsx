import type { CSSProperties } from "react";
import { type Look, toneBar } from "./looks.ts";

export interface Share {
  readonly look: Look;
  readonly value: number;
}

interface ShareBarProps {
  readonly shares: readonly Share[];
  /** What the whole bar stands for; default: the sum of the shares. */
  readonly whole?: number;
  readonly thick?: boolean;
}

/** Parts of a whole, side by side. A picture only: the figures stand beside it in words. */
export function ShareBar({ shares, whole, thick = false }: ShareBarProps) {
  const all = whole ?? shares.reduce((sum, { value }) => sum + value, 0);
  return (
    <div
      aria-hidden
      className={`flex w-full gap-px overflow-hidden rounded-full bg-line ${thick ? "h-2.5" : "h-1.5"}`}
    >
      {shares
        .filter(({ value }) => value > 0)
        .map(({ look, value }) => (
          <span
            key={look.word}
            className={`h-full w-(--share) ${toneBar[look.tone]}`}
            style={{ "--share": `${(100 * value) / Math.max(all, 1)}%` } as CSSProperties}
          />
        ))}
    </div>
  );
}
