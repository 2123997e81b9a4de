import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "../config/settings.ts";
import { packageFolder } from "./package-folder.ts";

/**
 * The variables without which a command, typed in the project's folder, would reach another store than the one of these
 * settings, for a POSIX shell. Empty where none is needed, and for a database of the operator's own: its address may
 * hold a password, and is not repeated.
 */
export function storeVariables({
  dataFolder,
  databaseUrl,
}: Pick<Settings, "dataFolder" | "databaseUrl">): string {
  if (databaseUrl !== null || dataFolder === path.join(fileURLToPath(packageFolder), "data")) return "";
  return `MUSTER_DATA=${quoted(dataFolder)}`;
}

const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
