import { Fragment } from "react";
import type { LocationView, RateView } from "../../../src/contract/http/api.ts";
import { Rate } from "../../ui/rate.tsx";
import { explainRate } from "./explain-rate.ts";

/** A percentage written as the sum that it is. */
export function RateSum({ locations, rate }: { locations: readonly LocationView[]; rate: RateView }) {
  const { terms, sum, percent, excluded, policy, bands } = explainRate(locations, rate);
  return (
    <div className="flex flex-wrap items-center gap-x-8 gap-y-3 px-4 py-3">
      <div className="w-40">
        <Rate rate={rate} />
      </div>
      <div className="min-w-0 flex-1 basis-80">
        <p className="text-base">
          {sum === null ? (
            "Nothing to count yet."
          ) : (
            <>
              {terms.map(({ credit, because }, index) => (
                <Fragment key={because}>
                  <span className="whitespace-nowrap">
                    {index > 0 && "+ "}
                    <strong className="font-semibold">{credit}</strong>{" "}
                    <span className="text-muted">({because})</span>
                  </span>{" "}
                </Fragment>
              ))}
              <span className="whitespace-nowrap">
                = <strong className="font-semibold">{sum}</strong> ={" "}
                <strong className="font-semibold">{percent}</strong>
              </span>
            </>
          )}
        </p>
        <p className="mt-0.5 text-xs text-muted">{[policy, bands, ...excluded].filter(Boolean).join(" ")}</p>
      </div>
    </div>
  );
}
