/** The school of the original simulator: who is to be seen where. */
export const originalSchool: readonly { readonly studentId: string; readonly rooms: readonly string[] }[] = [
  { studentId: "CSAI1001", rooms: ["BSB214", "ECG-01", "ASG-13"] },
  { studentId: "SE2001", rooms: ["BSB214", "ASG-13"] },
  { studentId: "ITM3006", rooms: ["ECG-01", "ASG-13"] },
];
