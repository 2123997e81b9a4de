/** The tables whose rows hang on an account and go with it, each by its `account_id`. */
export const tablesOfAccount: readonly string[] = [
  "account_identity",
  "sign_in_session",
  "one_time_link",
  "password",
  "second_factor",
  "recovery_code",
  "passkey",
  "api_token",
  "account_role",
  "account_person",
  "reader_mail",
];
