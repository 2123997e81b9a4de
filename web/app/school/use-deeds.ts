import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { institutionKey } from "../first-run/use-institution.ts";
import { catalogueKey } from "./use-catalogue.ts";

/** The last thing that was done, in words, and how it is taken back. */
export interface Deed {
  readonly said: string;
  /** null where it cannot be taken back by one touch. */
  readonly undo: (() => Promise<unknown>) | null;
}

export interface Deeds {
  readonly last: Deed | null;
  /** Why the last was not taken back; null otherwise. */
  readonly trouble: string | null;
  /** Reads the catalogue anew and offers to take the deed back. */
  readonly did: (said: string, undo?: () => Promise<unknown>) => Promise<void>;
  readonly undo: () => Promise<void>;
}

/** Keeps the last deed of a page for taking it back. */
export function useDeeds(): Deeds {
  const client = useQueryClient();
  const [last, setLast] = useState<Deed | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const did = useCallback(
    async (said: string, undo?: () => Promise<unknown>) => {
      setTrouble(null);
      setLast({ said, undo: undo ?? null });
      await client.invalidateQueries({ queryKey: catalogueKey });
      // Whether a term is missing is told there.
      await client.invalidateQueries({ queryKey: institutionKey });
    },
    [client],
  );
  return {
    last,
    trouble,
    did,
    undo: useCallback(async () => {
      if (last?.undo == null) return;
      try {
        await last.undo();
        await did(`Taken back: ${last.said}`);
      } catch (error) {
        setTrouble(error instanceof Error ? error.message : String(error));
      }
    }, [last, did]),
  };
}
