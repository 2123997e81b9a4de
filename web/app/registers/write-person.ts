import type { PersonView } from "../../../src/contract/http/sessions.ts";

/** The name where the roster holds one, else the id. */
export const writePerson = ({ id, name }: PersonView): string => name ?? id;
