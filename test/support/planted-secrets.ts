import { serviceAccount } from '@vmrkit/example-demo';

/** Secrets that tests hand to deployments, and that nothing may ever tell. */
const planted = new Set<string>([serviceAccount.password]);

/** Lets a secret of a test be looked for from now on. */
export function plantSecret<T extends string>(secret: T): T {
  planted.add(secret);
  return secret;
}

/**
 * The text as it is: what a deployment logged, answered, printed or exported. Throws where a planted secret stands in it,
 * plainly or as base64.
 */
export function withoutSecrets(text: string): string {
  for (const secret of planted) {
    const forms = [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      encodeURIComponent(secret),
    ];
    const told = forms.find((form) => text.includes(form));
    if (told === undefined) continue;
    const at = text.indexOf(told);
    const around = text.slice(Math.max(0, at - 200), at + 200).replaceAll(told, '<the secret>');
    throw new Error(`A secret was told: …${around}…`);
  }
  return text;
}
