import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** Of a longer list, more than this is for a file, not for paper. */
export const mostPrinted = 2_000;

export interface Taking<Row> {
  /** How far the reading has come, while the list is read; null otherwise. */
  readonly busy: string | null;
  /** Why it could not be read. */
  readonly trouble: string | null;
  /** What is on paper instead of what is in view; null while nothing is printed. */
  readonly printed: readonly Row[] | null;
  /** Reads rows, told how far it has come, and goes on with what was read unless the page was left. */
  take<Read>(
    read: (signal: AbortSignal, tell: (progress: string) => void) => Promise<Read>,
    then: (read: Read) => void,
  ): Promise<void>;
  /** Puts rows on paper, once they are in the document. */
  print(rows: readonly Row[]): void;
}

/**
 * Takes a list away, as a file or on paper, of which only a part is in view. The browser's own way to print gets what was
 * read so far, of which `PrintedPart` says how much that is.
 *
 * @param shown what was read so far
 */
export function useTaking<Row>(shown: readonly Row[]): Taking<Row> {
  const [busy, setBusy] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [printed, setPrinted] = useState<readonly Row[] | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const asked = useRef(false);
  const known = useRef(shown);
  known.current = shown;
  useEffect(() => {
    if (printed === null || !asked.current) return;
    asked.current = false;
    window.print();
  }, [printed]);
  useEffect(() => {
    const before = () => flushSync(() => setPrinted((chosen) => chosen ?? known.current));
    const after = () => setPrinted(null);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return {
    busy,
    trouble,
    printed,
    async take(read, then) {
      const { signal } = leaving.current;
      setTrouble(null);
      setBusy("Reading");
      try {
        then(await read(signal, setBusy));
      } catch (error) {
        if (!signal.aborted) setTrouble(error instanceof Error ? error.message : String(error));
      } finally {
        setBusy(null);
      }
    },
    print(rows) {
      asked.current = true;
      setPrinted(rows);
    },
  };
}
