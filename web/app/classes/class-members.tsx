import { Link } from "@tanstack/react-router";
import { UserCheck } from "lucide-react";
import { memo, useRef } from "react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { lookOfPlace } from "../students/place-mark.tsx";
import type { StudentListSearch } from "../students/student-list-search.ts";
import { type ClassMember, isMissing } from "./fold-class.ts";

export type Shown = "missing" | "seen" | "everyone";

interface ClassMembersProps {
  readonly members: readonly ClassMember[];
  readonly shown: Shown;
  readonly onShow: (shown: Shown) => void;
  readonly timeZone: string;
  /** The list that a student is opened from. */
  readonly search: StudentListSearch;
  readonly className?: string;
}

/** The students of a class, those who are missing right now first of all. */
export function ClassMembers({
  members,
  shown,
  onShow,
  timeZone,
  search,
  className = "",
}: ClassMembersProps) {
  const list = useRef<HTMLUListElement>(null);
  const missing = members.filter(isMissing);
  const rows = { missing, seen: members.filter((member) => !isMissing(member)), everyone: members }[shown];
  const { rowProps } = useRowKeys({
    list,
    count: rows.length,
    scrollTo: (index) =>
      list.current?.querySelector(`[data-row="${index}"]`)?.scrollIntoView({ block: "nearest" }),
  });
  return (
    <Panel
      title={shown === "missing" ? "Missing right now" : shown === "seen" ? "Seen" : "Everyone"}
      note={rows.length.toLocaleString("en-GB")}
      className={className}
      tools={
        <SegmentedControl
          label="Students to show"
          value={shown}
          onChange={onShow}
          segments={[
            { value: "missing", word: "Missing" },
            { value: "seen", word: "Seen" },
            { value: "everyone", word: "Everyone" },
          ]}
        />
      }
    >
      {rows.length === 0 ? (
        <EmptyState
          icon={UserCheck}
          title={shown === "missing" && members.length > 0 ? "Nobody is missing" : "Nobody yet"}
        >
          <p>
            {shown === "missing" && members.length > 0
              ? "Everyone who is expected was seen."
              : "Students appear here as they are seen."}
          </p>
        </EmptyState>
      ) : (
        <ul ref={list} className="grid grid-cols-[repeat(auto-fill,minmax(18rem,1fr))]">
          {rows.map((member, index) => (
            <li
              key={member.studentId}
              {...rowProps(index)}
              className="border-b border-line px-4 py-2 [contain-intrinsic-block-size:auto_3.5rem] [content-visibility:auto] focus-within:bg-sunken print:[content-visibility:visible]"
            >
              <Member member={member} timeZone={timeZone} search={search} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface MemberProps {
  readonly member: ClassMember;
  readonly timeZone: string;
  readonly search: StudentListSearch;
}

const Member = memo(function Member({ member, timeZone, search }: MemberProps) {
  const notes = [
    ...(member.at === null ? [] : [clockfaceOf(timeZone).minute(member.at)]),
    ...(member.reason === null ? [] : [member.reason]),
  ].join(" · ");
  return (
    <>
      <div className="flex items-center justify-between gap-3">
        <Link
          to="/students/$student"
          params={{ student: member.studentId }}
          search={search}
          className="min-w-0 text-sm font-medium break-words hover:underline"
        >
          {member.studentId}
        </Link>
        <StatusMark look={lookOfPlace(member)} plain />
      </div>
      <p className="truncate text-xs text-muted" title={notes === "" ? undefined : notes}>
        {notes === "" ? "No scan yet" : notes}
      </p>
    </>
  );
});
