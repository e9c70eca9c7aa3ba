/**
 * Hashes passwords slowly, so that a copy of the store gives none away. Both run off the main thread, and reject only
 * where the machine cannot do it.
 */
export interface PasswordHasher {
  /** A self-describing text (PHC string) with a salt of its own. */
  hash(password: string): Promise<string>;
  /** Whether it is the password of that hash; false for what is no hash. */
  verify(hash: string, password: string): Promise<boolean>;
}

const SHORTEST = 12;
const LONGEST = 256;
const FEWEST_CHARACTERS = 5;
/** What a password has besides the account's name. */
const FEWEST_OF_ITS_OWN = 8;

/** Why a password is not taken, as a sentence for who chose it; null: it is. Pure. */
export function passwordFault(password: string, { name }: { readonly name: string }): string | null {
  const characters = [...password];
  if (characters.length < SHORTEST) return `A password has ${SHORTEST} or more characters.`;
  if (characters.length > LONGEST) return `A password has at most ${LONGEST} characters.`;
  if (new Set(characters).size < FEWEST_CHARACTERS) return 'These are too few different characters.';
  if (name !== '' && [...password.toLowerCase().replaceAll(name, '')].length < FEWEST_OF_ITS_OWN) {
    return 'A password is not the name of the account with a little around it.';
  }
  return null;
}
