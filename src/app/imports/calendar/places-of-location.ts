/** Where a meeting takes place. */
export interface MeetingPlaces {
  /** As a timetable names them, each once. */
  readonly rooms: readonly string[];
  readonly mode: "in_person" | "remote" | "hybrid";
}

/** Said in place of a room: nobody can be there. */
const online =
  /^(?:https?:\/\/\S*|(?:online|remote|virtual|zoom|teams|ms teams|microsoft teams)(?: (?:class|classes|lecture|lesson|meeting|room|session|only|delivery))?)$/iu;

/** Splits a location, without what a rule cut out of it, into rooms. A place on the network makes it remote or hybrid. */
export function placesOfLocation(location: string): MeetingPlaces {
  const parts = location
    .split(/[,;\n]/u)
    .map((part) => part.replace(/\s+/gu, " ").trim())
    .filter((part) => part !== "");
  const rooms = new Map(parts.filter((part) => !online.test(part)).map((part) => [part.toLowerCase(), part]));
  const remote = parts.some((part) => online.test(part));
  return {
    rooms: [...rooms.values()],
    mode: remote ? (rooms.size > 0 ? "hybrid" : "remote") : "in_person",
  };
}
