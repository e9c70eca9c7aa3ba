import type { IntegrationRecord } from '../integration/integration-record.ts';

/** What set-up steps are filled in with besides the plugin's own settings. */
export interface SetupContext {
  readonly integrationName: string;
  /** The equipment mailboxes. */
  readonly mailboxes: readonly { readonly name: string; readonly email: string }[];
  /** Host of the add-in; null: none is set. */
  readonly addInServerFqdn: string | null;
  /** Hosts that the mailbox provider's settings name in fields that end in `_url`, such as `ews_url`. */
  readonly mailHosts: readonly string[];
}

/** One thing that an administrator does outside of VMRKit, as text that is read before it is run. */
export interface SetupStep {
  /** kebab-case, unique within its plugin. */
  readonly id: string;
  readonly title: string;
  /** Why it is needed, and what it reaches. */
  readonly why: string;
  /** Where `lines` are typed; `note`: they are sentences for a person. */
  readonly shell: 'powershell-exchange' | 'powershell-entra' | 'adfs' | 'note';
  readonly lines: readonly string[];
  /** What shows that it is done, in the same shell; changes nothing. */
  readonly verify: readonly string[];
  /** Roles or rights that whoever runs it needs. */
  readonly rights: readonly string[];
}

/** What an integration's record says to set-up steps. */
export function setupContextOf({ general, mailbox, addIn }: IntegrationRecord): SetupContext {
  return {
    integrationName: general.name,
    mailboxes: (mailbox?.mailboxes ?? []).map(({ name, email }) => ({ name, email })),
    addInServerFqdn: addIn.serverFqdn,
    mailHosts: Object.entries(mailbox?.settings ?? {}).flatMap(([name, value]) =>
      name.endsWith('_url') && typeof value === 'string' && URL.canParse(value)
        ? [new URL(value).hostname]
        : [],
    ),
  };
}

/**
 * A value as one PowerShell word, whatever it holds: single quotes, in which nothing is expanded, and every quote
 * within doubled, the typographic ones too, which PowerShell takes for the same. Line ends and other control characters
 * become spaces.
 */
export function powerShellText(value: string): string {
  return `'${value.replace(/\p{Cc}|[\u2028\u2029]/gu, ' ').replace(/['\u2018-\u201B]/g, '$&$&')}'`;
}
