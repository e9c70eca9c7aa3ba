import { expect, test } from 'vitest';
import { adminAssetHeaders, adminPageHeaders } from './admin-headers.ts';
import { renderAdminPage } from './admin-page.ts';

test('the policy lets the page run its own files and nothing else, and nobody frame it', () => {
  expect(adminPageHeaders['Content-Security-Policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(adminPageHeaders).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  });
});

test('the page has no script or style of its own, and loads its files relative to itself', () => {
  const page = renderAdminPage({ main: 'main-1.js', style: 'admin-1.css' });
  expect(page).not.toMatch(/<style|style=| on\w+=|<script>/);
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses).toEqual(['data:,', 'assets/admin-1.css', 'assets/main-1.js', 'assets/main-1.js']);
});

test('files are kept for ever, since their names hold a hash of their content', () => {
  expect(adminAssetHeaders('main-1.js')).toMatchObject({
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
  expect(adminAssetHeaders('admin-1.css')['Content-Type']).toBe('text/css; charset=utf-8');
});
