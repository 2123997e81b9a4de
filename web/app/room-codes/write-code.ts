/** A code as people read it from far away and type it: in large letters, in two groups. */
export const writeCode = (code: string): string => code.toUpperCase().replace(/^(...)(...)$/, "$1 $2");
