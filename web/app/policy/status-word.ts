import type { MarkStatus } from "../../../src/domain/attendance/mark.ts";
import { markLooks } from "../../ui/looks.ts";

/** Whether a status that the server names is one that this page has a word for. */
export const isMarkStatus = (status: string): status is MarkStatus => Object.hasOwn(markLooks, status);
export const statusWord = (status: MarkStatus): string => markLooks[status].word;
