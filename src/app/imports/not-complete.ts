/** What is said of a file that was to be taken as complete and of which something was refused: message and remedy. */
export const notComplete = [
  "is not taken as complete, since something of it was refused: nothing is ended for not being in it",
  "correct what was refused, and import it again",
] as const;
