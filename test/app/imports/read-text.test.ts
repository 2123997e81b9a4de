import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readText } from "../../../src/app/imports/read-text.ts";
import { type TextEncoding, textEncodings } from "../../../src/contract/http/imports.ts";

/** Letters of each encoding with their bytes, by the tables of the Encoding Standard. */
const tables: Readonly<Partial<Record<TextEncoding, Readonly<Record<string, number>>>>> = {
  "windows-1250": byteTable(
    "€ ‚ „…†‡ ‰Š‹ŚŤŽŹ ‘’“”•–— ™š›śťžź ˇ˘Ł¤Ą¦§¨©Ş«¬ ®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
  ),
  "windows-1251": byteTable(
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–— ™љ›њќћџ ЎўЈ¤Ґ¦§Ё©Є«¬ ®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
  ),
  "windows-1252": byteTable(
    "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ ¡¢£¤¥¦§¨©ª«¬ ®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
  ),
  "windows-1253": byteTable(
    "€ ‚ƒ„…†‡ ‰ ‹     ‘’“”•–— ™ ›     ΅Ά£¤¥¦§¨© «¬ ®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ ΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ ",
  ),
  "windows-1254": byteTable(
    "€ ‚ƒ„…†‡ˆ‰Š‹Œ    ‘’“”•–—˜™š›œ  Ÿ ¡¢£¤¥¦§¨©ª«¬ ®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
  ),
  "windows-1257": byteTable(
    "€ ‚ „…†‡ ‰ ‹ ¨ˇ¸ ‘’“”•–— ™ › ¯˛   ¢£¤ ¦§Ø©Ŗ«¬ ®Æ°±²³´µ¶·ø¹ŗ»¼½¾æĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙",
  ),
  "iso-8859-2": byteTable(
    "                                 Ą˘Ł¤ĽŚ§¨ŠŞŤŹ ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
  ),
};

/** The byte of each letter from 0x80 on; a blank stands for a byte that is none. */
function byteTable(letters: string): Readonly<Record<string, number>> {
  const all = [...letters];
  expect(all).toHaveLength(128);
  return Object.fromEntries(all.flatMap((letter, at) => (letter === " " ? [] : [[letter, 0x80 + at]])));
}

const written = (text: string, encoding: TextEncoding): Uint8Array => {
  const table = tables[encoding] ?? {};
  return Uint8Array.from([...text], (letter) => {
    const code = table[letter] ?? letter.charCodeAt(0);
    if (code > 0xff || (code >= 0x80 && table[letter] === undefined))
      throw new RangeError(`${encoding} has no ${letter}`);
    return code;
  });
};

describe("letters of eight bits", () => {
  test.each(Object.keys(tables))("%s is read by the Encoding Standard's table", (name) => {
    const encoding = textEncodings.find((one) => one === name) ?? "utf-8";
    const letters = Object.keys(tables[encoding] ?? {}).join("");
    expect(readText(written(letters, encoding), encoding, "Europe/London").text).toBe(letters);
  });

  test("the apostrophe and the dash of Windows are no control characters", () => {
    const text = "O’Neil, Salle d’étude, Café – Nord, Šimon Œuvrard, 5 €";
    for (const told of ["windows-1252", null] as const) {
      expect(readText(written(text, "windows-1252"), told, "Europe/London").text).toBe(text);
    }
  });
});

