import { execFile } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "../parts/project-folder.ts";
import type { TestServer } from "../parts/server.ts";

/**
 * Folds the stored scans again with `muster rebuild --check`, in the server's environment.
 *
 * @returns null when the registers are what the scans say, else what the command said
 */
export function checkRebuild({ env, dataFolder }: TestServer): Promise<string | null> {
  return new Promise((resolve) => {
    const command = [join(projectFolder, "dist/server/cli.js"), "rebuild", "--check"];
    execFile(process.execPath, command, { env, cwd: dataFolder }, (error, stdout, stderr) => {
      resolve(
        error === null
          ? null
          : `muster rebuild --check ended with ${error.code ?? error.signal}:\n${stdout}${stderr}`,
      );
    });
  });
}
