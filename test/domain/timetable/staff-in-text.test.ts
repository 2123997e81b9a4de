import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { staffInText } from "../../../src/domain/timetable/staff-in-text.ts";

const told = (text: string) => {
  const { people, leftOut } = staffInText(text);
  return [
    people.map(({ name, login }) => (login === null ? name : `${name} <${login}>`)),
    leftOut.map((one) => `${one.why}: ${one.text}`),
  ];
};

describe("people of a list", () => {
  test.each<[text: string, people: readonly string[], leftOut?: readonly string[]]>([
    ["Ana Wolf + Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Cy Hall (u1234567)", ["Cy Hall <u1234567>"]],
    ["Ana Cover", ["Ana Cover"]],
    ["Dr New", ["Dr New"]],
    ["Ana Wolf with Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf and Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf & Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf/Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf | Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf und Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf et Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf y Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf e Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf en Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf och Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf i Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf a Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf mit Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf avec Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["ANA WOLF AND BEN STONE", ["ANA WOLF", "BEN STONE"]],
    ["Wolf, Ana; Stone, Ben", ["Wolf, Ana", "Stone, Ben"]],
    ["Wolf, Ana and Stone, Ben", ["Wolf, Ana", "Stone, Ben"]],
    ["Wolf, Ana / Stone, Ben", ["Wolf, Ana", "Stone, Ben"]],
    ["García López, Ana; Stone, Ben", ["García López, Ana", "Stone, Ben"]],
    ["García López, Ana", ["García López, Ana"]],
    ["Dr Hill, Ann", ["Dr Hill, Ann"]],
    ["van Dyck, Ben Jan", ["van Dyck, Ben Jan"]],
    ["Smith, J. A.; Jones, B.", ["Smith, J. A.", "Jones, B."]],
    ["Smith, J., Jones, B.", ["Smith, J.", "Jones, B."]],
    ["Dr A Lee, Prof B Khan", ["Dr A Lee", "Prof B Khan"]],
    ["Ann Lee, Bo Dale and Cy Ray", ["Ann Lee", "Bo Dale", "Cy Ray"]],
    ["Ann Lee, Bo Dale, and Cy Ray", ["Ann Lee", "Bo Dale", "Cy Ray"]],
    ["José Ortega y Gasset", ["José Ortega y Gasset"]],
    ["Maria da Costa e Silva", ["Maria da Costa e Silva"]],
    ["Ana and Ben Wolf", ["Ana", "Ben Wolf"]],
    ["Wolf & Stone", ["Wolf", "Stone"]],
    ["Prof. Dr.-Ing. Ana Wolf", ["Prof. Dr.-Ing. Ana Wolf"]],
    ["dott.ssa Ana Wolf", ["dott.ssa Ana Wolf"]],
    ["M. Dupont et Mme Durand", ["M. Dupont", "Mme Durand"]],
    ["Ana d'Angelo; Li al-Khwarizmi; O’Neil, Bo", ["Ana d'Angelo", "Li al-Khwarizmi", "O’Neil, Bo"]],
    ["王伟、李娜", ["王伟", "李娜"]],
    ["אנה וולף", ["אנה וולף"]],
    ['"Wolf, Ana" and "Stone, Ben"', ["Wolf, Ana", "Stone, Ben"]],
    // Those whose families are called as places are.
    ["Prof. Stuart Hall", ["Prof. Stuart Hall"]],
    ["Stuart Hall", ["Stuart Hall"]],
    ["Hall, Stuart", ["Hall, Stuart"]],
    ["Dorothy Day", ["Dorothy Day"]],
    ["Day, Dorothy and Wing, Ann", ["Day, Dorothy", "Wing, Ann"]],
    [
      "Gregory House; Sally Field; Ann Rooms; Toby Wing",
      ["Gregory House", "Sally Field", "Ann Rooms", "Toby Wing"],
    ],
    ["Wing Chan; Hall Smith; Sal Mineo", ["Wing Chan", "Hall Smith", "Sal Mineo"]],
    ["Dr Campus", ["Dr Campus"]],
    ["Hans Zimmer", ["Hans Zimmer"]],
    ["Room, Emma", ["Room, Emma"]],
    // Logins and addresses.
    ["bb12", ["bb12"]],
    ["bb12, cc34", ["bb12", "cc34"]],
    ["UNI\\awolf", ["UNI\\awolf"]],
    ["awolf", ["awolf"]],
    ["Ana Wolf <ana@uni.example>", ["Ana Wolf <ana@uni.example>"]],
    ["Ana Wolf (mailto:ana@uni.example)", ["Ana Wolf <ana@uni.example>"]],
    ["Ana Wolf, ana@uni.example", ["Ana Wolf <ana@uni.example>"]],
    ["Ana Wolf - ana@uni.example", ["Ana Wolf <ana@uni.example>"]],
    ["Ana Wolf, e-mail: ana@uni.example", ["Ana Wolf <ana@uni.example>"]],
    ["Ana Wolf; ana.wolf@uni.example", ["Ana Wolf <ana.wolf@uni.example>"]],
    ["ana@uni.example (Ana Wolf)", ["Ana Wolf <ana@uni.example>"]],
    ["Ana Wolf u. Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["Ana Wolf ed Ben Stone", ["Ana Wolf", "Ben Stone"]],
    ["WOLF, ANA; STONE, BEN", ["WOLF, ANA", "STONE, BEN"]],
    ["Ana Wolf, FRS", ["Ana Wolf"], ["title: FRS"]],
    ["Jan Novák, Ph.D., Mgr. Eva Malá", ["Jan Novák", "Mgr. Eva Malá"], ["title: Ph.D."]],
    ["School of Arts & Design", [], ["group: School of Arts", "thing: Design"]],
    ["School of Arts and Drama", [], ["group: School of Arts", "group: Drama"]],
    ["School of Arts and Ana Wolf", ["Ana Wolf"], ["group: School of Arts"]],
    ["Ana Wolf Wk 1-6, Ben Stone Wk 7-12", ["Ana Wolf", "Ben Stone"], ["place: Wk 1-6", "place: Wk 7-12"]],
    ["Ana Wolf (lead", ["Ana Wolf"], ["lower: lead"]],
    ["Ana Wolf (awolf); Ben Stone [bs12]", ["Ana Wolf <awolf>", "Ben Stone <bs12>"]],
    [
      "Wolf, Ana <ana@uni.example>, Stone, Ben <ben@uni.example>",
      ["Wolf, Ana <ana@uni.example>", "Stone, Ben <ben@uni.example>"],
    ],
    ["Ana Wolf <office@uni.example>", ["Ana Wolf"], ["address: office@uni.example"]],
    ["Ana Wolf (https://x.example/a,b)", ["Ana Wolf"], ["web: https://x.example/a,b"]],
    [
      "Ana Wolf https://x.example/a,b?c;d, Ben Stone",
      ["Ana Wolf", "Ben Stone"],
      ["web: https://x.example/a,b?c;d"],
    ],
    ["Ana Wolf www.x.example", ["Ana Wolf"], ["web: www.x.example"]],
    // What stands beside.
    ["Ana Wolf, TBC", ["Ana Wolf"], ["nobody: TBC"]],
    ["Ana Wolf et al.", ["Ana Wolf"], ["nobody: et al."]],
    ["Ana Wolf and others", ["Ana Wolf"], ["nobody: and others"]],
    ["Ana Wolf and team", ["Ana Wolf"], ["nobody: and team"]],
    ["Ana Wolf, PhD", ["Ana Wolf"], ["title: PhD"]],
    ["dr hab. Jan Nowak, prof. UW", ["dr hab. Jan Nowak"], ["title: prof. UW"]],
    ["Ana Wolf in Room 3", ["Ana Wolf"], ["place: in Room 3"]],
    ["Ana Wolf Room 3", ["Ana Wolf"], ["place: Room 3"]],
    ["Ana Wolf – Algorithms", ["Ana Wolf"], ["words: Algorithms"]],
    ["Ana Wolf (Birch Hall)", ["Ana Wolf"], ["words: Birch Hall"]],
    ["Ana Wolf, School of Arts", ["Ana Wolf"], ["group: School of Arts"]],
    ["Hill, Online", ["Hill"], ["thing: Online"]],
    ["Prof. Ana Wolf, Ben", ["Prof. Ana Wolf"], ["commas: Ben"]],
    ["Wolf, Ana, Stone, Ben", [], ["commas: Wolf, Ana, Stone, Ben"]],
    ["Lee, Khan and Ray", [], ["commas: Lee, Khan", "commas: Ray"]],
  ])("%s", (text, people, leftOut = []) => {
    expect(told(text)).toEqual([people, leftOut]);
  });

  test.each([
    "to be confirmed",
    "To Be Confirmed",
    "TBA",
    "t.b.a.",
    "TBC",
    "tbd",
    "(TBC)",
    "N.N.",
    "NN",
    "n. n.",
    "N. N.",
    "N.N",
    "Prof. N.N.",
    "Dr. NN",
    "Staff",
    "STAFF",
    "various",
    "Various staff",
    "Guest lecturer",
    "External Speaker",
    "vacant",
    "vakant",
    "vacante",
    "n/a",
    "unknown",
    "unbekannt",
    "noch offen",
    "wird noch bekannt gegeben",
    "à définir",
    "por confirmar",
    "da definire",
    "nog te bepalen",
    "do ustalenia",
    "not yet assigned",
    "diverse",
    "Verschiedene Dozenten",
    "et al.",
    "u.a.",
    "???",
    "xxx",
    "Team",
    "no lecturer",
    "Lecturer",
    "Dozent",
    "PhD Student",
    "GTA",
    "Graduate Teaching Assistant",
    "Teaching Assistant 2",
    "Postgraduate Demonstrator",
    "Hourly Paid Lecturer 1",
    "Casual Tutor",
    "Lecturer A",
    "New Lecturer",
    "Dummy Lecturer",
    "Maternity Cover",
    "Cover Teacher",
    "Mystery Person",
    "Unknown Unknown",
    "Kein Dozent",
    "Lehrbeauftragter",
    "Vacataire",
    "Supplente",
    "Gastdocent",
    "TimeEdit",
    "CELCAT Admin",
    "Stundenplan",
    "noreply",
  ])("nobody is read from %s", (text) => {
    const { people, leftOut } = staffInText(text);
    expect(people).toEqual([]);
    expect(leftOut.map(({ why }) => why)).toEqual(["nobody"]);
  });

  test.each([
    ["School of Arts", "group"],
    ["Department of History", "group"],
    ["Physics Department", "group"],
    ["Institut für Physik", "group"],
    ["Facultad de Letras", "group"],
    ["Katedra Fizyki", "group"],
    ["Timetabling Office", "group"],
    ["Reading List", "thing"],
    ["Course Website", "thing"],
    ["see website", "thing"],
    ["siehe Aushang", "thing"],
    ["20 seats", "number"],
    ["prof. UW", "title"],
    ["Prof.", "title"],
    ["Main Hall", "place"],
    ["Open Day", "place"],
    ["Training Day", "place"],
    ["North Wing", "place"],
    ["Playing Fields", "place"],
    ["Room 3", "place"],
    ["Hall 3", "place"],
    ["Hall B", "place"],
    ["Birch Building", "place"],
    ["Salle Pasteur", "place"],
    ["B12", "number"],
    ["12345", "number"],
    ["ana@uni.example", "address"],
    ["https://x.example/a,b", "web"],
    ["please ask at the desk and bring a pen", "lower"],
    ["please contact us with wishes and ideas", "lower"],
    ["ana wolf", "lower"],
  ])("%s is no person: %s", (text, why) => {
    const { people, leftOut } = staffInText(text);
    expect(people).toEqual([]);
    expect([...new Set(leftOut.map((one) => one.why))]).toEqual([why]);
  });

  test("a name that may be a place or a word is said to be", () => {
    expect(
      staffInText("Stuart Hall; Dr Ann Hall; Hall, Bo; Ann Hill").people.map(({ mayBe }) => mayBe),
    ).toEqual(["place", null, null, null]);
    expect(staffInText("awolf, bb12").people.map(({ mayBe }) => mayBe)).toEqual(["word", null]);
    const isRoom = (name: string) => name === "Birch Hall";
    expect(staffInText("Birch Hall, Ann Lee", { isRoom })).toMatchObject({
      people: [{ name: "Ann Lee" }],
      leftOut: [{ text: "Birch Hall", why: "place" }],
    });
  });

  test.each([
    ["Ann Lee, Bo Dale", true],
    ["García López, Ana", false],
    ["Smith, J., Jones, B.", false],
    ["Ana and Ben Wolf", false],
    ["Ana Wolf or Ben Stone", false],
    ["José Ortega y Gasset", false],
  ])("how %s is cut is said", (text, isUsual) => {
    expect(staffInText(text).cuts).toMatchObject([{ isUsual }]);
  });

  test.each(["Ana Wolf and Ben Stone", "Wolf, Ana", "Wolf, Ana; Stone, Ben", "Dr Ann Lee, Bo Dale"])(
    "there is one way to cut %s",
    (text) => {
      expect(staffInText(text).cuts).toEqual([]);
    },
  );
});

const wordsOf = (...texts: readonly string[]) =>
  texts.flatMap((text) => text.match(/[\p{L}\p{N}]+/gu) ?? []).sort();

test("each word of a list is a name's, is left out, or stands between names: none is lost unsaid, none is there twice", () => {
  const piece = fc.constantFrom(
    "Ana",
    "Wolf",
    "Ana Wolf",
    "Prof. Stuart Hall",
    "van Dyck",
    "J. A.",
    "bb12",
    "awolf",
    "TBA",
    "N.N.",
    "Staff",
    "School of Arts",
    "Room 3",
    "room",
    "20 seats",
    "prof. UW",
    "PhD",
    "ana@uni.example",
    "<ana@uni.example>",
    "(https://x.example/a,b)",
    "https://x.example/a;b",
    "[aw12]",
    "(room 4)",
    "(",
    "et al.",
    "see website",
    "e-mail:",
    "12345",
    "1.",
    "“Wolf, Ana”",
    "n/a",
    "UNI/kim01",
    "a",
    "y",
    "王伟",
    "Reading List",
    "x",
    "ª",
    "Ann:",
    "Lee.",
  );
  const sign = fc.constantFrom(
    " ",
    ", ",
    "; ",
    " and ",
    " & ",
    " + ",
    "/",
    " | ",
    " - ",
    " y ",
    " e ",
    " with ",
    "\n",
    ",",
    " or ",
  );
  const list = fc
    .array(fc.tuple(piece, sign), { minLength: 1, maxLength: 7 })
    .map((all) => all.flat().join(""));
  fc.assert(
    fc.property(list, fc.boolean(), (text, isOne) => {
      const { people, leftOut, joints } = staffInText(text, { isOne });
      const found = wordsOf(
        ...people.flatMap(({ name, login }) => (login === null ? [name] : [name, login])),
        ...leftOut.map((one) => one.text),
        ...joints,
      );
      expect(found).toEqual(wordsOf(text));
      for (const { name } of people) expect(name).toMatch(/\p{L}/u);
    }),
    { numRuns: 300 },
  );
});
