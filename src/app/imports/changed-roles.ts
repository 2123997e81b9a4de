import type { ImportContent, ImportItem, ImportThing } from "./import-content.ts";
import type { KeyRing } from "./key-ring.ts";

/**
 * People whom a OneRoster source told as students and tells as staff now, or the other way round, by the ids of the records
 * that are over: one person, with a record for each. Keys of other formats are not of both.
 */
export function changedRoles(
  content: Pick<ImportContent, "kind" | "students" | "staff">,
  rings: Readonly<Record<ImportThing, Pick<KeyRing, "before">>>,
): ReadonlyMap<string, ImportItem & { readonly was: "student" | "staff" }> {
  if (content.kind !== "oneroster") return new Map();
  const over = (was: "student" | "staff", now: "student" | "staff") => {
    const told = { student: content.students, staff: content.staff };
    const stays = new Set(told[was].map(({ key }) => key));
    return told[now].flatMap(({ key, at }) => {
      const before = rings[was].before.get(key);
      if (before === undefined || stays.has(key)) return [];
      return [[before.id, { key, at, was }] as const];
    });
  };
  return new Map([...over("student", "staff"), ...over("staff", "student")]);
}

/** Says for the source that such records are over, whether or not its files hold everything. */
export function withChangedRoles(
  content: ImportContent,
  rings: Readonly<Record<ImportThing, Pick<KeyRing, "before">>>,
): ImportContent {
  const changed = [...changedRoles(content, rings).values()];
  if (changed.length === 0) return content;
  const ended = changed.map(({ key, at, was }) => ({ key, at, thing: was }));
  return { ...content, ended: [...content.ended, ...ended] };
}
