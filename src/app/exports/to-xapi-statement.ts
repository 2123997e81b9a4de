import { v5 as uuidv5 } from "uuid";
import type { XapiStatement } from "../../contract/http/exports.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { instantText } from "../registers/session-row.ts";
import type { SessionHead } from "../registers/sessions-reading.ts";
import type { RegisterEntry } from "./read-register.ts";

const jisc = "http://xapi.jisc.ac.uk";

/** What a settled mark says: whether the student attended, and if so whether late. null for one that is not settled. */
export function attendanceOf(
  mark: { readonly status: MarkStatus } & { readonly arrival?: "present" | "late" },
): { readonly attended: boolean; readonly late: boolean } | null {
  switch (mark.status) {
    case "present":
      return { attended: true, late: false };
    case "late":
    case "late_after_close":
      return { attended: true, late: true };
    case "left_early":
      return { attended: true, late: mark.arrival === "late" };
    case "absent":
    case "absent_authorised":
    case "elsewhere":
      return { attended: false, late: false };
    case "expected":
    case "not_seen":
    case "cannot_be_known":
    case "not_possible":
    case "needs_review":
      return null;
  }
}

/**
 * A settled mark as a statement of the attendance profile of Jisc, in which people are account names and never names.
 * A revision of a mark is one statement, always of the same id: a store of statements takes it once.
 *
 * @param instanceId the home page of accounts, as a URN
 * @param dfeCodes true to categorise by England's attendance codes, where there is one
 * @returns null for a mark that is not settled
 */
export function toXapiStatement(
  instanceId: string,
  { stored: { plan }, classes }: Pick<SessionHead, "stored" | "classes">,
  { mark, entry, dfeCode }: RegisterEntry,
  dfeCodes: boolean,
): XapiStatement | null {
  const attendance = attendanceOf(entry.mark);
  if (attendance === null) return null;
  const starts = instantText(plan.start);
  const title = plan.title === "" ? classes.map(({ code }) => code).join(", ") : plan.title;
  return {
    id: uuidv5(JSON.stringify([plan.id, mark.student.id, mark.revision]), instanceId),
    actor: {
      objectType: "Agent",
      account: { homePage: `urn:uuid:${instanceId}`, name: mark.student.id },
    },
    verb: { id: "http://adlnet.gov/expapi/verbs/attended", display: { en: "attended" } },
    object: {
      objectType: "Activity",
      id: `urn:uuid:${plan.id}`,
      definition: {
        type: `${jisc}/event_timetabled`,
        name: { en: title },
        extensions: {
          [`${jisc}/starttime`]: starts,
          [`${jisc}/endtime`]: instantText(plan.end),
          [`${jisc}/event_mandatory`]: plan.required ? 1 : 0,
          ...(plan.sort === "" ? {} : { [`${jisc}/event_type_description`]: plan.sort }),
        },
      },
    },
    result: {
      completion: attendance.attended,
      extensions: {
        // Of somebody who did not come nobody says whether they were late.
        ...(attendance.attended ? { [`${jisc}/attendance_late`]: attendance.late ? 1 : 0 } : {}),
        [`${jisc}/attendance_category`]: (dfeCodes ? dfeCode : null) ?? mark.status,
      },
    },
    timestamp: starts,
  };
}
