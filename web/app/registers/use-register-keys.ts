import { useEffect, useRef } from "react";
import { type CorrectionStatus, correctionKeys } from "./correction.ts";

interface RegisterKeys {
  /** A letter on the row of a student. `anew` asks for a reason even where one is remembered. */
  readonly onMark: (student: string, status: CorrectionStatus, anew: boolean) => void;
  readonly onUndo: () => void;
  readonly onHelp: () => void;
}

/** The time in which a letter after `g` belongs to the shell, which goes to a page by it. */
const goPatienceMs = 1_500;

/**
 * The keys of a register: a letter marks the student whose row has the focus, `u` takes the last change back, `?`
 * shows the sheet. Letters typed into a field or a dialog stay there.
 */
export function useRegisterKeys(keys: RegisterKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.isComposing)
        return;
      const { target } = event;
      if (!(target instanceof HTMLElement) || isWriting(target)) return;
      if (document.querySelector("dialog[open], [role=menu]") !== null) return;
      const after = event.timeStamp - wentAt <= goPatienceMs;
      wentAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (after) return;
      if (event.key === "?") latest.current.onHelp();
      else if (event.key === "u") latest.current.onUndo();
      else {
        const status = correctionKeys[event.key.toLowerCase()];
        const student = target.closest<HTMLElement>("[data-student]")?.dataset.student;
        if (status === undefined || student === undefined) return;
        latest.current.onMark(student, status, event.shiftKey);
      }
      event.preventDefault();
    }
    // Before the shell hears it, whose sheet of keys is another.
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, []);
}

const isWriting = (target: HTMLElement): boolean =>
  target.isContentEditable ||
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "radio");
