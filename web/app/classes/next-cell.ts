/** A cell of the grid: of which student, in which session. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

const pageOfRows = 10;

/**
 * The cell that a key leads to, as in any grid; null for a key that moves nowhere.
 *
 * @param control true with Control or Command, which goes to the ends
 */
export function nextCell(
  key: string,
  { row, column }: CellPlace,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  control: boolean,
): CellPlace | null {
  const at = (toRow: number, toColumn: number): CellPlace => ({
    row: Math.max(0, Math.min(rows - 1, toRow)),
    column: Math.max(0, Math.min(columns - 1, toColumn)),
  });
  switch (key) {
    case "ArrowDown":
      return at(row + 1, column);
    case "ArrowUp":
      return at(row - 1, column);
    case "ArrowRight":
      return at(row, column + 1);
    case "ArrowLeft":
      return at(row, column - 1);
    case "PageDown":
      return at(row + pageOfRows, column);
    case "PageUp":
      return at(row - pageOfRows, column);
    case "Home":
      return at(control ? 0 : row, 0);
    case "End":
      return at(control ? rows - 1 : row, columns - 1);
    default:
      return null;
  }
}
