/** Under which the policy and its versions are kept. */
export const policyKey = ["policy"] as const;
