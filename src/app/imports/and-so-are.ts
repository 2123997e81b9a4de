/** That others are as the one that a sentence names: `and so is 1 more`, `and so are 3 more`. */
export const andSoAre = (others: number): string =>
  others === 1 ? "and so is 1 more" : `and so are ${others} more`;
