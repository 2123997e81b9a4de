import { standsForNothing } from "../kernel/stands-for-nothing.ts";

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
/** Each of these words; what they are together with is seen by what is left. */
const onlineWords =
  /\b(?:online|on-line|zoom|webex|webinar|ms teams|microsoft teams|google meet|skype|gotomeeting|livestream(?:ed)?|live stream(?:ed)?|asynchronous|collaborate|en ligne|en línea)\b/giu;
/** These mean it only among words of the same sort: a remote sensing lab is a room. */
const onlineAlone =
  /^(?:(?:online|remote|remotely|virtual|virtually|teams|distance|digital|hybrid|live|via|canvas|moodle|blackboard|e-?learning)\b[\s:-]*)+(?:(?:class|classes|classroom|lecture|lectures|lesson|lessons|learning|teaching|meeting|meetings|room|session|sessions|seminar|tutorial|workshop|event|activity|quiz|delivery|only|call|stream)\b[\s:-]*)*$/iu;
/** The same in other languages, as calendars of universities and Teams' own invitations write it; `\b` knows no accents. */
const onlineAbroad =
  /(?<![\p{L}\p{N}])(?:teams[- ](?:besprechung|sitzung|meeting|termin|vergadering|møde|møte|möte|kokous|spotkanie)|(?:réunion|riunione|reunión|reunião|schůzka|spotkanie)(?: (?:via|su|di|de|en|na|w|v|do|em|aplikacji|aplikaci|microsoft))* teams|(?:en|in|à|in modalità|em|de forma) (?:distanciel|distance|remoto|visio|visioconférence|telematica)|distanciel|visio(?:conférence)?|à distance|da remoto|a distanza|a distancia|à distância|no presencial|não presencial|telemático|telemática|online[- ]?(?:lehre|veranstaltung|vorlesung|kurs)|videokonferenz|videoconferenza|videoconferencia|videoconferência|video ?call|video ?conference|bigbluebutton|bbb|jitsi|(?:digitale?r?|virtuelle[rs]?) (?:lehre|raum|hörsaal|vorlesung|seminarraum|veranstaltung)|fernunterricht|distanzunterricht|op afstand|på distans|fjernundervisning|etänä|etäyhteydellä|zdalnie|zdalne|online výuka|distančně|távoktatás)(?![\p{L}\p{N}])/iu;
/** A room that is none, whatever its number: `Sala virtual 3`, `Virtual classroom B`. */
const virtualRoom =
  /(?<![\p{L}\p{N}])(?:(?:sala|aula|salle|classe|salón|amphi)s? virtu(?:al|ale|ali|ais|ales|elle|elles|el)|virtu(?:al|elle[rsn]?|ele) (?:classroom|room|lecture (?:hall|room|theatre)|campus|klas(?:lokaal)?|raum|hörsaal|seminarraum|klassenzimmer))(?![\p{L}\p{N}])/iu;
/** A numbered room or a place with walls, although a word of the network stands in its name. */
const roomWithin =
  /\b(?:room|lab|laboratory|hall|theatre|studio|suite|office|building|library|raum|saal|hörsaal|sala|salle|aula|amphi|lokaal|zaal)\b.*\d|\d.*\b(?:room|lab|laboratory|hall|theatre|studio|suite|office|building|library)\b/iu;

/** The building or address of a room: such a word and no number, a floor, a postcode. */
const aroundWord =
  /^(?:(?:the )?[^\d]*\b(?:building|block|house|campus|tower|wing|faculty|college|university|site|haus|\p{L}*gebäude|gebouw|bâtiment|edificio|budova)\b[^\d]*|.*\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})$/iu;
/** A floor, its number on either side, or the ground: `2nd floor`, `2e étage`, `3. OG`, `Erdgeschoss`. */
const floor =
  /^(?:(?:floor|level|storey|etage|étage|piso|planta|piano|niveau|ebene|stock|stockwerk|verdieping|våning)\s*\S{1,3}|\S{1,5}\s*(?:floor|level|storey|étage|etage|stock|stockwerk|og|ug|obergeschoss|untergeschoss|piso|planta|piano|andar|verdieping|våning|etasje|sal|kerros|patro|poschodie|piętro|emelet)|ground floor|basement|rez[- ]de[- ]chaussée|sous[- ]sol|erdgeschoss|untergeschoss|planta baja|piano terra|pianterreno|rés[- ]do[- ]chão|begane grond|přízemí|parter|földszint)$/iu;
/** A building by its number: `Building 4`, `Gebäude 3`, `Bâtiment 12`. Beside a room it is where that lies. */
const numberedBuilding =
  /^(?:the )?(?:building|bldg\.?|block|house|tower|wing|\p{L}*gebäude|haus|trakt|gebouw|bâtiment|bât\.?|edificio|edifício|budova|budynek|blok|pavillon|pavilion|pabellón|pavilhão)\s*(?:no\.?|nr\.?|n°)?\s*[A-Z]?-?\d{1,4}[A-Z]?$/iu;
/** A street with its number on either side, as it is written in Europe and in America; or the word of one alone. */
const street =
  /^(?:\d+[a-z]?,?\s+.*\b(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|square|sq\.?|drive|dr\.?|boulevard|blvd\.?|way|close|crescent)(?:\s+(?:north|south|east|west|[nsew]w?)\.?)?|.*\b(?:street|road|avenue|lane|boulevard)|\d+\s?(?:bis|ter|[a-z])?,?\s+(?:rue|avenue|boulevard|place|quai|chemin|allée)\b.*|(?:rue|calle|avenida|plaza|via|viale|corso|piazza|rua|praça|straße|strasse|allee|platz)\s+.*\b\d+\s?[a-z]?|\p{L}[\p{L} .-]*(?:straße|strasse|str\.|gasse|allee|weg|platz|straat|laan|plein|ulice|ulica)\s*\d+\s?[a-z]?)$/iu;
