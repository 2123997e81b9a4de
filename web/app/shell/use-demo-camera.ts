import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { post } from "../api/call-api.ts";
import { useLiveValue } from "./use-live-value.ts";

const playing = z.object({ playing: z.boolean() });
/** Fast enough to see the pages move, slow enough to read along. */
const play = { rate: 3, seconds: 120 };

/** The server's pretend camera: whether there is one, whether it plays, and the way to start and stop it. */
export function useDemoCamera() {
  const available = useLiveValue(({ state }) => state?.system.demo.active ?? false);
  const isPlaying = useLiveValue(({ pulse }) => pulse?.simulating ?? false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (wanted: "start" | "stop") =>
      post(playing, `demo/camera/${wanted}`, wanted === "start" ? play : {}),
  });
  return {
    available,
    isPlaying,
    busy: isPending,
    trouble: error?.message ?? null,
    start: () => mutate("start"),
    stop: () => mutate("stop"),
  };
}
