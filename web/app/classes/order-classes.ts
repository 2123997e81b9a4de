import type { ClassRow } from "../../../src/contract/http/classes.ts";
import type { ClassSort } from "./classes-search.ts";

/** Classes in an order; whoever has no rate comes last either way, and equals stand by code. */
export function orderClasses(classes: readonly ClassRow[], sort: ClassSort): ClassRow[] {
  const way = sort.startsWith("-") ? -1 : 1;
  const column = sort.replace("-", "");
  const byCode = (a: ClassRow, b: ClassRow): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
  return classes.toSorted((a, b) => {
    if (column === "code") return way * byCode(a, b);
    if (column === "students") return way * (a.students - b.students) || byCode(a, b);
    const [left, right] = [a.rate.percent, b.rate.percent];
    if (left === null || right === null)
      return Number(left === null) - Number(right === null) || byCode(a, b);
    // Exactly, and not as it is shown.
    return way * exactly(a, b) || byCode(a, b);
  });
}

function exactly({ rate: a }: ClassRow, { rate: b }: ClassRow): number {
  const share = ({ earned, possible }: ClassRow["rate"]): readonly [bigint, bigint] => [
    BigInt(earned.num) * BigInt(possible.den),
    BigInt(earned.den) * BigInt(possible.num),
  ];
  const [an, ad] = share(a);
  const [bn, bd] = share(b);
  const difference = an * bd - bn * ad;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
