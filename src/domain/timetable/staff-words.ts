import { standsForNothing } from "../kernel/stands-for-nothing.ts";

/** Whether a word is one of these, whatever its case and its dots. */
function oneOf(words: string): (word: string) => boolean {
  const known = new Set(words.split(/\s+/u).filter((word) => word !== ""));
  return (word) => known.has(word.toLowerCase().replace(/[.,:;'’"“”()]/gu, ""));
}

/** What stands before a name: `Prof.`, `Dr.-Ing.`, `dott.ssa`. */
const title = oneOf(
  "prof professor professorin professore professoressa profesor profesora professeur doc docent doz dr drs dra doctor doktor phdr mudr rndr judr thdr paeddr mgr mag ing inż hab habil lic mr mrs ms mx miss mister sir dame lord lady rev reverend fr herr frau hr fru m mme mlle mm monsieur madame sr sra srta señor señora don doña sig sigra signor signora dott dottssa ssa avv univ ass assoc asst priv pd em dipl ir phd msc rer nat phil jur med",
);

/** Whether a word is a title, or several with signs between them. */
export function isTitle(word: string): boolean {
  const parts = word.split(/[.-]/u).filter((part) => part !== "");
  return parts.length > 0 && parts.every((part) => title(part) || (parts.length > 1 && part === "in"));
}

/** What stands behind a name and a comma: a degree. */
export function isDegree(text: string): boolean {
  return /^(?:(?:ph\.?\s?d|m\.?\s?sc|b\.?\s?sc|m\.?\s?a|b\.?\s?a|m\.?\s?b\.?\s?a|ll\.?\s?[bm]|m\.?\s?phil|ed\.?\s?d|csc|drsc|dsc|jr|sr|esq|frs|obe|mbe|cbe|fhea|sfhea|pfhea)\.?(?:\s|$))+$/iu.test(
    text,
  );
}

/** A rank at a university by its letters, as `prof. UW` is: no family is written in capitals behind a small title. */
export function isRank(text: string): boolean {
  return /^(?:prof|doc)\.?\s+(?:\p{Lu}{2,4}|\p{Lu}{2}\p{Ll}\p{Lu}?|\p{Lu}\p{Ll}\p{Lu}|ucz\.?|uczelni|nadzw\.?|zw\.?)$/u.test(
    text,
  );
}

const nobodyWord = oneOf(
  "nn tba tbc tbd tbs tbn ntb nnb none nobody null unknown various several multiple vacant vacancy vacature vakant vacante unbesetzt offen open pending unassigned unallocated unbekannt inconnu desconocido desconocida sconosciuto desconhecido onbekend okänd ukjent neznámý kein keine keiner niemand aucun ninguno nessuno nenhum geen ingen verschiedene diverse div divers diverses varios varias vari vários různí różni all alle tous todos tutti wszyscy others andere autres otros altri outros anderen inni etc usw external extern externe self-study selbststudium team teams staff faculty personal personnel lecturer lecturers teacher teachers tutor tutors instructor instructors professor professors speaker speakers dozent dozentin dozenten dozierende lehrende lehrkraft lehrkräfte lehrer enseignant enseignants intervenant professeur profesor profesora profesores docente docentes docenti docent docenten insegnante lärare x xx xxx xxxx assistant assistants colleague colleagues substitute supply cover guest guests rotating folgt follows saknas",
);
const nobodyPhrase =
  /^(?:to (?:be|follow)(?: |$)|(?:yet to|not yet|not) (?:be |been )?(?:announced|confirmed|decided|determined|assigned|appointed|allocated|known|available|applicable|set)|no (?:staff|lecturer|teacher|tutor|one|name)|noch (?:nicht|offen|unbekannt|unklar|zu)|(?:wird|werden) |steht noch|(?:à|a) (?:définir|préciser|confirmer|déterminer|désigner|annoncer|venir|definir|designar|determinar|confirmar|anunciar|indicar)|(?:por|sin) (?:confirmar|definir|determinar|asignar|designar|anunciar)|da (?:definire|confermare|designare|determinare|stabilire|nominare)|nog (?:te|niet|onbekend)|do (?:ustalenia|potwierdzenia)|bude |ej (?:klart|bestämt)|ikke |(?:guest|visiting|external|various|different|several|multiple|academic|teaching|all|module|course|invited|other|other|additional|further) (?:academic |teaching )?(?:staff|lecturers?|speakers?|teachers?|tutors?|instructors?|professors?|people|members?|team|teachers|presenters?|facilitators?)|verschiedene |diverse |divers |vários |varios )/iu;

/** Who somebody is to be, and nobody's name. */
const isRole = oneOf(
  "staff lecturer lecturers teacher teachers tutor tutors instructor instructors professor professors speaker speakers assistant assistants demonstrator demonstrators supervisor student students person people member dozent dozentin dozenten lehrer lehrbeauftragte lehrbeauftragter lehrbeauftragten hilfskraft gastdozent gastdozentin enseignant enseignante intervenant vacataire vacataires doctorant doctorante profesor profesora profesorado docente docenti docent docenten gastdocent supplente professore professoressa leraar lärare gta gtas ta tas ata hourly cover timeedit celcat syllabus scientia stundenplan timetable timetabling noreply no-reply admin administrator",
);
/** What stands beside such a word and names nobody either. */
const isOfRole = oneOf(
  "phd new old dummy test casual hourly-paid hourly paid part full time maternity paternity sick leave graduate postgraduate undergraduate doctoral research teaching academic mystery unknown external visiting temporary temp agency guest module course lead second first kein keine keiner kein/e aucun nessun geen no any the a",
);

/** `PhD Student`, `Teaching Assistant 2`, `Lecturer A`, `Unknown Unknown`: roles, their kinds and numbers alone. */
function namesRoles(text: string): boolean {
  const words = text.split(/[\s/_-]+/u).filter((word) => word !== "");
  const isKnown = (word: string): boolean => isRole(word) || nobodyWord(word);
  return (
    words.length > 1 &&
    words.some(isKnown) &&
    words.every((word) => isKnown(word) || isOfRole(word) || /^(?:#?\d{1,3}|\p{Lu}|[ivx]{1,4})$/u.test(word))
  );
}

/** Whether a text is what people write where they name nobody: `TBA`, `N.N.`, `to be confirmed`, `Staff`. */
export function namesNobody(text: string): boolean {
  const plain = text.replace(/^[\s("'“”\-–—*]+|[\s)"'“”!,;:]+$/gu, "").replace(/\s+/gu, " ");
  const close = plain.replace(/[.\s/]/gu, "");
  return (
    plain === "" ||
    standsForNothing(plain) ||
    /^[?\-–—_*.xX]+$/u.test(plain) ||
    nobodyWord(plain) ||
    isRole(plain) ||
    namesRoles(plain) ||
    (/^(?:\p{L}[.\s/]+)+\p{L}\.?$/u.test(plain) && /^(?:nn|tb[acdsn]|na|ntb|nnb)$/iu.test(close)) ||
    /^n\s?\.?\s?n\s?\.?$/iu.test(plain) ||
    nobodyPhrase.test(`${plain} `)
  );
}

/** What stands behind names for people whom it does not name. */
export const andOthers =
  "(?:et al(?:ii|iae)?\\.?|u\\.\\s?a\\.|m\\.\\s?fl\\.|e\\.\\s?a\\.|(?:and|&) (?:others|co\\.?|colleagues|team|guests?)|und andere|und team|et autres|et collègues|y otr[oa]s|e altri|e outros|en anderen|i inni|etc\\.?|usw\\.?)";

/** A school, a department, a team. */
export const isOfGroup = oneOf(
  "school department dept faculty division institute institut institution committee council association society unit services service office team staff students student library bureau agency centre center group academy union board panel everyone lehrstuhl fakultät fachbereich abteilung fachgruppe fachschaft sekretariat département ecole école faculté facultad departamento escuela instituto cátedra dipartimento facoltà scuola istituto faculdade escola katedra wydział instytut fakulta ústav instituut faculteit afdeling vakgroep institution institutionen avdelningen fakulteten instituttet secretariat timetabling registry administration helpdesk colleagues lecturers teachers tutors speakers presenters",
);

/** What is a thing, a sort of meeting or a matter, and nobody. */
export const isOfThing = oneOf(
  "list notes website webpage homepage handout handouts slides materials material handbook timetable schedule syllabus introduction exam exams examination test quiz course module class session sessions lecture lectures seminar seminars workshop workshops tutorial tutorials webinar assignment assignments coursework practical programme program online teams zoom moodle canvas blackboard hybrid remote virtual recording week theory sciences studies humanities engineering technology education arts design management economics mathematics physics linguistics languages literature vorlesung übung praktikum prüfung kurs modul skript folien aushang webseite literaturliste liste leseliste woche gruppe cours examen semaine groupe semana grupo clase curso settimana gruppo lezione esame corso groep hoorcollege werkcollege information info details description subject topic agenda feedback attendance questions",
);

/** A place that nobody is called after. */
export const isPlaceAlone = oneOf(
  "building bldg laboratory laboratories campus theatre theater auditorium classroom laboratoire bâtiment amphi amphithéâtre bibliothèque biblioteca bibliothek bibliotheek edificio edifício hörsaal seminarraum gebäude zentrum raum büro salle bureau étage aula despacho planta stanza ufficio lokaal zaal kantoor gebouw gabinet místnost pokój library room rm floor level lab block tel phone fax mobile ext telefon sprechstunde",
);

/** What is a place or a day, and a family's name as well: `Stuart Hall`, `Dorothy Day`. */
export const isPlaceOrName = oneOf(
  "hall halls day days wing house field fields rooms room park lane church tower towers court street bridge wood weeks chambers square gardens garden green hill yard gate mill barn stage forum close road way suite studio sala haus",
);
/** Of those the ones that are halls and houses more often than people, where no title stands before them. */
export const isOftenPlace = oneOf(
  "hall halls wing house rooms tower towers court street chambers square studio suite gardens sala haus",
);
/** What stands before the number of a place. */
export const isBeforeNumber = (word: string): boolean =>
  isPlaceAlone(word) || isOftenPlace(word) || oneOfNumbered(word);
const oneOfNumbered = oneOf(
  "wk wks weeks kw sem term part sessions lectures room wing haus stock saal sal rom rum zimmer piano floor level group gruppe groupe grupo week",
);

/** What stands before such a word where it is a place or a day. */
export const isPlaceModifier = oneOf(
  "the main great grand new old north south east west northern southern upper lower central inner outer ground first second third top town city lecture lectures concert sports sport exam examination village assembly dining open bank training induction study reading meeting common playing science business opera high seminar conference board staff student students teaching community music art arts village public green-room drama dance language computer recital royal senior junior development revision inset field careers welcome activity whole half last final mid",
);

/** Words within a name that need no capital: `van`, `de la`. */
const particle = oneOf(
  "van von de del della dello dei di da das do dos du der den ter ten te le la lo los las el al bin ibn bint abu af av zu zum zur und-zu st san santa",
);

/** Whether a word stands before the family's own name; with a capital as well, but for those that are names themselves. */
export function isParticle(word: string): boolean {
  if (/^\p{Ll}/u.test(word)) return particle(word) && !word.endsWith(".");
  return /^(?:Van|Von|De|Del|Della|Di|Da|Dos|Der|Den|Le|La)$/u.test(word);
}

/** Addresses of offices, which are nobody's login. */
export const isOfficeAddress = (address: string): boolean =>
  /^(?:info|office|admin|administration|timetabl\p{L}*|enquir\p{L}*|inquir\p{L}*|help\p{L}*|support|school|dept|department|faculty|secretary|sekretariat|secretariat|studium|teaching|contact|mail|no-?reply|reception|registry|rooms?|service\p{L}*|team|staff|lecturers?)[._-]?\p{L}*@/iu.test(
    address,
  );

/** Divides two people, as a word. */
export const conjunctions =
  "and|und|u\\.|et|ed|en|och|og|ja|és|oraz|sowie|samt|plus|or|oder|ou|with|mit|avec|con|com|met|med|y|e|i|a|o";
