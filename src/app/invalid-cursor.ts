/** A cursor that no page gave out. */
export class InvalidCursor extends Error {
  override readonly name = "InvalidCursor";
  constructor(cause?: unknown) {
    super("cursor: not one that a page gave out; begin again without it", { cause });
  }
}
