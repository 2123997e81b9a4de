import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

/** Programs that tests drive and npm does not install, with the way to get each. */
export const parts = {
  mosquitto: {
    find: () => onPath(["mosquitto"], ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]),
    remedy: "install it (Debian: apt-get install mosquitto)",
  },
  chromium: {
    find: () =>
      firstExecutable([process.env.CHROMIUM_PATH, chromium.executablePath()]) ??
      onPath(
        // The same engine without a desktop around it costs half of the processor's time.
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
        ["/usr/bin", "/snap/bin", "/Applications/Google Chrome.app/Contents/MacOS"],
      ),
    remedy: "install it (Debian: apt-get install chromium-headless-shell), or set CHROMIUM_PATH",
  },
  ffmpeg: {
    find: () => onPath(["ffmpeg"], ["/usr/local/bin", "/opt/homebrew/bin"]),
    remedy: "install it (Debian: apt-get install ffmpeg)",
  },
  openssl: {
    find: () => onPath(["openssl"], ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]),
    remedy: "install it (Debian: apt-get install openssl)",
  },
} as const;
export type Part = keyof typeof parts;
export const partNames: readonly Part[] = ["mosquitto", "chromium", "ffmpeg", "openssl"];

/** The path of a part's program, or null where it is not installed. */
export function findPart(part: Part): string | null {
  return parts[part].find();
}

function onPath(names: readonly string[], usualFolders: readonly string[]): string | null {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), ...usualFolders];
  return firstExecutable(folders.flatMap((folder) => names.map((name) => path.join(folder, name))));
}

function firstExecutable(candidates: readonly (string | undefined)[]): string | null {
  return candidates.find((candidate) => candidate !== undefined && isExecutable(candidate)) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Absent, or there and not ours to run: either way no program.
    return false;
  }
}
