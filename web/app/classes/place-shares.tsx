import type { PlaceCounts } from "../../../src/contract/http/dashboard.ts";
import { decisionLooks, type Look, markLooks } from "../../ui/looks.ts";
import { ShareBar } from "../../ui/share-bar.tsx";

const number = new Intl.NumberFormat("en-GB");

/** How many places of students stand where, in the order in which they are shown everywhere. */
export function placeShares(places: PlaceCounts): readonly { readonly look: Look; readonly value: number }[] {
  return [
    { look: markLooks.present, value: places.present },
    { look: markLooks.late, value: places.late },
    { look: decisionLooks.denied, value: places.denied },
    { look: markLooks.not_seen, value: places.notSeen },
  ];
}

/** The same as a bar with its figures in words below. */
export function PlaceShares({ places }: { places: PlaceCounts }) {
  const shares = placeShares(places);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <ShareBar shares={shares} whole={places.expected} />
      <p className="flex flex-wrap gap-x-3 text-xs text-muted">
        {shares.map(({ look, value }) => (
          <span key={look.word} className="whitespace-nowrap">
            <span className="font-medium text-ink">{number.format(value)}</span> {look.word.toLowerCase()}
          </span>
        ))}
      </p>
    </div>
  );
}
