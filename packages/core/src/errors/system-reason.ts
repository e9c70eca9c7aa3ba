const words: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'no file handle is left; raise the limit of open files, `ulimit -n` or LimitNOFILE=',
  ENFILE: 'the whole machine has no file handle left',
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'it took too long',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name server does not answer',
};

/**
 * What the system said of an error or its cause, in words with its code, such as `no permission (EACCES)`; null when no
 * system spoke. For operators, never for tenants.
 */
export function systemReasonOf(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, 'code');
    if (typeof code !== 'string' || !/^E[A-Z_]+$/.test(code) || code.startsWith('ERR_')) continue;
    const word = Object.hasOwn(words, code) ? words[code] : undefined;
    return word === undefined ? code : `${word} (${code})`;
  }
  return null;
}