/** Names and words as they stand in rosters and timetables. */
const words = {
  french:
    "Siobhán Renée Œuvrard–Lacœur Sœur Hélène Théâtre François Noël Chloé Zoé Maïté Loïc Anaïs Gaëlle Bibliothèque Lycée Forêt Préau Mathématiques Première Siècle Cécile Agnès Benoît Jérôme Élève Château Hôpital Bâtiment Étage Règlement Père Célèbre Poème Où Août",
  spanish: "Muñoz Peña Núñez Íñigo José García López Martínez Begoña España Español Año Niño Álvarez Sánchez",
  portuguese:
    "João São Conceição Simões Camões Guimarães Gonçalves Magalhães Irmã Ciência Você António Educação Lição",
  italian: "Niccolò Gesù Università Lunedì Libertà Più Città Forlì Caffè Virtù Nicolò Attività Facoltà",
  german:
    "Müller Jäger Größe Schröder Köhler Bäcker Straße Übung Hörsaal Gebäude Groß Weiß Grün Nöthen Präsenz",
  danish:
    "Sørensen Jørgensen Bjørn Åse Ærø Østergaard Søren Nørgaard Kjær Håkon Blåvand Øystein Grønland Skåne Malmö Århus Næstved",
  irish: "Siobhán Seán Niamh Pádraig Áine Ó Séamus Caoimhín Fionnuala Gráinne Róisín",
} as const;
const centralWords = {
  czech:
    "Dvořák Jiří Novák Přednáška Růžička Němec Zdeněk Věra Tomáš Šárka Žižka Kovář Řehoř Čapek Lukáš Kateřina Ondřej Vojtěch Trčka Vlček Daňková Učebna Tělocvična Předmět Třída Čtvrtek Pondělí Úterý Středa Bořkov Ďurica Naďa Procházka Černý Kučera Horák Stůl Dvůr Hrušková",
  polish:
    "Wałęsa Łukasz Wiśniewski Kowalińska Gdańsk Śląsk Kościuszko Świątek Zięba Dębski Żak Bąk Józef Łódź Ząbkowski Wójcik Michał Paweł Jabłoński Jaś Świerczyński Ćwik Kozioł Mączyński Późny",
  slovak:
    "Ľubomír Ďuriš Šťastný Kováč Horváth Ľudmila Krátky Učebňa Košťál Vaňo Maďarič Tóth Lučenec Jaročková Hronček Božena Škoda",
  croatian:
    "Kovačić Jurić Petrović Đurđica Đorđe Tuđman Anđela Ivančević Marković Horvatinčić Krešimir Božić Čučković",
  hungarian: "Erdős Győr Szűcs Gergő Dezső Kőrösi Jenő Fűzfa Nagyerdő Hegedűs Előd",
  romanian: "Timişoara Ştefan Constanţa Băsescu Brătianu Ioniţă Niţu Ţepeş Mureşan Călin Vlăduţ",
} as const;

const sample = (text: string) =>
  fc.shuffledSubarray(text.split(" "), { minLength: 4 }).map((some) => some.join(", "));

describe("what is not said is guessed by the letters", () => {
  for (const [language, text] of Object.entries(words)) {
    test(`${language} is of the West`, () => {
      fc.assert(
        fc.property(sample(text), (some) => {
          expect(readText(written(some, "windows-1252"), null, "Europe/London").text).toBe(some);
        }),
      );
    });
  }
  for (const [language, text] of Object.entries(centralWords)) {
    test(`${language} is of Central Europe`, () => {
      fc.assert(
        fc.property(sample(text), (some) => {
          expect(readText(written(some, "windows-1250"), null, "Europe/London").text).toBe(some);
        }),
      );
    });
  }

  test("a name of Central Europe among those of the West makes no file of Central Europe, nor the other way round", () => {
    const mixed = "Siobhán, Renée, Œuvrard–Lacœur, Šaško";
    expect(readText(written(mixed, "windows-1252"), null, "Europe/London").text).toBe(mixed);
    fc.assert(
      fc.property(sample(words.french), fc.constantFrom("Šaško", "Žiga", "Tomáš", "Šimon"), (some, guest) => {
        const all = `${some}, ${guest}`;
        expect(readText(written(all, "windows-1252"), null, "Europe/London").text).toBe(all);
      }),
    );
    fc.assert(
      fc.property(
        sample(centralWords.czech),
        fc.constantFrom("Zoë", "Müller", "André", "Björn"),
        (some, guest) => {
          const all = `${some}, ${guest}`;
          expect(readText(written(all, "windows-1250"), null, "Europe/London").text).toBe(all);
        },
      ),
    );
  });

  test("where the institution stands decides what the letters do not", () => {
    expect(readText(Uint8Array.of(0xf0), null, "Europe/Prague").encoding).toBe("windows-1250");
    expect(readText(written("Müller", "windows-1252"), null, "Europe/London").encoding).toBe("windows-1252");
    expect(readText(written("Théâtre à Genève", "windows-1252"), null, "Europe/Prague").text).toBe(
      "Théâtre à Genève",
    );
  });
});
