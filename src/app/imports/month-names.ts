/**
 * Months as spreadsheets shorten them, in the languages whose letters they write: English, German, Dutch, French, Spanish,
 * Italian, Portuguese, Danish, Norwegian, Swedish, Polish, Turkish, Romanian, Hungarian, Russian and Ukrainian.
 */
const short: readonly string[] = [
  "jan janv ene gen sty oca ian січ янв",
  "feb fév févr fev lut şub febr лют фев",
  "mar mars mär mrz mrt márc бер мар",
  "apr avr abr kwi nis ápr кві апр",
  "may mai mei mag maj máj тра май",
  "jun juin giu cze haz jún iun чер июн",
  "jul juil lug lip tem júl iul лип июл",
  "aug août aoû ago sie ağu сер авг",
  "sep sept set wrz eyl szept вер сен",
  "oct okt ott out paź eki жов окт",
  "nov lis kas noi лис ноя",
  "dec déc dic dez des gru ara гру дек",
];

/** Whole names that do not begin with what they are shortened to, or with what another month is. */
const whole: readonly string[] = [
  "january januar januari janvier enero gennaio janeiro",
  "february februar februari février febrero febbraio fevereiro",
  "march märz maart marzo março",
  "april avril abril aprile",
  "mayo maggio maio maj",
  "june juni junio giugno junho",
  "july juli juillet julio luglio julho",
  "august augustus agosto augusti",
  "september septembre septiembre settembre setembro",
  "october oktober octobre octubre ottobre outubro",
  "november novembre noviembre novembro",
  "december dezember décembre diciembre dicembre dezembro",
];

const plain = (word: string): string => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const byName = new Map(
  [short, whole].flatMap((list) =>
    list.flatMap((names, index) => names.split(" ").map((name) => [plain(name), index + 1] as const)),
  ),
);

/** The number of a month that is named, whole or short; null for a word that names none. */
export function monthByName(name: string): number | null {
  return byName.get(plain(name)) ?? null;
}

/** Short names that are words as well, which stand before a number in codes of their own: `set-01` is a set. */
const words = new Set(["set", "out", "lip", "tem", "ara", "may", "gen", "des"]);

const isShortName = (word: string): boolean =>
  short.some((names) => names.split(" ").some((name) => plain(name) === plain(word)));

/** Or a whole one, as German writes the short months out: `3-März`. */
const isMonthName = (word: string): boolean => isShortName(word) || monthByName(word) !== null;

/**
 * Whether a text is what a spreadsheet makes of `1-3` or `MAR-1`: a day and a month, or a month and a year of two figures, as
 * `01-Mar`, `1-mrt` and `mar-01`. Months in capitals are codes as people write them: `MAR-01`.
 */
export function isShortDate(text: string): boolean {
  const day = /^\d{1,2}[ºª°]?(?:-|\. ?|\/| )(\p{L}\p{Ll}{2,9})\.?(?:[-./ ]\d{2,4})?$/u.exec(text)?.[1];
  if (day !== undefined) return isMonthName(day);
  const month = /^(\p{L}\p{Ll}{2,4})\.?[-/ ]\d{2}$/u.exec(text)?.[1];
  return month !== undefined && isShortName(month) && !words.has(month);
}
