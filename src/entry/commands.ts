import type { Command } from "commander";

/** Each command in its own file, loaded when it is asked for: a server holds no simulator in memory. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve-command.ts")).serveCommand(),
  simulate: async () => (await import("../../simulator/simulate-command.ts")).simulateCommand(),
  export: async () => (await import("./commands/export-command.ts")).exportCommand(),
  import: async () => (await import("./commands/import-command.ts")).importCommand(),
  device: async () => (await import("./commands/device-command.ts")).deviceCommand(),
  rebuild: async () => (await import("./commands/rebuild-command.ts")).rebuildCommand(),
  backup: async () => (await import("./commands/backup-command.ts")).backupCommand(),
  restore: async () => (await import("./commands/restore-command.ts")).restoreCommand(),
  "time-zone": async () => (await import("./commands/time-zone-command.ts")).timeZoneCommand(),
  faces: async () => (await import("./faces.ts")).facesCommand(),
  account: async () => (await import("./commands/account-command.ts")).accountCommand(),
  audit: async () => (await import("./commands/audit-command.ts")).auditCommand(),
  reader: async () => (await import("./commands/reader-command.ts")).readerCommand(),
};
