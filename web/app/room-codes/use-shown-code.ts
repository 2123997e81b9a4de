import { useEffect, useState } from "react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { type ShownCode, shownCode } from "../../../src/contract/http/room-codes.ts";
import { openLiveStream } from "../live/open-live-stream.ts";

/** The code of a session as it was last told. */
export interface FollowedCode {
  /** null until something was told. */
  readonly view: ShownCode | null;
  /** When it was, by this machine's clock, in epoch milliseconds. */
  readonly toldAt: number;
  /** Whether nothing is told any more: a code that may be old is not left standing. */
  readonly lost: boolean;
}

/** Follows the code of a session. While it does, the code is taken. */
export function useShownCode(session: string, room: string | null): FollowedCode {
  const [followed, setFollowed] = useState<FollowedCode>({ view: null, toldAt: 0, lost: false });
  useEffect(() => {
    const query = room === null ? "" : `?${new URLSearchParams({ room })}`;
    const stream = openLiveStream(
      `/api/v1/sessions/${encodeURIComponent(session)}/code${query}`,
      [],
      (signal) => {
        if (signal.kind === "disconnected") {
          if (signal.signedOut) {
            location.replace(`${pagePaths.signIn}?${new URLSearchParams({ next: location.pathname })}`);
          }
          setFollowed((before) => ({ ...before, lost: true }));
        } else if (signal.kind === "event" && signal.name === "code") {
          const view = shownCode.parse(JSON.parse(signal.data));
          setFollowed({ view, toldAt: Date.now(), lost: false });
        }
      },
    );
    return () => stream.close();
  }, [session, room]);
  return followed;
}
