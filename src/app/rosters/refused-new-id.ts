import { otherCardForms } from "../../domain/kernel/card-forms.ts";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { isSameLoginForm } from "../../domain/kernel/login-form.ts";
import { createNearCodes, tellNear } from "../../domain/kernel/near-codes.ts";
import { noCode, withoutZeros } from "../imports/mangled-id.ts";

/**
 * Why no id and no code is given by hand that no file could bring back: a spreadsheet changed it, or it stands for nothing.
 * null where nothing stands in its way.
 *
 * @param of rooms are called `1.0`, and nobody's number is `1/2`
 * @returns words that follow the code, with the remedy
 */
export function refusedCode(code: string, of: "room" | "person" | null = null): string | null {
  const none = noCode(code, of);
  return none === null ? null : `${none.message}: write it as the school gave it`;
}

/**
 * Why an id is not given by hand: a spreadsheet changed it, or it looks like somebody's who is there already. null where
 * nothing stands in its way.
 *
 * @param known the ids of that kind that others have now
 * @param meant what to do where it is another's all the same, in words
 * @returns words that follow the id, with the remedy
 */
export async function refusedNewId(
  id: string,
  known: () => Promise<readonly string[]>,
  meant = "somebody else with such an id is added by importing a file",
): Promise<string | null> {
  const none = refusedCode(id, "person");
  if (none !== null) return none;
  const ids = (await known()).filter((one) => one !== id);
  const isShortened = (one: string): boolean => withoutZeros(one) === id || withoutZeros(id) === one;
  const alike = createNearCodes(
    ids.map((one) => [one, one] as const),
    "looks",
  ).all(id);
  const near = tellNear([...new Set([...ids.filter(isShortened), ...alike])]);
  return near === null
    ? null
    : `looks like ${near}, whom the roster has already: write ${near} if that is meant; ${meant}`;
}

/**
 * Why a login is not given by hand: another's is the same in another form, as files are told. null where nothing stands in
 * its way.
 *
 * @param known the logins that others have now
 * @param meant what to do where it is another's all the same, in words
 * @returns words that follow the login, with the remedy
 */
export async function refusedNewLogin(
  login: string,
  known: () => Promise<readonly string[]>,
  meant?: string,
): Promise<string | null> {
  const all = await known();
  const form = all.find((one) => one !== login && isSameLoginForm(one, login));
  if (form === undefined) return refusedNewId(login, () => Promise.resolve(all), meant);
  const way = meant ?? "somebody else with such a login is added by importing a file";
  return `is another form of ${form}, a login that the roster has already: write ${form} if that is meant; ${way}`;
}

/** Of a chip's own number, of four bytes or more, so many digits at least are left without the zeros in front. */
const shortestCard = 6;

/**
 * Why a card is not given by hand: another's is the same in another form, its bytes in the other order, in decimal digits
 * or without the zeros in front. null where nothing stands in its way.
 *
 * @param card in its normal form
 * @param known the cards that others have now
 * @returns words that follow the card's number, with the remedy
 */
export async function refusedNewCard(
  card: string,
  known: () => Promise<readonly string[]>,
  meant: string,
): Promise<string | null> {
  const bare = (form: string): string => codeKey(form).replace(/^0+(?=.)/u, "");
  // Numbers that a school gave its cards itself are short, and 16 is not 22 in another form.
  const formsOf = (uid: string): ReadonlySet<string> =>
    new Set([uid, ...(bare(uid).length < shortestCard ? [] : otherCardForms(uid))].map(bare));
  const own = formsOf(card);
  const alike = (await known()).filter(
    (one) => one !== card && [...formsOf(one)].some((form) => own.has(form)),
  );
  const near = tellNear(alike);
  return near === null
    ? null
    : `may be ${near}, which somebody else has, as another reader shows it: correct it, or end that one first; ${meant}`;
}
