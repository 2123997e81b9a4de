import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { sourceWords } from "../../../src/domain/attendance/source-words.ts";
import { statusWords } from "../../../src/domain/attendance/status-words.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { localOfInstant } from "./instant-of-local.ts";

/** A register as it is printed: what *Download as PDF* gives, with the same words. */
export function RegisterPaper({ register }: { readonly register: RegisterView }) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { session, marks, policy, now } = register;
  return (
    <article aria-label="The register on paper" className="hidden print:block">
      <h1 className="text-xl font-medium">
        {session.title === "" ? "Register" : `Register: ${session.title}`}
      </h1>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-0.5 text-sm">
        {factsOf(register, timeZone).map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {marks.length === 0 ? (
        <p className="mt-4 text-sm">Nobody is expected in this session.</p>
      ) : (
        <table className="mt-4 w-full table-fixed text-left text-xs">
          <thead>
            <tr className="border-b border-line-strong">
              <th className="w-[13%] py-1 pr-2 font-medium">Student</th>
              <th className="w-[20%] pr-2 font-medium">Name</th>
              <th className="w-[15%] pr-2 font-medium">Status</th>
              <th className="w-[7%] pr-2 font-medium">Min. late</th>
              <th className="w-[9%] pr-2 font-medium">Source</th>
              <th className="font-medium">Why</th>
            </tr>
          </thead>
          <tbody>
            {marks.map(({ student, status, minutesLate, source, why }) => (
              <tr
                key={student.id}
                className="border-b border-line align-top [&>td]:py-1 [&>td]:pr-2 [&>td]:break-words"
              >
                <td>{student.id}</td>
                <td>{student.name}</td>
                <td>{statusWords[status]}</td>
                <td>{minutesLate}</td>
                <td>{sourceWords[source]}</td>
                <td>{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="mt-10 grid break-inside-avoid grid-cols-3 gap-6 text-xs">
        {["Name", "Signature", "Date"].map((word) => (
          <p key={word} className="border-t border-line-strong pt-1">
            {word}
          </p>
        ))}
      </div>
      <p className="mt-4 text-xs text-muted">
        As of {writeLocal(now, timeZone)} ({timeZone}). Session {session.id}, judged by policy version{" "}
        {policy.version}.
      </p>
    </article>
  );
}

/** `Mon 23 Nov 2026 09:00`, as the clocks of a zone show it. */
function writeLocal(at: string, timeZone: string): string {
  const [day = "", time = ""] = localOfInstant(at, timeZone).split("T");
  return `${writeShortDay(day)} ${time}`;
}

function factsOf(
  { session, marks }: RegisterView,
  timeZone: string,
): readonly (readonly [label: string, value: string])[] {
  const inWords = (texts: readonly string[]): string => (texts.length === 0 ? "–" : texts.join(", "));
  const counts = new Map<string, number>();
  for (const { status } of marks) {
    counts.set(statusWords[status], (counts.get(statusWords[status]) ?? 0) + 1);
  }
  const [from, to] = [writeLocal(session.start, session.timeZone), writeLocal(session.end, session.timeZone)];
  const dayOf = (at: string): string => localOfInstant(at, session.timeZone).slice(0, 10);
  const elsewhere = session.timeZone === timeZone ? "" : `; the institution's zone is ${timeZone}`;
  return [
    [
      "Class",
      inWords(
        session.classes.map(({ code, title }) =>
          title === "" || title === code ? code : `${code} ${title}`,
        ),
      ),
    ],
    [
      "Time",
      `${from} to ${dayOf(session.start) === dayOf(session.end) ? to.slice(-5) : to} (${session.timeZone}${elsewhere})`,
    ],
    ["Rooms", inWords(session.rooms)],
    ["Staff", inWords(session.staff.map(({ id, name }) => (name === null ? id : `${name} (${id})`)))],
    [
      "State",
      session.signedOff === null ? session.state : `${session.state}, signed off by ${session.signedOff.by}`,
    ],
    [
      "Students",
      inWords([`${marks.length} expected`, ...Array.from(counts, ([words, count]) => `${words} ${count}`)]),
    ],
  ];
}
