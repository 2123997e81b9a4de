import { useEffect, useRef } from "react";
import { pressKey, type Shortcut } from "./press-key.ts";

/** Calls `onShortcut` for the keys that every page knows. Keys pressed in a field or in a dialog stay theirs. */
export function useShortcuts(onShortcut: (shortcut: Shortcut) => void): void {
  const act = useRef(onShortcut);
  act.current = onShortcut;
  useEffect(() => {
    let begunAt: number | null = null;
    function onKey(event: KeyboardEvent) {
      if (event.altKey || event.isComposing || event.defaultPrevented) return;
      if (document.querySelector("dialog[open]") !== null) return;
      // A shifted letter is none; `?` is shifted on most keyboards.
      const pressed = pressKey(begunAt, {
        key: event.key,
        command: event.ctrlKey || event.metaKey,
        writing: isField(event.target),
        at: event.timeStamp,
      });
      ({ begunAt } = pressed);
      if (pressed.shortcut === null) return;
      event.preventDefault();
      act.current(pressed.shortcut);
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true;
  }
  return target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox";
}
