import type { Person } from './outlook-draft.ts';

/** Whether somebody is among these: by address without case, by name where Exchange gives its own kind of address. */
export function isAmong(people: readonly Person[], { name, email }: Person): boolean {
  const [wanted, called] = [email.toLowerCase(), name.trim().toLowerCase()];
  return people.some((each) => {
    const address = each.email.toLowerCase();
    if (address === wanted) return true;
    const isOfExchange = address === '' || address.startsWith('/o=');
    return isOfExchange && called !== '' && each.name.trim().toLowerCase() === called;
  });
}
