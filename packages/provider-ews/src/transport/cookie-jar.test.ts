import { expect, it } from 'vitest';
import { CookieJars } from './cookie-jar.ts';

it('the server of a mailbox in use is remembered, however many others are called', () => {
  const jars = new CookieJars();
  jars.of('room').store('X-BackEndOverrideCookie=mbx1~1');
  jars.of('idle').store('X-BackEndOverrideCookie=mbx1~1');
  for (let place = 0; place < 10_500; place += 1) {
    jars.of(`user${place}`);
    jars.of('room');
  }
  expect(jars.of('room').affinity).toBe('mbx1~1');
  expect(jars.of('idle').affinity).toBe('');
});
