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
import { useDemoCamera } from "../shell/use-demo-camera.ts";

export interface Action {
  readonly id: string;
  readonly word: string;
  readonly also: readonly string[];
  readonly icon: LucideIcon;
  readonly run: () => void;
}

/** What can be done from everywhere, as things stand. */
export function useActions(onEndDemo: () => void, onSignOut: () => void): readonly Action[] {
  const signedIn = (useSignIn().data?.account ?? null) !== null;
  const camera = useDemoCamera();
  const mayPlay = useMay("settings.write");
  const demo = useMutation({ mutationFn: startDemo });
  const plain: readonly Action[] = [
    ...(signedIn
      ? [{ id: "sign-out", word: "Sign out", also: ["log out", "leave"], icon: LogOut, run: onSignOut }]
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
  if (!mayPlay) return plain;
  if (!camera.available) {
    const start = {
      id: "start-demo",
      word: "Start the demo",
      also: ["pretend students"],
      icon: FlaskConical,
    };
    return [{ ...start, run: () => demo.mutate() }, ...plain];
  }
  const also = ["simulate", "pretend scans"];
  return [
    camera.isPlaying
      ? { id: "camera", word: "Stop the demo camera", also, icon: Square, run: camera.stop }
      : { id: "camera", word: "Run the demo camera", also, icon: Play, run: camera.start },
    ...plain,
    {
      id: "end-demo",
      word: "End the demo…",
      also: ["pretend students"],
      icon: FlaskConicalOff,
      run: onEndDemo,
    },
  ];
}
