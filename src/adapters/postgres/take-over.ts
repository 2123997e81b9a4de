import type { PreparedRun } from "./prepared-run.ts";

/** Ids of what the school uses from now on. */
export interface Used {
  readonly classes?: readonly string[];
  readonly people?: readonly string[];
  readonly rooms?: readonly string[];
}

/**
 * What of a demonstration that ended the school uses is its own from then on: the demonstration leaves it alone when it
 * is started and ended again. What such a class has held and whom it has had so far stays the demonstration's. It has to be asked before the
 * school's first row is written, since with it the class is of no ended demonstration any more.
 */
export async function takeOver(
  run: PreparedRun,
  { classes = [], people = [], rooms = [] }: Used,
): Promise<void> {
  await run(
    `with held as (
       update session s set of_ended_demo = true from session_of_ended_demo o
       where o.id = s.id and not s.of_ended_demo
         and s.id in (select session_id from session_class where class_id = any($1::uuid[]))
     ), of_enrolments as (
       update enrolment set of_ended_demo = true
       where class_id = any($1::uuid[]) and class_id in (select id from class_of_ended_demo)
     ), of_class as (
       update class set demo = false
       where demo and id = any($1::uuid[]) and id in (select id from class_of_ended_demo)
     ), of_person as (
       update person set demo = false
       where demo and id = any($2::uuid[]) and id in (select id from person_of_ended_demo)
     )
     update room set demo = false, demo_ended_at = null
     where demo_ended_at is not null and id = any($3::uuid[])`,
    [[...new Set(classes)], [...new Set(people)], [...new Set(rooms)]],
  );
}

/**
 * The same for sessions that are about to be written. Those that the demonstration held are written as well, when their
 * window or their state changes: they take nothing over.
 */
export async function takeOverBySessions(
  run: PreparedRun,
  sessions: readonly {
    readonly plan: {
      readonly id: string;
      readonly classes: readonly string[];
      readonly rooms: readonly string[];
    };
  }[],
): Promise<void> {
  const of = (kind: "classes" | "rooms"): string[] => [
    ...new Set(sessions.flatMap(({ plan }) => plan[kind])),
  ];
  const left = await run<{ id: string }>(
    `select id from class_of_ended_demo where id = any($1::uuid[])
     union all select id from room where demo_ended_at is not null and id = any($2::uuid[])`,
    [of("classes"), of("rooms")],
  );
  if (left.length === 0) return;
  const ofDemo = new Set(
    (
      await run<{ id: string }>("select id from session_of_ended_demo where id = any($1::uuid[])", [
        sessions.map(({ plan }) => plan.id),
      ])
    ).map(({ id }) => id),
  );
  const own = sessions.filter(({ plan }) => !ofDemo.has(plan.id));
  if (own.length === 0) return;
  await takeOver(run, {
    classes: own.flatMap(({ plan }) => plan.classes),
    rooms: own.flatMap(({ plan }) => plan.rooms),
  });
}
