import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder that holds package.json. Looked for upwards, since a test part may run from where it was bundled to. */
export const projectFolder = ascend(import.meta.dirname);

function ascend(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error(`no package.json above ${import.meta.dirname}`);
  return ascend(above);
}
