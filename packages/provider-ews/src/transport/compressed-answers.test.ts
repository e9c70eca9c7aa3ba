import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { failure } from '../test-support/failure.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testProvider } from '../test-support/test-deps.ts';

const folder =
  '<m:Folders><t:Folder><t:FolderId Id="a" ChangeKey="b"/><t:UnreadCount>3</t:UnreadCount></t:Folder></m:Folders>';
const good = messagesOf('GetFolder', [folder]);
const open: (() => Promise<unknown>)[] = [];

async function serve(handler: LoopbackHandler) {
  const server = await loopbackServer(handler);
  const provider = testProvider(server.url);
  open.push(
    () => provider.close(),
    () => server.close(),
  );
  return { server, box: provider.equipmentMailbox('room@corp.example') };
}

function compressed(body: Uint8Array): LoopbackHandler {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-encoding': 'gzip' });
    response.end(body);
    return undefined;
  };
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

it('no compression is asked for', async () => {
  const { server, box } = await serve(() => good);
  await box.inspect();
  expect(server.seen[0]?.headers['accept-encoding']).toBe('identity');
});

it('an answer that was compressed nevertheless is read', async () => {
  const { box } = await serve(compressed(gzipSync(good)));
  expect((await box.inspect()).unreadChanges).toBe(3);
});

it('what is too large once it is decompressed is refused', async () => {
  const { box } = await serve(compressed(gzipSync(Buffer.alloc(80 * 1024 * 1024, 32))));
  expect(await failure(box.inspect())).toMatchObject({ code: 'ERR_EWS_TOO_LARGE' });
});

it('a compressed answer that breaks off is told as a broken connection', async () => {
  const { box } = await serve(compressed(gzipSync(good).subarray(0, 60)));
  expect(await failure(box.inspect())).toMatchObject({ code: 'ERR_EWS_UNREACHABLE' });
});
