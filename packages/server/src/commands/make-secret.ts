import { randomBytes } from 'node:crypto';
import { sha256 } from '../http/bearer.ts';
import { defineCommand } from './declare-command.ts';

/** `vmrkit secret`: a random secret, and its hash for the configuration. As a master key it is written `id:secret`. */
export const secretCommand = defineCommand<object>({
  name: 'secret',
  summary: 'print a random secret and its SHA-256',
  examples: [
    ['secret', 'VMRKIT_MASTER_KEYS=k1:<secret>, or a platform’s token with its bearer_sha256'],
    ['secret --json | jq -r .secret > manager.secret', 'for VMRKIT_MANAGER_SECRET_FILE'],
  ],
  configured: false,
  json: 'secret, sha256',
  async run(shell) {
    const secret = randomBytes(32).toString('base64');
    const hash = sha256(secret);
    shell.show({ secret, sha256: hash }, [`secret  ${secret}`, `sha256  ${hash}`]);
  },
});
