import type { ColumnNames } from "../match-columns.ts";

/** What is read of each file of OneRoster 1.1 and 1.2, with names that vendors have for it. */
export const academicSessionColumns: ColumnNames<
  "sourcedId" | "status" | "title" | "type" | "startDate" | "endDate" | "parentSourcedId"
> = {
  sourcedId: ["id"],
  status: [],
  title: ["name"],
  type: [],
  startDate: ["beginDate"],
  endDate: [],
  parentSourcedId: [],
};

export const courseColumns: ColumnNames<"sourcedId" | "status" | "title" | "courseCode"> = {
  sourcedId: ["id"],
  status: [],
  title: ["name"],
  courseCode: ["code"],
};

export const classColumns: ColumnNames<
  "sourcedId" | "status" | "title" | "courseSourcedId" | "classCode" | "termSourcedIds"
> = {
  sourcedId: ["id"],
  status: [],
  title: ["name"],
  courseSourcedId: [],
  classCode: ["code"],

  termSourcedIds: ["termSourcedId", "sessionSourcedIds", "academicSessionSourcedIds"],
};

export const userColumns: ColumnNames<
  | "sourcedId"
  | "status"
  | "enabledUser"
  | "role"
  | "username"
  | "givenName"
  | "familyName"
  | "preferredGivenName"
  | "preferredFamilyName"
  | "identifier"
  | "email"
  | "grades"
> = {
  sourcedId: ["id"],
  status: [],
  enabledUser: [],
  role: ["roles"],
  username: [],
  givenName: ["firstName"],
  familyName: ["lastName"],
  preferredGivenName: ["preferredFirstName"],
  preferredFamilyName: ["preferredLastName"],
  identifier: ["studentNumber"],
  email: ["emailAddress"],
  grades: ["grade"],
};

export const roleColumns: ColumnNames<
  "status" | "userSourcedId" | "roleType" | "role" | "beginDate" | "endDate"
> = {
  status: [],
  userSourcedId: [],
  roleType: ["isPrimary"],
  role: [],
  beginDate: ["roleStartDate"],
  endDate: ["roleEndDate"],
};

export const enrollmentColumns: ColumnNames<
  "sourcedId" | "status" | "classSourcedId" | "userSourcedId" | "role" | "beginDate" | "endDate"
> = {
  sourcedId: ["id"],
  status: [],
  classSourcedId: [],
  userSourcedId: [],
  role: [],
  beginDate: ["startDate"],
  endDate: [],
};

/** Columns of the standard, and of its kin, that Muster has no use for. What they hold is said once a file. */
export const unread: readonly string[] = [
  "sourcedId",
  "dateLastModified",
  "dataLastModified",
  "orgSourcedId",
  "orgSourcedIds",
  "schoolSourcedId",
  "schoolYearSourcedId",
  "schoolYear",
  "primaryOrgSourcedId",
  "subject",
  "subjects",
  "subjectCodes",
  "classType",
  "periods",
  "location",
  "room",
  "grade",
  "grades",
  "primary",
  "userIds",
  "userMasterIdentifier",
  "middleName",
  "preferredMiddleName",
  "pronouns",
  "sms",
  "phone",
  "agentSourcedIds",
  "resourceSourcedIds",
  "userProfileSourcedId",
  "activeDirectoryMatchId",
  "sessionSourcedIds",
  "isPrimary",
  "beginDate",
  "endDate",
  "roleStartDate",
  "roleEndDate",
  "termSourcedId",
  "metadata",
];

/** Of these what they hold is known by other columns, or only the sending system's business: nobody is told of them. */
export const keptSilently: readonly string[] = [
  "sourcedid",
  "datelastmodified",
  "datalastmodified",
  "orgsourcedid",
  "orgsourcedids",
  "schoolsourcedid",
  "schoolyearsourcedid",
  "schoolyear",
  "primaryorgsourcedid",
  "userids",
  "usermasteridentifier",
  "userprofilesourcedid",
  "sessionsourcedids",
  "termsourcedid",
  "isprimary",
  "primary",
  "begindate",
  "enddate",
  "grade",
  "grades",
];

/** Never read: they are nobody's business here. Said in every preview that holds them. */
export const secretColumns: readonly string[] = ["password"];
