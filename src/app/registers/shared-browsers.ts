import type { PersonView } from "../../contract/http/sessions.ts";
import type { CodeConfirmation } from "./read-confirmations.ts";

/**
 * Students of whom one browser said that they are there, each group of those who share one, in the order in which they
 * confirmed. One of them may have lent a phone, and may have lent a friend their word.
 */
export function sharedBrowsers(confirmations: readonly CodeConfirmation[]): PersonView[][] {
  const groups = new Map<string, Map<string, PersonView>>();
  for (const { student, browser } of confirmations) {
    if (browser === null) continue;
    const group = groups.get(browser) ?? new Map<string, PersonView>();
    groups.set(browser, group);
    group.set(student.id, student);
  }
  return [...groups.values()].flatMap((group) => (group.size > 1 ? [[...group.values()]] : []));
}
