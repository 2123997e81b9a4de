import { Fragment, useMemo, useRef } from "react";
import type { MarkView, RegisterView } from "../../../src/contract/http/sessions.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import type { Correction, CorrectionStatus } from "./correction.ts";
import { groupWords, headingOf, type MarkGroup, markGroups, type Placed } from "./order-marks.ts";
import { RegisterRow, registerColumns } from "./register-row.tsx";

interface RegisterListProps {
  /** The students that are shown, in their order. */
  readonly places: readonly Placed[];
  /** Where each of them would stand if the register were ordered anew. */
  readonly groupsNow: ReadonlyMap<string, MarkGroup>;
  readonly marks: ReadonlyMap<string, MarkView>;
  readonly attempts: ReadonlyMap<string, RegisterView["attempts"][number]>;
  readonly timeZone: string;
  readonly chosen: ReadonlySet<string>;
  readonly pending: ReadonlyMap<string, Correction>;
  /** What waits on this device for each student. */
  readonly waiting: ReadonlyMap<string, Correction>;
  readonly allowed: readonly CorrectionStatus[];
  readonly onChoose: (student: string, chosen: boolean) => void;
  readonly onMark: (student: string, status: CorrectionStatus, anew: boolean) => void;
  readonly onOpen: (student: string) => void;
}

/** The students of a register under their headings: what needs a person first. */
export function RegisterList({
  places,
  groupsNow,
  marks,
  attempts,
  pending,
  waiting,
  chosen,
  ...rest
}: RegisterListProps) {
  const table = useRef<HTMLTableElement>(null);
  const { active, rowProps } = useRowKeys({
    list: table,
    count: places.length,
    scrollTo: (index) =>
      table.current?.querySelector(`[data-row="${index}"]`)?.scrollIntoView({ block: "nearest" }),
  });
  const groups = useMemo(
    () =>
      markGroups
        .map((group) => ({
          group,
          rows: places.flatMap((place, index) => (place.group === group ? [{ ...place, index }] : [])),
        }))
        .filter(({ rows }) => rows.length > 0)
        .map(({ group, rows }) => ({ group, rows, ...headingOf(group, rows, groupsNow) })),
    [places, groupsNow],
  );
  return (
    <table ref={table} className="block w-full">
      <caption className="sr-only">The students of this session with their marks</caption>
      <thead className="sr-only z-10 bg-sunken lg:not-sr-only lg:sticky lg:top-0 lg:block lg:border-b lg:border-line print:static">
        <tr className={`${registerColumns} items-center px-4 [&>th]:p-0 [&>th]:py-1 [&>th]:first:pl-0`}>
          <ColumnHeader>
            <span className="sr-only">Chosen</span>
          </ColumnHeader>
          <ColumnHeader>Student</ColumnHeader>
          <ColumnHeader>Mark</ColumnHeader>
          <ColumnHeader>First seen</ColumnHeader>
          <ColumnHeader>Why</ColumnHeader>
          <ColumnHeader>
            <span className="sr-only">Change</span>
          </ColumnHeader>
        </tr>
      </thead>
      {groups.map(({ group, rows, word, count }) => (
        <tbody key={group} className="block">
          <tr className="block border-b border-line bg-sunken px-4 py-1">
            <th scope="rowgroup" colSpan={6} className="text-left text-xs font-medium">
              {groups.length === 1 && group === "rest" && word === groupWords.rest ? "Everyone" : word}{" "}
              <span className="font-normal text-muted">{count}</span>
            </th>
          </tr>
          {rows.map(({ student, index }) => {
            const mark = marks.get(student);
            return (
              <Fragment key={student}>
                {mark !== undefined && (
                  <RegisterRow
                    mark={mark}
                    attempts={attempts.get(student) ?? null}
                    place={rowProps(index)["data-row"]}
                    active={active === index}
                    chosen={chosen.has(student)}
                    pending={pending.get(student) ?? null}
                    waiting={waiting.get(student) ?? null}
                    {...rest}
                  />
                )}
              </Fragment>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}
