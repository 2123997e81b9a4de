import type { SenderView } from "../../../src/contract/http/senders.ts";

/** What people call it; its name in topics where nobody said. */
export const nameOfSender = ({ name, title }: Pick<SenderView, "name" | "title">): string => title ?? name;
