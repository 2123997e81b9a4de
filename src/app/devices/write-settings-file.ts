import type { NewKeyView } from "../../contract/http/devices.ts";
import { csvHead, writeCsvLine } from "../imports/csv/write-plain-csv.ts";
import type { BrokerPlace } from "./settings-to-paste.ts";

/** New devices with their keys and settings, a row for each, as CSV for whoever sets them up. */
export function writeSettingsFile(made: readonly NewKeyView[], { host, port, tls }: BrokerPlace): string {
  const lines = made.map(({ device: { name, kind, address }, key, settings }) =>
    writeCsvLine([
      name,
      kind,
      address,
      host,
      String(port),
      tls ? "yes" : "no",
      key,
      settings.map(({ title, text }) => `${title}:\n${text}`).join("\n\n"),
    ]),
  );
  return csvHead(["name", "kind", "address", "host", "port", "tls", "key", "settings"]) + lines.join("");
}
