import type { z } from "zod";
import { type FeedView, feedView, type newFeed } from "../../../src/contract/http/imports.ts";
import { post, remove } from "../api/call-api.ts";

export const feedsKey = ["feeds"] as const;

const address = (id: string): string => `feeds/${encodeURIComponent(id)}`;

/** Throws `ApiFault`, with what is wrong with single fields. */
export const addFeed = (feed: z.infer<typeof newFeed>): Promise<FeedView> => post(feedView, "feeds", feed);
/** Reads a calendar now, and resolves when that is over. */
export const pollFeed = (id: string): Promise<FeedView> => post(feedView, `${address(id)}/poll`);
export const endFeed = (id: string): Promise<void> => remove(address(id));
