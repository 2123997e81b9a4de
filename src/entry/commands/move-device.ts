import type { AttachedStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { localOperator } from "../../app/actor.ts";
import type { Devices } from "../../app/devices/create-devices.ts";
import { createPlacements, type Placements } from "../../app/placements/create-placements.ts";
import type { RosterRefusal } from "../../app/rosters/roster-outcome.ts";
import { type PlacementPreview, placementAsked } from "../../contract/http/placements.ts";
import { systemClock } from "../system-clock.ts";

const exitCodes = { done: 0, refused: 1 };

export interface MoveFlags {
  readonly from?: string;
  readonly location?: string;
  readonly reason: string;
  readonly dryRun?: true;
}

/** `muster device move`: says where a device hangs since some time. Told first is what that changes. */
export async function moveDevice(
  devices: Pick<Devices, "find">,
  store: AttachedStore,
  {
    name,
    room,
    from = systemClock.now().toString(),
    location,
    reason,
    dryRun,
  }: MoveFlags & {
    readonly name: string;
    readonly room: string;
  },
): Promise<number> {
  const device = await devices.find(name);
  if (device !== null && device.sender === null) {
    return refuse(`${name}: speaks for several senders; name one of them`);
  }
  const sender = device?.sender ?? name;
  const read = placementAsked.safeParse({ room, from, location });
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse(`--${issue?.path.join(".")}: ${issue?.message}`);
  }
  const placements = placementsOf(store);
  const preview = await placements.preview({ sender, ...read.data });
  if (preview.kind === "refused") return refuse(said(preview.refusal));
  tellPreview(preview.value);
  if (dryRun) return exitCodes.done;
  const moved = await placements.place({ sender, ...read.data, reason }, localOperator);
  if (moved.kind === "refused") return refuse(said(moved.refusal));
  console.log(
    `${sender} hangs in ${room} since ${from}. To take it back: muster device unmove ${moved.value.id}`,
  );
  return exitCodes.done;
}

/** `muster device unmove`: takes back what was said with `move`. */
export async function unmoveDevice(
  store: AttachedStore,
  { id, reason, dryRun }: Pick<MoveFlags, "reason" | "dryRun"> & { readonly id: string },
): Promise<number> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(id)) {
    return refuse(`${id}: is no id of a move; muster device move told it, and the device's page has it`);
  }
  const placements = placementsOf(store);
  const preview = await placements.previewUndo(id);
  if (preview.kind === "refused") return refuse(said(preview.refusal));
  tellPreview(preview.value);
  if (dryRun) return exitCodes.done;
  const undone = await placements.undo(id, reason, localOperator);
  if (undone.kind === "refused") return refuse(said(undone.refusal));
  console.log("It is taken back.");
  return exitCodes.done;
}

const placementsOf = (store: AttachedStore): Placements =>
  createPlacements({
    store: store.placements,
    timeZone: store.timeZone,
    clock: systemClock,
    // A running server looks for itself.
    onChanged: () => undefined,
  });

function tellPreview({ scans, firstAt, lastAt, marks }: PlacementPreview): void {
  const span = firstAt === null || lastAt === null ? "" : `, from ${firstAt} to ${lastAt}`;
  console.log(`Stored scans in another room by it: ${scans}${span}. Marks that change: ${marks.length}.`);
  const sessions = new Map<string, number>();
  for (const { day, title } of marks) {
    const session = `${day}  ${title}`;
    sessions.set(session, (sessions.get(session) ?? 0) + 1);
  }
  for (const [session, n] of sessions) console.log(`  ${session}: ${n}`);
}

const said = ({ field, value, message }: RosterRefusal): string =>
  `${field} ${JSON.stringify(value)}: ${message}`;

function refuse(text: string): number {
  process.stderr.write(`muster: ${text}\n`);
  return exitCodes.refused;
}
