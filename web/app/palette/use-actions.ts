import { useMutation } from "@tanstack/react-query";
import {
  FlaskConical,
  FlaskConicalOff,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Play,
  Square,
  Sun,
} from "lucide-react";
import { chooseTheme } from "../../ui/use-theme.ts";
import { useSignIn } from "../accounts/use-sign-in.ts";
import { startDemo } from "../api/call-api.ts";
import { useMay } from "../me/use-me.ts";
import { whatStarted } from "../shell/start-demo.tsx";
import { useDemoCamera } from "../shell/use-demo-camera.ts";

export interface Action {
  readonly id: string;
  readonly word: string;
  readonly also: readonly string[];
  readonly icon: LucideIcon;
  readonly run: () => void;
  /** Whether what comes of it is still to be told, or asked, where it was chosen. */
  readonly stays?: boolean;
}

export interface Actions {
  readonly list: readonly Action[];
  /** What came of the last one that stays. */
  readonly said: string | null;
  readonly trouble: string | null;
}

/** What can be done from everywhere, as things stand. */
export function useActions(onEndDemo: () => void, onSignOut: () => void): Actions {
  const signedIn = (useSignIn().data?.account ?? null) !== null;
  const camera = useDemoCamera();
  const mayPlay = useMay("settings.write");
  const demo = useMutation({ mutationFn: startDemo });
  const plain: readonly Action[] = [
    ...(signedIn
      ? [
          {
            id: "sign-out",
            word: "Sign out",
            also: ["log out", "leave"],
            icon: LogOut,
            run: onSignOut,
            stays: true,
          },
        ]
      : []),
    { id: "light", word: "Theme: light", also: ["appearance"], icon: Sun, run: () => chooseTheme("light") },
    {
      id: "dark",
      word: "Theme: dark",
      also: ["appearance", "night"],
      icon: Moon,
      run: () => chooseTheme("dark"),
    },
    {
      id: "system",
      word: "Theme: as the system",
      also: ["appearance"],
      icon: Monitor,
      run: () => chooseTheme("system"),
    },
  ];
  const told = {
    said: demo.data === undefined ? null : whatStarted(demo.data),
    trouble: demo.error?.message ?? camera.trouble,
  };
  if (!mayPlay) return { list: plain, ...told };
  if (!camera.available) {
    const start = {
      id: "start-demo",
      word: "Start the demo",
      also: ["pretend students"],
      icon: FlaskConical,
    };
    return { list: [{ ...start, run: () => demo.mutate(), stays: true }, ...plain], ...told };
  }
  const also = ["simulate", "pretend scans"];
  const list: readonly Action[] = [
    camera.isPlaying
      ? { id: "camera", word: "Stop the demo camera", also, icon: Square, run: camera.stop, stays: true }
      : { id: "camera", word: "Run the demo camera", also, icon: Play, run: camera.start, stays: true },
    ...plain,
    {
      id: "end-demo",
      word: "End the demo…",
      also: ["pretend students"],
      icon: FlaskConicalOff,
      run: onEndDemo,
      stays: true,
    },
  ];
  return { list, ...told };
}
