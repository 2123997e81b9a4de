import { StoreUnavailable } from "../ingest/ingest-transaction.ts";

/** Rosters are not changed while an import is being written: the same work succeeds once it is done. */
export class ImportApplying extends StoreUnavailable {
  override readonly name: string = "ImportApplying";

  constructor() {
    super(
      "an import is being written; people, classes, rooms and sessions are changed again once it is done, so try it again in a moment",
    );
  }
}
