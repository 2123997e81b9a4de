import { strFromU8, unzipSync } from "fflate";

export type ReadCell = string | number | { readonly date: string } | null;

/** The cells of the first sheet of an XLSX file, row by row. A number with the format of a date is one. */
export function readXlsx(bytes: Uint8Array): ReadCell[][] {
  const files = unzipSync(bytes);
  const xml = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  const shared = Array.from(xml("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs), ([, item = ""]) =>
    Array.from(item.matchAll(/<t[^>]*>(.*?)<\/t>/gs), ([, text = ""]) => plain(text)).join(""),
  );
  const styles = xml("xl/styles.xml");
  const formats = new Map(
    Array.from(
      styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g),
      ([, id = "", code = ""]): [string, string] => [id, code],
    ),
  );
  const cellStyles = Array.from(
    (/<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(styles)?.[1] ?? "").matchAll(/<xf [^>]*numFmtId="(\d+)"|<xf /g),
    ([, id]) => formats.get(id ?? "") ?? "",
  );
  return Array.from(xml("xl/worksheets/sheet1.xml").matchAll(/<row[^>]*>(.*?)<\/row>/gs), ([, row = ""]) => {
    const cells: ReadCell[] = [];
    for (const [, attributes = "", content = ""] of row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const letters = /r="([A-Z]+)/.exec(attributes)?.[1] ?? "A";
      const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      while (cells.length < column) cells.push(null);
      const value = /<v>(.*?)<\/v>/s.exec(content)?.[1] ?? "";
      const style = cellStyles[Number(/ s="(\d+)"/.exec(` ${attributes}`)?.[1] ?? -1)] ?? "";
      if (attributes.includes('t="s"')) cells.push(shared[Number(value)] ?? null);
      else if (style.startsWith("yyyy")) {
        // Days since the last one of 1899, by which sheets count.
        const date = new Date(Math.round((Number(value) - 25_569) * 86_400_000));
        cells.push({ date: date.toISOString().slice(0, style.includes("h") ? 19 : 10) });
      } else cells.push(value === "" ? null : Number(value));
    }
    return cells;
  });
}

const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
