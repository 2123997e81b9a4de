import type { SessionCard } from "../../../src/contract/http/today.ts";

/** What a session is called: its title, else its classes. */
export function nameOfCard({ title, classes }: Pick<SessionCard, "title" | "classes">): string {
  return title !== "" ? title : classes.join(", ") || "Session";
}
