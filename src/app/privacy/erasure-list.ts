import { z } from "zod";
import type { Erasure } from "./erasure.ts";

const listed = z.object({
  id: z.uuid(),
  records: z.array(z.uuid()).min(1),
  kind: z.enum(["student", "staff"]),
  at: z.iso.datetime({ offset: true }),
  by: z.string(),
  reason: z.string(),
});
const erasureList = z.object({
  muster: z.literal("erasures"),
  /** Of the installation: the ids of its records mean nothing in another. */
  instance: z.uuid(),
  erasures: z.array(listed),
});

/** An erasure as it is kept beside the store. Nobody is named: ids of records lead to somebody only in an older store. */
export type ListedErasure = z.infer<typeof listed>;
/** The erasures of an installation, kept where a restore of the store does not reach. */
export type ErasureList = z.infer<typeof erasureList>;

/** By this name the list lies in the data folder, and beside backups. */
export const erasureListName = "muster-erasures.json";

/** More than any institution erases. */
export const mostErasures = 1_000_000;

/** A file that is no list of erasures, in words for whoever named it. */
export class InvalidErasureList extends Error {
  override readonly name = "InvalidErasureList";
}

const remedy = "take the list that lies with the backups, or remove it";

/** @throws InvalidErasureList */
export function parseErasureList(text: string, file: string): ErasureList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidErasureList(`${file} is no list of erasures: it is not JSON; ${remedy}`);
  }
  const parsed = erasureList.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidErasureList(
    `${file} is no list of erasures: ${issue?.path.join(".") || "it"} ${issue?.message ?? "cannot be read"}; ${remedy}`,
  );
}

export const listErasures = (instance: string, erasures: readonly Erasure[]): ErasureList => ({
  muster: "erasures",
  instance,
  erasures: erasures.map(({ id, records, kind, at, by, reason }) => ({
    id,
    records: [...records],
    kind,
    at: at.toString(),
    by,
    reason,
  })),
});

/** Both lists in one, oldest first: what was erased once is in it for good. */
export function joinErasures(
  first: readonly ListedErasure[],
  second: readonly ListedErasure[],
): readonly ListedErasure[] {
  const all = new Map([...first, ...second].map((one) => [one.id, one]));
  return [...all.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
}
