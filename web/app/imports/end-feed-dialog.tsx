import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FeedView } from "../../../src/contract/http/imports.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { endFeed, feedsKey } from "./feeds.ts";

interface EndFeedDialogProps {
  readonly feed: FeedView;
  readonly onClose: () => void;
  readonly onSaid: (words: string) => void;
}

/** Reads a calendar no longer, once somebody has said so. */
export function EndFeedDialog({ feed, onClose, onSaid }: EndFeedDialogProps) {
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => endFeed(feed.id),
    onSuccess: () => {
      onSaid(`${feed.name} is no longer read.`);
      void client.invalidateQueries({ queryKey: feedsKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Stop reading ${feed.name}?`}
      action="Stop reading it"
      busy={ending.isPending}
      trouble={ending.error?.message ?? null}
      onConfirm={() => ending.mutate()}
      onClose={onClose}
    >
      <p>Its sessions stay as they are, with their marks; changes of the calendar no longer reach them.</p>
    </ConfirmDialog>
  );
}
