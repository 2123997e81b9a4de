import type { SessionRow } from "../../../src/contract/http/sessions.ts";

/** What a session is called: its own title, else its classes. */
export function titleOf({ title, classes }: Pick<SessionRow, "title" | "classes">): string {
  if (title !== "") return title;
  return classes.map(({ code, title: named }) => (named === "" ? code : named)).join(", ") || "Session";
}
