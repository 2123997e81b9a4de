import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

interface RowKeys {
  /** The row that has, or last had, the focus; -1 before any had. It has to stay in the document. */
  readonly active: number;
  /** To be set on each row: its place in the list. */
  readonly rowProps: (index: number) => { readonly "data-row": number };
}

interface RowKeysParts {
  readonly list: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Brings a row into view, which may be one that is not rendered yet. */
  readonly scrollTo: (index: number) => void;
}

const pageOfRows = 10;

/**
 * From row to row by keyboard: j and k from anywhere on the page, arrows, Page Up and Down, Home and End from within
 * the list. The focus goes to the first link or button of the row, so that Enter opens it.
 */
export function useRowKeys({ list, count, scrollTo }: RowKeysParts): RowKeys {
  const [active, setActive] = useState(-1);
  const wanted = useRef<number | null>(null);
  const latest = useRef({ active, count, scrollTo });
  latest.current = { active, count, scrollTo };

  const focusWanted = useCallback(() => {
    if (wanted.current === null) return;
    const row = list.current?.querySelector(`[data-row="${wanted.current}"]`);
    const target = row?.querySelector<HTMLElement>("a[href], button");
    if (target === undefined || target === null) return;
    wanted.current = null;
    target.focus({ preventScroll: true });
  }, [list]);

  // A row that has to be scrolled to, or read first, comes with a later render.
  useEffect(focusWanted);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.isComposing)
        return;
      if (document.querySelector("dialog[open]") !== null) return;
      const { target } = event;
      const inside = target instanceof Node && list.current?.contains(target) === true;
      const { active, count, scrollTo } = latest.current;
      const next = nextRow(event.key, active, count, { inside, writing: isWriting(target) });
      if (next === null) return;
      event.preventDefault();
      wanted.current = next;
      setActive(next);
      scrollTo(next);
      focusWanted();
    }
    function onFocus(event: FocusEvent) {
      if (!(event.target instanceof Element) || list.current?.contains(event.target) !== true) return;
      const row = event.target.closest<HTMLElement>("[data-row]");
      if (row !== null) setActive(Number(row.dataset.row));
    }
    addEventListener("keydown", onKey);
    addEventListener("focusin", onFocus);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("focusin", onFocus);
    };
  }, [list, focusWanted]);

  return { active, rowProps: (index) => ({ "data-row": index }) };
}

/**
 * The row that a key leads to, or null for a key that is not meant for rows.
 *
 * @param active -1 before any row had the focus
 */
export function nextRow(
  key: string,
  active: number,
  count: number,
  { inside, writing }: { readonly inside: boolean; readonly writing: boolean },
): number | null {
  if (count === 0) return null;
  const within = (row: number): number => Math.max(0, Math.min(count - 1, row));
  // From the search field the list is one key away.
  if (writing) return key === "ArrowDown" && !inside ? within(Math.max(active, 0)) : null;
  if (key === "j") return within(active + 1);
  if (key === "k") return within(active < 0 ? 0 : active - 1);
  if (!inside) return null;
  switch (key) {
    case "ArrowDown":
      return within(active + 1);
    case "ArrowUp":
      return within(active < 0 ? 0 : active - 1);
    case "PageDown":
      return within(active + pageOfRows);
    case "PageUp":
      return within(active - pageOfRows);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

function isWriting(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type === "search" || target.type === "text";
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
