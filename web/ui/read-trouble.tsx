import { Button } from "./button.tsx";

interface ReadTroubleProps {
  /** What could not be read: "The students". */
  readonly what: string;
  readonly error: Error;
  readonly onAgain: () => void;
}

/** Says that something could not be read, why, and offers to try again. */
export function ReadTrouble({ what, error, onAgain }: ReadTroubleProps) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
      <p className="text-muted">
        {what} could not be read. {error.message}
      </p>
      <Button onClick={onAgain}>Try again</Button>
    </div>
  );
}
