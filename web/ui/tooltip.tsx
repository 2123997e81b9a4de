import { type CSSProperties, type ReactNode, useEffect, useId, useRef, useState } from "react";

interface TooltipProps {
  readonly text: ReactNode;
  /** Renders what is explained; the attribute belongs on its focusable element. */
  readonly children: (described: { readonly "aria-describedby": string }) => ReactNode;
}

const edgePx = 8;
const gapPx = 6;

/**
 * A few words more on hover and focus; never the only place where something is said, for a finger cannot hover.
 * Escape takes it away, and the pointer may rest on it (WCAG 1.4.13).
 */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<CSSProperties>({});

  useEffect(() => {
    const shown = bubble.current;
    if (!open || shown === null || anchor.current === null) return;
    shown.showPopover();
    const around = anchor.current.getBoundingClientRect();
    const own = shown.getBoundingClientRect();
    const above = around.top - own.height - gapPx;
    const middle = around.left + (around.width - own.width) / 2;
    setPlace({
      left: Math.max(edgePx, Math.min(middle, innerWidth - own.width - edgePx)),
      top: above >= edgePx ? above : around.bottom + gapPx,
    });
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape") setOpen(false);
    };
    addEventListener("keydown", leave);
    return () => {
      removeEventListener("keydown", leave);
      if (shown.isConnected) shown.hidePopover();
    };
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears of the element inside, which is the one to use
    <span
      ref={anchor}
      className="inline-flex min-w-0"
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
    >
      {children({ "aria-describedby": id })}
      <span
        ref={bubble}
        id={id}
        role="tooltip"
        popover="manual"
        style={place}
        className="fixed m-0 max-w-72 rounded-control border border-line-strong bg-surface px-2.5 py-1.5 text-xs font-normal text-ink shadow-md before:absolute before:inset-x-0 before:-inset-y-2 before:-z-1"
      >
        {text}
      </span>
    </span>
  );
}
