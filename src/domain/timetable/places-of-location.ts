/** How the text of a place is taken apart. */
export const placeReadings = ["guess", "rooms", "first", "whole"] as const;
export type PlaceReading = (typeof placeReadings)[number];

/** Where a meeting takes place. */
export interface MeetingPlaces {
  /** As a timetable names them, each once. */
  readonly rooms: readonly string[];
  readonly mode: "in_person" | "remote" | "hybrid";
  /** What was taken for the building or address of the rooms, and is no room. */
  readonly around: readonly string[];
}

/** Said in place of a room: nobody can be there. These words mean it whatever stands beside them. */
const onlineWord =
  /https?:\/\/|\b(?:online|on-line|zoom|webex|webinar|ms teams|microsoft teams|google meet|skype|gotomeeting|livestream(?:ed)?|live stream(?:ed)?|asynchronous|collaborate|en ligne|en línea)\b/iu;
/** These mean it only among words of the same sort: a remote sensing lab is a room. */
const onlineAlone =
  /^(?:(?:remote|remotely|virtual|virtually|teams|distance|digital|hybrid|live|via|canvas|moodle|blackboard|e-?learning)\b[\s:-]*)+(?:(?:class|classes|classroom|lecture|lectures|lesson|lessons|learning|teaching|meeting|meetings|room|session|sessions|seminar|tutorial|workshop|event|activity|quiz|delivery|only|call|stream)\b[\s:-]*)*$/iu;
/** A numbered room or a place with walls, although a word of the network stands in its name. */
const roomWithin =
  /\b(?:room|lab|laboratory|hall|theatre|studio|suite|office|building|library)\b.*\d|\d.*\b(?:room|lab|laboratory|hall|theatre|studio|suite|office|building|library)\b/iu;

/** The building or address of a room: such a word and no number, a floor, a street, a postcode. */
const aroundWord =
  /^(?:(?:the )?[^\d]*\b(?:building|block|house|campus|tower|wing|faculty|college|university|site|haus|\p{L}*gebäude|gebouw|bâtiment|edificio|budova)\b[^\d]*|(?:floor|level|storey|etage|étage|piso)\s*\S{1,3}|\S{1,4}\s+(?:floor|level|storey)|\d+[a-z]?\s+.*\b(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|square)|.*\b(?:street|road|avenue|lane)|.*\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})$/iu;

/**
 * Splits a location, without what a rule cut out of it, into rooms. A place on the network makes it remote or hybrid.
 *
 * @param how `rooms`: each part between commas is one; `first`: the first alone is, the rest says where it lies;
 *   `whole`: all of it is one; `guess`: as `rooms`, but parts that read like a building or an address are none
 */
export function placesOfLocation(location: string, how: PlaceReading): MeetingPlaces {
  const text = oneBlank(location);
  const parts = how === "whole" ? [text] : location.split(/[,;\n|]|\s[/+]\s/u).map(oneBlank);
  const told = parts.filter((part) => part !== "");
  const pieces = told.flatMap((part) =>
    onlineWord.test(part) && how !== "whole"
      ? part.split(/\s+(?:or|and|&|oder|ou)\s+/iu).map(oneBlank)
      : [part],
  );
  const here = pieces.filter((piece) => !isOnline(piece));
  const remote = here.length < pieces.length;
  const guessed = here.filter((piece) => aroundWord.test(piece));
  // A building by itself is where they meet, and an address after it says where that lies.
  const outer = guessed.length === here.length ? here.slice(1) : guessed;
  const around = how === "first" ? here.slice(1) : how === "guess" ? outer : [];
  const rooms = here.filter((piece) => !around.includes(piece));
  const once = new Map(rooms.map((room) => [room.toLowerCase(), room]));
  return {
    rooms: [...once.values()],
    mode: remote ? (once.size > 0 ? "hybrid" : "remote") : "in_person",
    around: rooms.length === here.length ? [] : around,
  };
}

const oneBlank = (text: string): string => text.replace(/\s+/gu, " ").trim();

function isOnline(piece: string): boolean {
  if (/^https?:\/\/\S*$/iu.test(piece)) return true;
  return onlineAlone.test(piece) || (onlineWord.test(piece) && !roomWithin.test(piece));
}
