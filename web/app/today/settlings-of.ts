import { ArchiveX, type LucideIcon, MoonStar, RotateCcw } from "lucide-react";
import type { AttentionItem } from "../../../src/contract/http/monitor.ts";

/** How something that needs a look is settled where it is told. */
export type Settling =
  | { readonly kind: "silence" | "retire"; readonly sender: string }
  | { readonly kind: "replay" | "dismiss"; readonly code: string; readonly messages: number };

/** What can be done about it without leaving; nothing where one has to go and look. */
export function settlingsOf(
  item: AttentionItem,
): readonly { readonly word: string; readonly icon: LucideIcon; readonly settling: Settling }[] {
  if (item.kind === "silent_sender") {
    const { sender } = item;
    return [
      { word: "Expect its silence…", icon: MoonStar, settling: { kind: "silence", sender } },
      { word: "Retire it…", icon: ArchiveX, settling: { kind: "retire", sender } },
    ];
  }
  if (item.kind === "quarantine") {
    const { code, messages } = item;
    return [
      { word: "Replay…", icon: RotateCcw, settling: { kind: "replay", code, messages } },
      { word: "Dismiss…", icon: ArchiveX, settling: { kind: "dismiss", code, messages } },
    ];
  }
  return [];
}
