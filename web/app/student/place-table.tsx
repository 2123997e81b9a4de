import { Link } from "@tanstack/react-router";
import type { LocationView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { lookOfPlace } from "../students/place-mark.tsx";
import { writeCredit } from "../students/write-credit.ts";

/** Where a student is expected today, with what is concluded at each place. */
export function PlaceTable({ places, timeZone }: { places: readonly LocationView[]; timeZone: string }) {
  if (places.length === 0) return <p className="px-4 py-3 text-sm text-muted">No classes today.</p>;
  const { minute } = clockfaceOf(timeZone);
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Marks by location today</caption>
      <thead className="bg-sunken">
        <tr>
          <ColumnHeader>Location</ColumnHeader>
          <ColumnHeader>Status</ColumnHeader>
          <ColumnHeader>Time</ColumnHeader>
          <ColumnHeader className="hidden sm:table-cell">Reason</ColumnHeader>
          <ColumnHeader align="right">Credit</ColumnHeader>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place.class} className="border-t border-line align-top">
            <th scope="row" className="py-2 pr-4 pl-4 text-left font-medium break-words">
              <Link to="/rooms/$code" params={{ code: place.location }} className="hover:underline">
                {place.location}
              </Link>
              {place.class !== place.location && (
                <Link
                  to="/classes/$code"
                  params={{ code: place.class }}
                  className="block text-xs font-normal text-muted hover:underline"
                >
                  {place.class}
                </Link>
              )}
            </th>
            <td className="py-2 pr-4">
              <StatusMark look={lookOfPlace(place)} />
              {place.reason !== null && <p className="mt-0.5 text-xs text-muted sm:hidden">{place.reason}</p>}
            </td>
            <td className="py-2 pr-4 whitespace-nowrap text-muted">
              {place.at === null ? "–" : <time dateTime={place.at}>{minute(place.at)}</time>}
            </td>
            <td className="hidden py-2 pr-4 text-muted sm:table-cell">{place.reason ?? "–"}</td>
            <td className="py-2 pr-4 text-right font-medium">
              {place.credit === null ? "–" : writeCredit(place.credit)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
