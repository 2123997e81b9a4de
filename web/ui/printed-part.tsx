interface Props {
  /** How many are on paper. */
  readonly printed: number;
  readonly total: number;
}

const number = new Intl.NumberFormat("en-GB");

/** On paper, that a list goes on, and where the whole of it is; nothing where it is whole. */
export function PrintedPart({ printed, total }: Props) {
  if (printed >= total) return null;
  return (
    <p className="hidden px-4 py-2 text-sm print:block">
      The first {number.format(printed)} of {number.format(total)}. The CSV file has all of them.
    </p>
  );
}
