import { Link } from "@tanstack/react-router";
import type { Watch } from "./watch-of.ts";

/** The session that relies on a device now, and what its silence costs. */
export function WatchedSession({ watch, className }: { readonly watch: Watch; readonly className: string }) {
  const { session, cost } = watch;
  return (
    <>
      {session !== null && (
        <Link
          to="/registers/$session"
          params={{ session: session.id }}
          className={`hover:underline ${className}`}
        >
          {session.title || session.classes.join(", ")}
        </Link>
      )}
      {cost > 0 && (
        <span className="block text-xs font-medium text-late">
          {cost === 1 ? "1 person" : `${cost} people`} cannot be seen meanwhile
        </span>
      )}
    </>
  );
}
