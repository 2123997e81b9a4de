import type { Door } from "../../src/adapters/http/guard-routes.ts";
import { deeds, isDeed, type Reach, rowOf } from "../../src/domain/rights/deeds.ts";
import { roles } from "../../src/domain/rights/role.ts";

const reachWords: Readonly<Record<Reach, string>> = {
  all: "all",
  taught: "taught",
  tutored: "tutored",
  own: "own",
};

/** `docs/rights.md`, out of the table of deeds and of what each route asks. */
export function writeRightsPage(doors: readonly Door[]): string {
  const named = Object.keys(deeds).filter(isDeed);
  const heads = roles.map((role) => role.replaceAll("_", " "));
  const rows = named.map((deed) => {
    const { area, does, may } = rowOf(deed);
    const cells = roles.map((role) => {
      const reach = may[role];
      return reach === undefined ? "–" : reachWords[reach];
    });
    return `| ${area} | \`${deed}\` | ${does} | ${cells.join(" | ")} |`;
  });
  const routes = [
    ...new Set(doors.map((door) => `| \`${door.method} ${door.url}\` | ${asked(door)} |`)),
  ].sort();
  return `# Who may see and do what

This page is written from the table that the product asks by (\`src/domain/rights/deeds.ts\`) and from what each route says of
itself; \`test/http/rights.test.ts\` holds it to both, and tries every role at every route with their own and with somebody
else's. Why it is as it is: [ADR 25](adr/0025-rights-are-one-table.md).

While nobody has an account, whoever reaches the server is *everybody*, may do everything, and is told so on each page. From
the first account on, everybody is asked who they are: nobody gets 401. What somebody may not see is not found (404, word for
word as if it were not there); what they see and may not do is forbidden (403), with who could.

## Deeds

How far a right reaches: *all*; *taught*: sessions and classes that the person is staff of, and students enrolled in such a
class today; *tutored*: students whose tutor the person is today; *own*: whom it is about. Somebody with several roles may
what any of them may, and acts as what they are to the thing before as what they are to everything.

| area | deed | may … | ${heads.join(" | ")} |
| --- | --- | --- | ${heads.map(() => "---").join(" | ")} |
${rows.join("\n")}

A token may the deeds that it was given, where its maker may. A device may none of them: it writes its own scans and health
over MQTT, or posts them over HTTP where it is let to.

## Routes

*All*: only for roles whose right reaches to all. *The one*: for the thing that the address or the body names; where none is
named, all. *As much as they may*: the list, its totals and its pages hold what the right reaches to, and nothing else is read.

| route | what is asked |
| --- | --- |
${routes.join("\n")}

Pages and their files (\`/\`, \`/kiosk\`, \`/assets/\`) are open: they hold nothing of anybody.

## Other doors

| door | who |
| --- | --- |
| \`GET /api/v1/live\` | whoever is signed in; what is shown is asked one by one: \`scans\` (\`scan.read\`), \`board\` and \`session:ID\` (\`register.read\`), \`student:ID\` (\`student.read\`). A frame holds what its reader may know when it is sent. The stream ends when roles change, when the sign-in ends, and when something it shows is no longer theirs |
| \`GET /api/v1/wall\` | whoever has the link of a wall, until it is ended; a person by \`day.read\`. It tells sessions, rooms and counts: no name and no id of anybody, and no count of four or fewer. Shown anywhere else, such a link is nobody |
| \`GET /api/v1/sessions/ID/code\` | whoever may write to the register of the session; asked anew before each code. It tells the code and counts, and nobody's name |
| \`POST /api/v1/room-codes/confirmation\` | the student of an account of their own, for that student alone; whoever else is signed in is told that theirs is no student's |
| MQTT, on its own port and at \`/mqtt\` | devices, by the broker's rules. On the embedded broker whoever reaches the port may publish; nothing there tells of people but what is published there |
| \`muster …\` on the machine itself | whoever may run it there may read the store |
`;
}

function asked({ right }: Door): string {
  switch (right.kind) {
    case "device":
      return "a device with its name and key, to its own path alone";
    case "open":
      return `open: ${right.because}`;
    case "signed_in":
      return `signed in: ${right.because}`;
    case "whole":
      return `\`${right.deed}\`, all`;
    case "wall_link":
      return `the link of a wall, which opens nothing else; or \`${right.deed}\`, all`;
    case "thing":
      return `\`${right.deed}\`, the one`;
    case "within":
      return `\`${right.deed}\`, as much as they may`;
    case "by_body":
      return `${right.deeds.map((deed) => `\`${deed}\``).join(" or ")}, the one`;
  }
}
