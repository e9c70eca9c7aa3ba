import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adminAssetHeaders, adminPageHeaders, readAdminAssets, renderAdminPage } from '@vmrkit/admin';
import { FakeAdminApi, send } from './fake-admin-api.ts';

/** The page as the server serves it, before an admin API that keeps everything in memory. */
export async function startFakeAdmin(now = Date.now()) {
  const { files, contents } = await readAdminAssets();
  const api = new FakeAdminApi(now);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://fake');
    const asset = contents.get(pathname.replace('/admin/assets/', ''));
    if (pathname === '/admin/') send(response, 200, adminPageHeaders, renderAdminPage(files));
    else if (asset !== undefined) send(response, 200, adminAssetHeaders(pathname), asset);
    else void api.serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/admin/`,
    api,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
