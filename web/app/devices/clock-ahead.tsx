import { Link } from "@tanstack/react-router";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { isClockWrong } from "../../../src/domain/attendance/is-clock-wrong.ts";

/** How far a device's clock is from the server's by its last heartbeat, and what follows where that is too far. */
export function ClockAhead({ aheadSeconds }: { readonly aheadSeconds: number }) {
  if (!isClockWrong(aheadSeconds)) {
    return <span className="text-muted">, within a minute of the server’s</span>;
  }
  return (
    <span className="block font-medium text-late">
      {aheadText(aheadSeconds)} by its last heartbeat. Set it;{" "}
      {aheadSeconds > 0 ? (
        <>
          what it sent until then and was refused can be taken in{" "}
          <Link to="/messages/quarantine" search={{ code: "time_in_future" }} className="underline">
            quarantine
          </Link>
        </>
      ) : (
        "what it saw until then is stored as much too early"
      )}
    </span>
  );
}
