import { Temporal } from "temporal-polyfill";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary } from "./import-school.ts";

const opened: ImportSchool[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

/** Alma (S1) and her second record (S2), of whom the school knows nothing else. */
interface Twin {
  readonly school: ImportSchool;
  readonly first: string;
  readonly second: string;
  /** Whose the second record is told as: the first one's while they are merged. */
  of: string;
}

let merged: Twin;
let never: Twin;
beforeEach(async () => {
  [merged, never] = [await openTwin(), await openTwin()];
});

async function openTwin(): Promise<Twin> {
  const school = await openImportSchool();
  opened.push(school);
  await school.take("csv", [
    csv(
      "students.csv",
      "student_id,given_name,family_name,card_uid\nS1,Alma,Brook,0A0B0C01\nS2,Alma,Brooke,0A0B0C02\nS3,Cem,Dag,0A0B0C03\n",
    ),
    csv(
      "enrolments.csv",
      "student_id,class,from\nS1,CS-1,2026-09-01\nS2,CS-2,2026-09-01\nS2,CS-3,2026-09-01\n",
    ),
  ]);
  const people = await queryRows<{ code: string; id: string }>(
    school.database,
    "select value as code, person_id as id from identifier where scheme = 'student_id'",
  );
  const id = (code: string): string => people.find((one) => one.code === code)?.id ?? "";
  return { school, first: id("S1"), second: id("S2"), of: id("S2") };
}

/** A scan as it is taken: of whoever has the identifier then. */
async function scan({ school }: Twin, scheme: string, value: string, at: string): Promise<void> {
  await queryRows(
    school.database,
    `with holder as (
       select person_id from identifier where scheme = $1 and value = $2 and valid_from <= $3::timestamptz
         and coalesce(valid_to, 'infinity') > $3::timestamptz)
     insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
       clock_suspect, device_text, subject_scheme, subject_value, person_id, identified, decision, live)
     select gen_random_uuid(), (select coalesce(max(seq), 1000000) + 1 from scan), 'native', 'kiosk', sha256($2::text::bytea), 't', 1,
       '', $3::timestamptz, $3::timestamptz, 'device', false, '', $1, $2, (select person_id from holder), true, 'granted', true`,
    [scheme, value, at],
  );
}

const reissue = async (
  { school }: Twin,
  person: string,
  scheme: "card_uid" | "student_id",
  value: string | null,
  ends: string | null | undefined,
): Promise<void> => {
  const outcome = await school.office.reissue(
    person,
    { scheme, value, ends, from: undefined, reason: "x", alike: true },
    secretary,
  );
  expect(outcome).toMatchObject({ kind: "done" });
};

/** Everything that is told of the two, each fact with whose it is. */
async function facts({ school, first, second }: Twin): Promise<readonly string[]> {
  const who = `case when {} = '${first}' then 'first' when {} = '${second}' then 'second' when {} is null then 'nobody' else 'another' end`;
  const by = (column: string): string => who.replaceAll("{}", column);
  const rows = await queryRows<{ line: string }>(
    school.database,
    `select concat_ws(' ', ${by("person_id")}, scheme, value, nullif(valid_from, '-infinity') at time zone 'UTC', '-', valid_to at time zone 'UTC') as line
       from identifier where valid_to is null or valid_to > valid_from
     union all
     select concat_ws(' ', ${by("e.person_id")}, c.code, e.from_date, '-', e.to_date, case when e.of_ended_demo then 'demo' end)
       from enrolment e join class c on c.id = e.class_id where e.from_date is distinct from e.to_date
     union all
     select concat_ws(' ', ${by(
       "coalesce((select f.person_id from fact f where f.thing = s.id and f.kind = 'identity' order by f.seq desc limit 1), s.person_id)",
     )}, 'scan', s.subject_value, s.occurred_at at time zone 'UTC')
       from scan s
     union all
     select concat_ws(' ', c.code, 'of the ended demonstration') from class_of_ended_demo d join class c on c.id = d.id
     order by 1`,
  );
  return rows.map(({ line }) => line);
}

async function merge(twin: Twin): Promise<string> {
  const outcome = await twin.school.office.merge(
    { kept: twin.first, merged: twin.second, reason: "twice" },
    secretary,
  );
  if (outcome.kind === "refused") throw new Error(outcome.refusal.message);
  twin.of = twin.first;
  return outcome.value.id;
}

/** What happens while the two are told as one; in the twin, of whichever record it is about. */
type Meanwhile = (twin: Twin) => Promise<void>;

const between: Readonly<Record<string, Meanwhile>> = {
  nothing: async () => {},
  "their card is replaced": (twin) => reissue(twin, twin.of, "card_uid", "0A0B0C09", "0A0B0C02"),
  "their card is replaced twice": async (twin) => {
    await reissue(twin, twin.of, "card_uid", "0A0B0C09", "0A0B0C02");
    twin.school.turnTo("2026-11-23T15:00:00Z");
    await reissue(twin, twin.of, "card_uid", "0A0B0C0A", "0A0B0C09");
  },
  "their card is replaced, and scanned": async (twin) => {
    await reissue(twin, twin.of, "card_uid", "0A0B0C09", "0A0B0C02");
    await scan(twin, "card_uid", "0A0B0C09", "2026-11-23T13:00:00Z");
  },
  "their card ends and begins again": async (twin) => {
    await reissue(twin, twin.of, "card_uid", null, "0A0B0C02");
    twin.school.turnTo("2026-11-23T15:00:00Z");
    await reissue(twin, twin.of, "card_uid", "0A0B0C02", null);
  },
  "the other's card is replaced": (twin) => reissue(twin, twin.first, "card_uid", "0A0B0C08", "0A0B0C01"),
  "the other's card ends": (twin) => reissue(twin, twin.first, "card_uid", null, "0A0B0C01"),
  "their card is scanned": (twin) => scan(twin, "card_uid", "0A0B0C02", "2026-11-23T12:30:00Z"),
  "the other's card is scanned": (twin) => scan(twin, "card_uid", "0A0B0C01", "2026-11-23T12:30:00Z"),
  "their id is scanned": (twin) => scan(twin, "student_id", "S2", "2026-11-23T12:30:00Z"),
  "the other's id is scanned": (twin) => scan(twin, "student_id", "S1", "2026-11-23T12:30:00Z"),
  "their class ends": async (twin) => {
    const known = await twin.school.reader.person(twin.of);
    const one = known?.enrolments.find(({ code, from, to }) => code === "CS-2" && from !== to);
    const outcome = await twin.school.office.changeEnrolment(one?.id ?? "", { to: "2026-11-20" }, secretary);
    expect(outcome).toMatchObject({ kind: "done" });
  },
  "their class turns out to be wrong": async (twin) => {
    const known = await twin.school.reader.person(twin.of);
    const one = known?.enrolments.find(({ code, from, to }) => code === "CS-2" && from !== to);
    const { from = "" } = one ?? {};
    expect(await twin.school.office.changeEnrolment(one?.id ?? "", { to: from }, secretary)).toMatchObject({
      kind: "done",
    });
  },
};

describe("what was merged and is taken back is as if it had never been, where meanwhile", () => {
  test.each(Object.entries(between))("%s", async (_, meanwhile) => {
    for (const twin of [merged, never]) await scan(twin, "card_uid", "0A0B0C02", "2026-11-22T11:00:00Z");
    const id = await merge(merged);
    for (const twin of [merged, never]) {
      twin.school.turnTo("2026-11-23T12:00:00Z");
      await meanwhile(twin);
      twin.school.turnTo("2026-11-24T12:00:00Z");
    }
    expect(await merged.school.office.unmerge(id, secretary)).toMatchObject({ kind: "done" });
    expect(await facts(merged)).toEqual(await facts(never));
  });
});

test("a card that replaced cards of both stays with the record that was kept", async () => {
  const id = await merge(merged);
  merged.school.turnTo("2026-11-23T12:00:00Z");
  await reissue(merged, merged.first, "card_uid", "0A0B0C09", undefined);
  merged.school.turnTo("2026-11-24T12:00:00Z");
  expect(await merged.school.office.unmerge(id, secretary)).toMatchObject({ kind: "done" });
  expect((await facts(merged)).filter((line) => line.includes("0A0B0C0"))).toEqual([
    "another card_uid 0A0B0C03 -",
    "first card_uid 0A0B0C01 - 2026-11-23 12:00:00",
    "first card_uid 0A0B0C09 2026-11-23 12:00:00 -",
    "second card_uid 0A0B0C02 - 2026-11-23 12:00:00",
  ]);
});

test.each(["before the merge", "while they are one"])(
  "a class of a demonstration that ended %s stays the demonstration's",
  async (when) => {
    const end = ({ school }: Twin) =>
      queryRows(
        school.database,
        `with ended as (update class set demo = true where code = 'CS-3' returning id)
         update enrolment e set to_date = '2026-11-21' from ended where e.class_id = ended.id and e.from_date is distinct from e.to_date`,
      );
    if (when === "before the merge") for (const twin of [merged, never]) await end(twin);
    const id = await merge(merged);
    if (when !== "before the merge") for (const twin of [merged, never]) await end(twin);
    const ended = "CS-3 of the ended demonstration";
    expect(await facts(merged)).toContain(ended);
    expect(await merged.school.office.unmerge(id, secretary)).toMatchObject({ kind: "done" });
    expect(await facts(merged)).toEqual(await facts(never));
    expect(await facts(merged)).toContain(ended);
  },
);

test("an enrolment that its class had in a demonstration stays the demonstration's through a merge", async () => {
  for (const { school } of [merged, never])
    await queryRows(
      school.database,
      "update enrolment set of_ended_demo = true where class_id = (select id from class where code = 'CS-3')",
    );
  const id = await merge(merged);
  expect(await facts(merged)).toContain("first CS-3 2026-09-01 - demo");
  expect(await merged.school.office.unmerge(id, secretary)).toMatchObject({ kind: "done" });
  expect(await facts(merged)).toEqual(await facts(never));
});

test("who took a merge back is kept and told", async () => {
  const id = await merge(merged);
  merged.school.turnTo("2026-11-24T12:00:00Z");
  await merged.school.office.unmerge(id, { ...secretary, id: "dean" });
  expect(await merged.school.reader.merges(null, 1)).toMatchObject([
    { by: "secretary", undoneBy: "dean", undoneAt: Temporal.Instant.from("2026-11-24T12:00:00Z") },
  ]);
});
