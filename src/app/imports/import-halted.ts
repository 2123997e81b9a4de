/** An import that stopped for a reason of its own, which is its message: nothing but a person's word or a start tries it again. */
export class ImportHalted extends Error {
  override readonly name = "ImportHalted";
}
