import type { AttentionItem } from "./monitor.ts";

/** What tells one thing to look at from all others, from round to round. */
export function keyOfAttention(item: AttentionItem): string {
  switch (item.kind) {
    case "repeated_denials":
      return `${item.kind} ${item.student} ${item.location}`;
    case "unidentified":
      return `${item.kind} ${item.location}`;
    case "quarantine":
      return `${item.kind} ${item.code}`;
    case "silent_sender":
    case "wrong_clock":
    case "missing_scans":
    case "backlog":
      return `${item.kind} ${item.sender}`;
    case "sessions_to_review":
      return item.kind;
    case "unwatched_session":
      return `${item.kind} ${item.session} ${item.reader}`;
    case "failing_work":
      return `${item.kind} ${item.work} ${item.subject}`;
  }
}
