/** The name of an internal mailbox in the directory (legacyExchangeDN). */
export function directoryName(email: string): string {
  const user = email.split('@')[0] ?? email;
  return `/o=Sandbox/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${user}`;
}
