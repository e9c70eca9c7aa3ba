import type { SandboxClient } from '@vmrkit/sandbox';
import type { MailboxWorld } from '@vmrkit/testing';
/** The organizers' side of a world. */
export type OrganizerActs = Pick<
  MailboxWorld,
  | 'invite'
  | 'update'
  | 'cancel'
  | 'uninvite'
  | 'sendMail'
  | 'poison'
  | 'spoilBody'
  | 'answers'
  | 'organizerView'
>;
/** What organizers of a sandbox do to the equipment mailbox `room`, and get from it, by the admin API alone. */
export declare function organizerActs(admin: SandboxClient, room: string): OrganizerActs;
/** Alice invites a mailbox to a meeting of its own. */
export declare function inviteFromAlice(admin: SandboxClient, email: string): Promise<void>;
//# sourceMappingURL=organizer-acts.d.ts.map
