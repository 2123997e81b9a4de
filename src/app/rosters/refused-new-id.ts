import { createNearCodes, tellNear } from "../../domain/kernel/near-codes.ts";
import { mangledId, withoutZeros } from "../imports/mangled-id.ts";

/**
 * Why nobody new is added by hand under an id: a spreadsheet changed it, or it looks like somebody's who is there
 * already, who would be there twice then. null where nothing stands in its way.
 *
 * @param known the ids of that kind that people have now
 * @returns words that follow the id, with the remedy
 */
export async function refusedNewId(
  id: string,
  known: () => Promise<readonly string[]>,
): Promise<string | null> {
  const mangled = mangledId(id);
  if (mangled !== null) return `${mangled}: write the id as the school gave it`;
  const ids = (await known()).filter((one) => one !== id);
  const isShortened = (one: string): boolean => withoutZeros(one) === id || withoutZeros(id) === one;
  const alike = createNearCodes(
    ids.map((one) => [one, one] as const),
    "looks",
  ).all(id);
  const near = tellNear([...new Set([...ids.filter(isShortened), ...alike])]);
  return near === null
    ? null
    : `looks like ${near}, whom the roster has already: write ${near} if that is meant; somebody else with such an id is added by importing a file`;
}
