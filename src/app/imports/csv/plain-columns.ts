import type { ColumnNames } from "../match-columns.ts";

export const plainFiles = [
  "classes",
  "students",
  "enrolments",
  "timetable",
  "terms",
  "non_teaching_days",
  "rooms",
  "courses",
  "staff",
] as const;
export type PlainFile = (typeof plainFiles)[number];

/** What is written, in this order; it does not change, and what is new comes after. */
export const writtenColumns = {
  classes: ["class", "title", "standing_room", "from", "to", "course_code", "term", "staff"],
  students: [
    "student_id",
    "given_name",
    "family_name",
    "email",
    "cohort",
    "card_uid",
    "face_subject",
    "username",
    "device_person",
  ],
  enrolments: ["student_id", "class", "from", "to"],
  timetable: ["class", "start", "end", "rooms", "staff", "mode", "title", "kind", "required", "weight"],
  terms: ["term", "title", "from", "last_day"],
  non_teaching_days: ["day", "title"],
  rooms: ["room", "title", "building", "capacity", "aliases"],
  courses: ["course_code", "title"],
  staff: ["username", "given_name", "family_name", "email", "card_uid", "face_subject", "device_person"],
} as const;

/**
 * The other names by which columns go: English, then German, French, Spanish, Italian, Dutch and Portuguese, as registries
 * of these languages write them. Names are compared without case, blanks, marks and accents.
 */
const words = (...lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => line.split(",").map((word) => word.trim()));

const studentId = words(
  "studentid, student number, student no, student, sid, matriculation number, id, number",
  "matrikelnummer, matrikelnr, matrikel nr, matrikel, studentennummer, schülernummer, schüler nr",
  "matricule, numéro étudiant, numéro d'étudiant, no étudiant, n° étudiant, matrícula, número de matrícula",
  "número de estudiante, número de aluno, matricola, numero di matricola, studentnummer, leerlingnummer",
);
const classNames = words(
  "class code, classes, group, section, module, course",
  "klasse, gruppe, kurs, lehrveranstaltung, veranstaltung, modul, classe, groupe, cours",
  "clase, grupo, curso, asignatura, gruppo, corso, klas, groep, vak, turma, disciplina",
);

const staffNames = words(
  "teacher, teachers, lecturer, lecturers, tutor, instructor, lehrkraft, lehrkräfte, lehrer, dozent, dozentin",
  "dozenten, dozierende, enseignant, enseignants, professeur, intervenant, profesor, profesores, docente",
  "docenti, docent, docenten, leraar, professor",
);

const firstDays = words(
  "start, starts, start date, begin, begin date, from date, date from, first day, valid from",
  "von, ab, vom, beginn, anfang, startdatum, beginndatum, anfangsdatum, eintritt, eintrittsdatum, erster tag",
  "gültig ab, gültig von, du, à partir du, début, date de début, date début, date d'entrée, premier jour",
  "desde, inicio, fecha de inicio, fecha inicio, comienzo, primer día, dal, inizio, data inizio",
  "data di inizio, primo giorno, van, vanaf, begindatum, ingangsdatum, eerste dag, início, data de início",
);
/** As people write an end: the last day. */
const lastDays = words(
  "end, ends, end date, end day, ends on, until, to date, date to, last date, last day of enrolment, through",
  "thru, till, valid to, valid until, leaving date, date left, finish, finish date",
  "bis, bis zum, ende, enddatum, endedatum, letzter tag, gültig bis, austritt, austrittsdatum, abgang",
  "abgangsdatum, fin, date de fin, date fin, au, jusqu'au, jusqu'à, dernier jour, date de sortie",
  "hasta, hasta el, fecha de fin, fecha fin, fecha final, último día, al, fino al, fine, data fine",
  "data di fine, ultimo giorno, tot, tot en met, t/m, eind, einde, einddatum, laatste dag, até, fim, data de fim",
  "data final, último dia",
);

const titles = words("titel, bezeichnung, titre, intitulé, título, titolo");
const termNames = words(
  "term code, semester, term id, halbjahr, trimester, periode, période, semestre, trimestre, cuatrimestre",
);

/** What is said of students and staff alike, with the other names that each goes by. */
const personColumns = {
  given_name: words(
    "first name, forename, forenames, given names, first",
    "vorname, vornamen, prénom, prénoms, nombre, nombres, nome, voornaam",
  ),
  family_name: words(
    "last name, surname, family, last",
    "nachname, familienname, zuname, nom, nom de famille, apellido, apellidos, cognome, achternaam, sobrenome, apelido",
  ),
  email: words(
    "e-mail, mail, email address, e-mail-adresse, mailadresse, courriel, adresse électronique",
    "correo, correo electrónico, posta elettronica, e-mailadres",
  ),
  cohort: words("year, year group, programme, intake, jahrgang, promotion, promoción, coorte, jaargang"),
  card_uid: words(
    "card, card number, card id, karte, kartennummer, kartennr, carte, numéro de carte",
    "tarjeta, número de tarjeta, tessera, numero tessera, pasnummer, cartão",
  ),
  face_subject: words("face, face id, gesicht, visage, cara, volto, gezicht, rosto"),
  username: words(
    "login, user name, user, benutzername, anmeldename, kennung, benutzerkennung, identifiant",
    "nom d'utilisateur, usuario, nombre de usuario, nome utente, gebruikersnaam, utilizador, nome de usuário",
  ),
  // As a device calls somebody: `gate/5`.
  device_person: [],
} as const;

