import { ApiFault } from "../api/call-api.ts";

/** What the server says of one field; null where it says nothing. */
export function faultOfField(error: unknown, field: string): string | null {
  if (!(error instanceof ApiFault)) return null;
  const said = error.errors.find((one) => one.field === field)?.message;
  return said ?? null;
}

/** What is said of none of these fields; null where nothing is. */
export function otherFault(error: unknown, fields: readonly string[]): string | null {
  if (error === null || error === undefined) return null;
  if (error instanceof ApiFault && error.errors.some(({ field }) => fields.includes(field))) return null;
  return error instanceof Error ? error.message : String(error);
}
