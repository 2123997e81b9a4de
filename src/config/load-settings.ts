import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { readSettings, type Settings } from "./settings.ts";

/**
 * The settings of this process: its variables, on top of those of a `.env` file in the folder it was started in.
 * Throws `InvalidSettings`.
 */
export function loadSettings(folder: string = process.cwd()): Settings {
  const settings = readSettings(
    { ...readEnvFile(path.join(folder, ".env")), ...process.env },
    Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  return { ...settings, dataFolder: path.resolve(folder, settings.dataFolder) };
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
