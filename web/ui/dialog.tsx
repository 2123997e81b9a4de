import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A modal dialog, open for as long as it is rendered. Escape closes it; focus returns to where it was. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the element is taken away: only a dialog that closes gives the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`max-h-[85dvh] w-[calc(100vw-2rem)] overflow-y-auto rounded-panel border border-line bg-surface p-5 text-base text-ink ${wide ? "max-w-3xl" : "max-w-md"}`}
    >
      <h2 id={heading} className="text-lg font-semibold">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
