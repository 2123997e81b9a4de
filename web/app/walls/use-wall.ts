import { useEffect, useState } from "react";
import { type WallView, wallView } from "../../../src/contract/http/walls.ts";
import { openLiveStream } from "../live/open-live-stream.ts";

/** The wall as it was last told. */
export interface ShownWall {
  /** null until something was told. */
  readonly view: WallView | null;
  /** When it was, by this machine's clock, in epoch milliseconds. */
  readonly toldAt: number;
  /** Since when nothing is told; null while the stream stands. */
  readonly lostAt: number | null;
  /** Whether what opened it holds no more. */
  readonly ended: boolean;
}

const before: ShownWall = { view: null, toldAt: 0, lostAt: null, ended: false };

/** Follows the wall. @param secret of the link that opens it; empty for somebody who is signed in */
export function useWall(secret: string): ShownWall {
  const [shown, setShown] = useState(before);
  useEffect(() => {
    setShown(before);
    const stream = openLiveStream(
      "/api/v1/wall",
      [],
      (signal) => {
        if (signal.kind === "disconnected") {
          const { signedOut } = signal;
          setShown(({ view, toldAt, lostAt }) => ({
            // What may be seen no more is not left standing.
            view: signedOut ? null : view,
            toldAt,
            lostAt: lostAt ?? Date.now(),
            ended: signedOut,
          }));
        } else if (signal.kind === "event" && signal.name === "wall") {
          const view = wallView.parse(JSON.parse(signal.data));
          setShown({ view, toldAt: Date.now(), lostAt: null, ended: false });
        }
      },
      secret === "" ? null : `Bearer ${secret}`,
    );
    return () => stream.close();
  }, [secret]);
  return shown;
}
