/** The plain files that a school is brought in and moved by, each with what it holds. */
export const plainFiles = [
  { file: "classes", holds: "which classes there are, and where one stands" },
  { file: "students", holds: "who studies here" },
  { file: "enrolments", holds: "who is in which class, from when to when" },
  { file: "timetable", holds: "which class meets when and where" },
  { file: "terms", holds: "from when to when each term lasts" },
  { file: "non_teaching_days", holds: "on which days nothing is taught" },
  { file: "rooms", holds: "which rooms there are, and what else they are called" },
  { file: "courses", holds: "what classes are classes of" },
  { file: "staff", holds: "who teaches here" },
] as const;

export type PlainFileName = (typeof plainFiles)[number]["file"];
