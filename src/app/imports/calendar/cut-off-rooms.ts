/** A name that another one begins with. */
export interface CutOffRoom {
  readonly room: string;
  readonly whole: string;
}

/** A shorter name may well be a room of its own: `Lab 1` is none of `Lab 12`. */
const shortest = 20;

/**
 * The last rooms of lists whose names another room's name only goes on from: some timetables cut long locations off at
 * a width. Each once, with the shortest whole name.
 */
export function cutOffRooms(
  meetings: readonly { readonly rooms: readonly string[] }[],
): readonly CutOffRoom[] {
  const all = [...new Set(meetings.flatMap(({ rooms }) => rooms))].sort((a, b) => a.length - b.length);
  const last = new Set(meetings.flatMap(({ rooms }) => (rooms.length > 1 ? rooms.slice(-1) : [])));
  return [...last].flatMap((room) => {
    const whole = all.find((other) => other.length > room.length && other.startsWith(room));
    return room.length >= shortest && whole !== undefined ? [{ room, whole }] : [];
  });
}
