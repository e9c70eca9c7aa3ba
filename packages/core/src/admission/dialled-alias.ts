/** The alias inside of what was dialled: `sip:55123456@example.com;transport=tls` names `55123456@example.com`. */
export function dialledAlias(dialled: string): string {
  return dialled.replace(/^(?:sips?|h323|tel):(?:\/\/)?/i, '').replace(/[;?].*/s, '');
}
