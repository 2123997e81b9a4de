import { ArchiveX, CircleCheck, ClockArrowDown, type LucideIcon, MoonStar, RotateCcw } from "lucide-react";
import { keyOfAttention } from "../../../src/contract/http/key-of-attention.ts";
import type { AttentionItem } from "../../../src/contract/http/monitor.ts";

/** How something that needs a look is settled by a dialog, where it is told. */
export type DialogSettling =
  | { readonly kind: "silence" | "retire"; readonly sender: string }
  | { readonly kind: "replay" | "dismiss"; readonly code: string; readonly messages: number }
  | { readonly kind: "clock"; readonly sender: string; readonly code: "time_in_future" | "time_too_old" };

/** The same, or by the word alone that somebody has seen to it: it is of today, and put away until the day is over. */
export type Settling = DialogSettling | { readonly kind: "seen"; readonly key: string };

/** What can be done about it without leaving; nothing where one has to go and look. */
export function settlingsOf(
  item: AttentionItem,
): readonly { readonly word: string; readonly icon: LucideIcon; readonly settling: Settling }[] {
  switch (item.kind) {
    case "silent_sender": {
      const { sender } = item;
      return [
        { word: "Expect its silence…", icon: MoonStar, settling: { kind: "silence", sender } },
        { word: "Retire it…", icon: ArchiveX, settling: { kind: "retire", sender } },
      ];
    }
    case "quarantine": {
      const { code, messages } = item;
      return [
        { word: "Replay…", icon: RotateCcw, settling: { kind: "replay", code, messages } },
        { word: "Dismiss…", icon: ArchiveX, settling: { kind: "dismiss", code, messages } },
      ];
    }
    case "wrong_clock": {
      const { sender, aheadSeconds } = item;
      const code = aheadSeconds > 0 ? "time_in_future" : "time_too_old";
      return [
        {
          word: "Take what was refused…",
          icon: ClockArrowDown,
          settling: { kind: "clock", sender, code },
        },
      ];
    }
    case "repeated_denials":
    case "unidentified":
      return [
        {
          word: "Seen to for today",
          icon: CircleCheck,
          settling: { kind: "seen", key: keyOfAttention(item) },
        },
      ];
    case "missing_scans":
    case "backlog":
    case "sessions_to_review":
    case "unwatched_session":
    case "failing_work":
      return [];
  }
}
