/** What `muster reader` takes from its variables: what must not be seen in a list of processes. */
export interface ReaderVariables {
  /** `READER_PASSPHRASE`: opens the templates. */
  readonly passphrase: string | null;
  /** `READER_CAMERA`, where `--camera` is left out. */
  readonly camera: string | null;
  /** `READER_MQTT`, where `--mqtt` is left out. */
  readonly mqtt: string | null;
  /** What a program that the reader starts is given: everything but these and the server's own settings. */
  readonly forPrograms: NodeJS.ProcessEnv;
}

const ours = (name: string): boolean =>
  name.startsWith("READER_") || name.startsWith("MUSTER_") || name === "DATABASE_URL" || name === "MQTT_URL";

export function readerVariables(environment: NodeJS.ProcessEnv = process.env): ReaderVariables {
  const text = (name: string): string | null => environment[name]?.trim() || null;
  return {
    passphrase: environment.READER_PASSPHRASE || null,
    camera: text("READER_CAMERA"),
    mqtt: text("READER_MQTT"),
    forPrograms: Object.fromEntries(Object.entries(environment).filter(([name]) => !ours(name))),
  };
}