/** What is read, with the other names that each goes by. */
export const studentColumns: ColumnNames<"student_id" | keyof typeof personColumns> = {
  student_id: studentId,
  ...personColumns,
};

/** Of members of staff, who are known by what they sign in with. */
export const staffColumns: ColumnNames<keyof typeof personColumns> = personColumns;

export const termColumns: ColumnNames<"term" | "title" | "from" | "to" | "last_day"> = {
  term: termNames,
  title: [...titles, "name"],
  from: firstDays,
  // As OneRoster has it: the first day after.
  to: [],
  last_day: lastDays,
};

export const dayOffColumns: ColumnNames<"day" | "title"> = {
  day: words("date, datum, tag, jour, fecha, día, data, giorno, dag, dia"),
  title: [...titles, ...words("name, holiday, feiertag, ferien, reason")],
};

export const roomColumns: ColumnNames<"room" | "title" | "building" | "capacity" | "aliases"> = {
  room: words("room code, code, raum, saal, hörsaal, salle, aula, sala, lokaal, zaal, ruimte"),
  title: [...titles, "name", "room name"],
  building: words("gebäude, bâtiment, edificio, gebouw, edifício"),
  capacity: words(
    "places, seats, plätze, kapazität, places assises, capacité, capacidad, capienza, capaciteit",
  ),
  aliases: words("other names, alias, also called, andere namen, autres noms, otros nombres"),
};

export const plainCourseColumns: ColumnNames<"course_code" | "title"> = {
  course_code: words("course, course id, code, kurs, cours, curso, corso, vak, disciplina"),
  title: [...titles, "name", "course title"],
};

export const classRowColumns: ColumnNames<
  "class" | "title" | "standing_room" | "from" | "to" | "last_day" | "course_code" | "term" | "staff"
> = {
  class: classNames,
  title: words("class title, name, class name, titel, bezeichnung, titre, intitulé, título, titolo"),
  standing_room: words(
    "stands in, home room, base room, stammraum, klassenraum, salle attitrée, salle fixe, aula fija, aula fissa",
    "vast lokaal, sala fixa",
  ),
  from: firstDays,
  // As exports have it: the first day after.
  to: [],
  last_day: lastDays,
  // A column `course` alone is the class, as in timetables.
  course_code: words("course id, kurscode"),
  term: termNames,
  staff: staffNames,
};

export const enrolmentColumns: ColumnNames<"student_id" | "class" | "from" | "to" | "last_day"> = {
  student_id: studentId,
  class: classNames,
  from: firstDays,
  // As exports have it: the first day after.
  to: [],
  // As people write an end: the last day.
  last_day: lastDays,
};

export const timetableColumns: ColumnNames<
  | "class"
  | "date"
  | "start"
  | "end"
  | "rooms"
  | "staff"
  | "mode"
  | "title"
  | "kind"
  | "session_id"
  | "required"
  | "weight"
> = {
  class: classNames,
  date: words("day, datum, tag, jour, fecha, día, data, giorno, dag, dia"),
  start: words(
    "start time, starts, begin, from, start date time, beginn, anfang, von, startzeit, anfangszeit, beginnzeit",
    "début, heure de début, heure début, de, inicio, hora de inicio, hora inicio, desde, inizio, ora inizio",
    "ora di inizio, dalle, van, begintijd, starttijd, aanvang, início, hora de início",
  ),
  end: words(
    "end time, ends, finish, until, to, end date time, ende, bis, endzeit, schluss, fin, heure de fin, heure fin",
    "hora de fin, hora fin, hasta, fine, ora fine, ora di fine, alle, einde, eindtijd, tot, fim, hora de fim, até",
  ),
  rooms: words(
    "room, location, locations, place, venue, raum, räume, ort, saal, hörsaal, salle, salles, lieu, aula, aulas",
    "sala, salas, lugar, aule, luogo, stanza, lokaal, zaal, ruimte",
  ),
  staff: staffNames,
  mode: words("delivery, delivery mode, modus, modalité, modalidad, modalità, modalidade"),
  title: words("name, summary, subject, titel, bezeichnung, thema, titre, intitulé, título, titolo"),
  kind: words("type, sort, session type, art, veranstaltungsart, typ, tipo, soort"),
  session_id: words("uid, id, event id, key"),
  required: words("mandatory, pflicht, obligatoire, obligatorio, obbligatorio, verplicht, obrigatório"),
  weight: words("counts as, weighting, gewicht, gewichtung, poids, peso"),
};
