/** Who does something, and as what. Kept with everything that is written. */
export interface Actor {
  readonly id: string;
  /** As what they act: `operator`, `lecturer`, `monitor`, `import`. */
  readonly role: string;
}

/** Until people can sign in: whoever sits at this machine. */
export const localOperator: Actor = { id: "local operator", role: "operator" };

/** What the server does of itself. */
export const musterItself: Actor = { id: "muster", role: "monitor" };

/** Rights are asked for each session, not only for each route. */
export interface Rights {
  /** Whether this actor may write to the register of this session. */
  mayWrite(actor: Actor, session: string): Promise<boolean>;
  /** Whether this actor may change rosters, timetables, policy and rules. */
  mayAdminister(actor: Actor): Promise<boolean>;
}

/** Before sign-in exists the local operator may do everything, and nobody else anything. */
export const operatorRights: Rights = {
  mayWrite: async (actor) => actor.id === localOperator.id,
  mayAdminister: async (actor) => actor.id === localOperator.id,
};