/** A town with its code before or behind it. */
const town =
  /^(?:(?:[A-Z]{1,2}-)?\d{4,6}(?:\s?[A-Z]{2})?\s+\p{L}[\p{L} .'-]+|\p{L}[\p{L} .'-]*\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?|[A-Z]{2}\s+\d{5}(?:-\d{4})?)$/u;
/** Countries as addresses end with them. */
const country =
  /^(?:u\.?k\.?|united kingdom|great britain|england|scotland|wales|northern ireland|ireland|éire|u\.?s\.?a?\.?|united states(?: of america)?|canada|australia|new zealand|germany|deutschland|austria|österreich|switzerland|schweiz|suisse|svizzera|france|spain|españa|portugal|italy|italia|netherlands|the netherlands|nederland|belgium|belgië|belgique|luxembourg|denmark|danmark|norway|norge|sweden|sverige|finland|suomi|poland|polska|czechia|czech republic|česko|hungary|magyarország|greece|india|china|japan|singapore|malaysia|south africa|mexico|méxico|brazil|brasil)$/iu;
/** What is a room wherever it stands in an address: a number, or the word of one. */
const roomWord =
  /\d|\b(?:room|lab|laboratory|hall|theatre|theater|studio|auditorium|library|gym|gymnasium|raum|saal|hörsaal|aula|salle|amphi|amphithéâtre|sala|lokaal|zaal)\b/iu;

/** The parts of a location that say where its rooms lie. What stands behind an address belongs to it, as a town does. */
function partsAround(parts: readonly string[]): readonly string[] {
  const isCountry = parts.length > 1 && country.test(parts.at(-1) ?? "");
  const isWhere = parts.map(
    (part) => aroundWord.test(part) || floor.test(part) || street.test(part) || town.test(part),
  );
  // Buildings by their numbers alone are the rooms themselves.
  const isNumbered = parts.map((part) => numberedBuilding.test(part));
  const hasRoom = parts.some((_, at) => isWhere[at] === false && isNumbered[at] === false);
  const isAddress = parts.map((_, at) => isWhere[at] === true || (hasRoom && isNumbered[at] === true));
  // With a country at its end, what is no room by its name is a town even where no street stands before it.
  const first = isAddress.indexOf(true);
  const from = first >= 0 ? first : isCountry ? 0 : parts.length;
  return parts.filter(
    (part, at) =>
      isAddress[at] === true || (isCountry && at === parts.length - 1) || (at > from && !roomWord.test(part)),
  );
}

/**
 * Splits a location, without what a rule cut out of it, into rooms. A place on the network makes it remote or hybrid; what
 * goes by the name of a room that is known is that room, whatever its words say.
 *
 * @param how `rooms`: each part between commas is one; `first`: the first alone is, the rest says where it lies;
 *   `whole`: all of it is one, unless it is nothing but words of the network; `guess`: as `rooms`, but parts that read like
 *   a building or an address are none
 */
export function placesOfLocation(
  location: string,
  how: PlaceReading,
  isRoom: (name: string) => boolean = () => false,
): MeetingPlaces {
  const text = oneBlank(location);
  if (text !== "" && isRoom(text)) return { rooms: [text], mode: "in_person", around: [] };
  const parts = how === "whole" ? [text] : location.split(/[,;\n|]|\s[/+]\s/u).map(oneBlank);
  const told = parts.filter((part) => part !== "");
  const pieces = told.flatMap((part) =>
    saysOnline(part) && how !== "whole" && !isRoom(part)
      ? part.split(/\s+(?:or|and|&|oder|und|ou|et|o|y|e)\s+/iu).map(oneBlank)
      : [part],
  );
  const isRemote = how === "whole" ? isOnlineAlone : isOnline;
  const here = pieces.filter((piece) => isRoom(piece) || !isRemote(piece));
  const remote = here.length < pieces.length;
  const guessed = partsAround(here);
  // A building by itself is where they meet, and an address after it says where that lies.
  const outer = guessed.length === here.length ? here.slice(1) : guessed;
  const nowhere = here.filter(standsForNothing);
  const around = [
    ...new Set([...nowhere, ...(how === "first" ? here.slice(1) : how === "guess" ? outer : [])]),
  ].filter((piece) => how === "first" || !isRoom(piece));
  const rooms = here.filter((piece) => !around.includes(piece));
  const once = new Map(rooms.map((room) => [room.toLowerCase(), room]));
  return {
    rooms: [...once.values()],
    mode: remote ? (once.size > 0 ? "hybrid" : "remote") : "in_person",
    around: rooms.length === here.length ? [] : around,
  };
}

/** Whether a name that is no room's by itself says that people meet on the network. */
export function readsOnline(name: string): boolean {
  return isOnline(oneBlank(name));
}

const oneBlank = (text: string): string => text.replace(/\s+/gu, " ").trim();

const saysOnline = (text: string): boolean =>
  onlineWord.test(text) || onlineAbroad.test(text) || virtualRoom.test(text);

/** Nothing but an address or words of the network: `Online`, `MS Teams meeting`. */
function isOnlineAlone(piece: string): boolean {
  return /^https?:\/\/\S*$/iu.test(piece) || onlineAlone.test(piece.replace(onlineWords, "online"));
}

function isOnline(piece: string): boolean {
  if (/^https?:\/\/\S*$/iu.test(piece)) return true;
  if (onlineAlone.test(piece) || virtualRoom.test(piece)) return true;
  return saysOnline(piece) && !roomWithin.test(piece);
}
