import { type QueryKey, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import type { LiveStore } from "./create-live-store.ts";
import { useLiveStore } from "./live-context.ts";

/**
 * What a page shows of the server's state, kept true by folding: read once, as of a number, and brought up to date by
 * each frame after it. Nothing is read again because of a change that can be folded.
 */
export interface View<T extends { readonly seq: number }> {
  /** Says what it is of; those who show the same share it. */
  readonly key: QueryKey;
  /** What the stream has to tell of: `board`, `session:ID`, `student:ID`. */
  readonly shows: readonly string[];
  readonly read: (signal: AbortSignal) => Promise<T>;
  /**
   * The same after a frame whose number is higher; changes in it that are not may be in already. It sets no `seq`.
   *
   * @returns null where the frame says something that only reading tells
   */
  readonly fold: (data: T, frame: ChangesFrame) => T | null;
}

/** When a frame says what only reading tells: at most so often. */
const readAgainMs = 1_000;

/** A view of the server's state that follows it. */
export function useView<T extends { readonly seq: number }>(view: View<T>): UseQueryResult<T> {
  const store = useLiveStore();
  const client = useQueryClient();
  const reading = useLiveValue((live) => live.reading);
  const topics = view.shows.join(" ");
  // What is read before the stream tells of it would miss what happens in between.
  const shown = useLiveValue(({ shows }) => topics.split(" ").every((topic) => shows.has(topic)));
  const keyText = JSON.stringify(["view", ...view.key, reading]);
  const queryKey = useMemo((): QueryKey => JSON.parse(keyText), [keyText]);
  const { fold } = view;
  const result = useQuery({
    queryKey,
    enabled: shown,
    queryFn: ({ signal }) => readAndFold(store, view, signal),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const end = store.follow(topics.split(" "), (frame) => {
      let outdated = false;
      client.setQueryData<T>(queryKey, (held) => {
        if (held === undefined) return held;
        const next = foldOn(held, frame, fold);
        outdated = next === null;
        return next ?? held;
      });
      if (!outdated) return;
      again ??= setTimeout(() => {
        again = undefined;
        void client.invalidateQueries({ queryKey });
      }, readAgainMs);
    });
    return () => {
      clearTimeout(again);
      end();
    };
  }, [store, client, queryKey, topics, fold]);
  return result;
}

/** More often than this, things change faster than they are read. */
const mostReads = 3;

/** Reads it, and folds in what was told meanwhile; reads again where that cannot be folded. */
async function readAndFold<T extends { readonly seq: number }>(
  store: LiveStore,
  { read, fold }: View<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let reads = 1; ; reads += 1) {
    let held: T | null = await read(signal);
    const frames = store.framesAfter(held.seq);
    for (const frame of frames ?? []) if (held !== null) held = foldOn(held, frame, fold);
    if (frames !== null && held !== null) return held;
    if (reads === mostReads) throw new Error("this changes faster than it can be read");
  }
}

function foldOn<T extends { readonly seq: number }>(
  held: T,
  frame: ChangesFrame,
  fold: View<T>["fold"],
): T | null {
  if (frame.seq <= held.seq) return held;
  const next = fold(held, frame);
  return next === null ? null : { ...next, seq: frame.seq };
}
