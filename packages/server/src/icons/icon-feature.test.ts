import { iconSizes, resizeIcon } from '@vmrkit/addin';
import { silentLogger } from '@vmrkit/core';
import { defaultIcon } from '@vmrkit/core/composition';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appsOf, featureParts } from '../http/features.fixture.ts';
import { Listener } from '../runtime/listener.ts';
import { iconFeature } from './icon-feature.ts';

const INTEGRATION = 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10';
/** White, 80 x 80. */
const white =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAFElEQVR42mP4DwcMo8xR5iiTtkwA9KcdDlRXsv0AAAAASUVORK5CYII=';
/** A PNG by its chunks, with pixels that are none. */
const hollow = 'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAACUlEQVRubyBwaXhlbHOMNP2GAAAAAElFTkSuQmCC';

let listener: Listener;
let icon: string | null;

beforeEach(async () => {
  icon = null;
  const edge = { integration: (id: string) => (id === INTEGRATION ? { icon } : null) };
  const { public: app } = await appsOf([iconFeature], featureParts({ kit: { edge } }));
  listener = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger: silentLogger });
});
afterEach(() => listener.close());

async function ask(file: string, id = INTEGRATION) {
  const answer = await fetch(`${listener.url}/api/client/v2/msexchange_schedulers/${id}/images/${file}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, bytes };
}

const widthOf = (png: Buffer) => png.readUInt32BE(16);

describe('an icon', () => {
  it('is there in every size of the manifests, with and without a query', async () => {
    for (const size of iconSizes) {
      const { status, bytes } = await ask(`addin_icon_${size}.png`);
      expect([status, widthOf(bytes), bytes.readUInt32BE(20)]).toEqual([200, size, size]);
    }
    expect((await ask('addin_icon_80.png?v=0123')).status).toBe(200);
    expect((await ask('addin_icon_80.png', INTEGRATION.toUpperCase())).status).toBe(200);
  });

  it('is for every origin, and says nothing about caching', async () => {
    const { headers } = await ask('addin_icon_80.png');
    expect(Object.fromEntries(headers)).toEqual({
      'access-control-allow-origin': '*',
      connection: expect.any(String),
      'content-length': expect.any(String),
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'cross-origin',
      date: expect.any(String),
      'keep-alive': expect.any(String),
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': expect.any(String),
    });
  });

  it('is that of the record, as soon as the edge knows it', async () => {
    const before = await ask('addin_icon_16.png');
    icon = white;
    const after = await ask('addin_icon_16.png');
    expect(after.bytes.equals(before.bytes)).toBe(false);
    icon = defaultIcon;
    expect((await ask('addin_icon_16.png')).bytes.equals(before.bytes)).toBe(true);
  });

  it.each([
    ['addin_icon_17.png', INTEGRATION],
    ['addin_icon_9999.png', INTEGRATION],
    ['addin_icon_080.png', INTEGRATION],
    ['addin_icon_80.jpg', INTEGRATION],
    ['addin_icon_80.png', 'b9c3f0a2-7d0e-4f4e-9a52-000000000000'],
  ])('%s of %s is not there', async (file, id) => {
    expect((await ask(file, id)).status).toBe(404);
  });

  it('whose pixels cannot be read is a fault with a code, and nothing of it is kept', async () => {
    icon = hollow;
    const { status, bytes } = await ask('addin_icon_80.png');
    expect([status, JSON.parse(bytes.toString()).code]).toEqual([400, 'ERR_ADDIN_ICON']);
    icon = white;
    expect((await ask('addin_icon_80.png')).status).toBe(200);
  });
});

describe('resizeIcon refuses', () => {
  const header = (width: number, height: number) => {
    const bytes = Buffer.from(white, 'base64');
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes.toString('base64');
  };
  it.each([
    [
      'a JPEG of 10 MB',
      Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(1e7)]).toString('base64'),
    ],
    ['a bomb', header(50_000, 50_000)],
    ['more pixels than there are', header(512, 512)],
    ['what is no picture', btoa('<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"/>')],
  ])('%s', async (_, file) => {
    await expect(resizeIcon(file, 16)).rejects.toMatchObject({ code: 'ERR_ADDIN_ICON' });
  });
});
