import { type LinkProps, linkOptions } from "@tanstack/react-router";
import type { ImportView } from "../../../src/contract/http/imports.ts";

type ImportThing = ImportView["counts"][number]["thing"];

/** The page of the thing that an applied change is about; null for one without a page of its own. */
export function linkOfChange({ thing, key, change }: ImportView["changes"][number]): LinkProps | null {
  switch (thing) {
    case "class":
      return linkOptions({ to: "/classes/$code", params: { code: key } });
    case "room":
      return linkOptions({ to: "/rooms/$code", params: { code: key } });
    case "student":
      return change === "end" ? null : linkOptions({ to: "/students/$student", params: { student: key } });
    case "term":
    case "non_teaching_day":
    case "course":
    case "staff":
    case "enrolment":
    case "session":
      return null;
  }
}

/** Where all things of a kind are seen after an import. */
export function linkOfThing(thing: ImportThing): LinkProps {
  switch (thing) {
    case "term":
    case "non_teaching_day":
      return linkOptions({ to: "/school" });
    case "room":
      return linkOptions({ to: "/rooms" });
    case "course":
      return linkOptions({ to: "/school/courses" });
    case "class":
    case "enrolment":
      return linkOptions({ to: "/classes" });
    case "student":
      return linkOptions({ to: "/students" });
    case "staff":
      return linkOptions({ to: "/school/people" });
    case "session":
      return linkOptions({ to: "/registers/week" });
  }
}
