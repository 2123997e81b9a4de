import type { CsvTable } from "../app/imports/csv-table.ts";

/** A file of devices, taken apart. The parser is loaded when the first comes. @param content text, or bytes of any letters */
export async function readDeviceTable(content: string | Uint8Array): Promise<CsvTable> {
  const { readCsvTable } = await import("../adapters/files/read-csv-table.ts");
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readCsvTable({ name: "devices.csv", bytes });
}
