import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { PartLinks } from "../shell/part-links.tsx";

/** The ways between what an institution consists of. */
export function SchoolParts() {
  return (
    <PartLinks
      label="School"
      parts={[
        { to: pagePaths.school, word: "Terms and days off" },
        { to: pagePaths.schoolRooms, word: "Rooms" },
        { to: pagePaths.schoolCourses, word: "Courses" },
        { to: pagePaths.schoolClasses, word: "Classes" },
        { to: pagePaths.schoolPeople, word: "People" },
        { to: pagePaths.schoolWalls, word: "Walls" },
      ]}
    />
  );
}
