/** An address, or of a long one the part that one household has: they change the rest as they like. */
export function networkOf(address: string): string {
  return address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address;
}
