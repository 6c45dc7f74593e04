import { type LookupOptions, promises as dns } from 'node:dns';
import { type LookupFunction } from 'node:net';
import { decideReach, guardLookup, parseReceiverUrl } from '../../../src/campaigns/events/receiver-address';

const SITE = { loopback: false, networks: [] };
const DEMONSTRATION = { loopback: true, networks: [] };

const NOT_PUBLIC = [
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
  ...['169.254.169.254', '100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255', '203.0.113.9'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '3fff::1'],
  // Addresses that stand for those of IPv4.
  ...[
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:0:7f00:1::',
  ],
];
const PUBLIC = ['1.1.1.1', '113.160.0.1', '172.32.0.1', '192.167.255.255', '2606:4700:4700::1111', '2405:4800::1'];

test.each(NOT_PUBLIC)('nothing is sent to %s, which is not public', (address) => {
  expect(decideReach(SITE)(address, false)).toBe(false);
  expect(decideReach(SITE)(address, true)).toBe(false);
});

test.each(PUBLIC)('%s is reached over TLS, and never without', (address) => {
  for (const rules of [SITE, DEMONSTRATION]) {
    expect(decideReach(rules)(address, false)).toBe(true);
    expect(decideReach(rules)(address, true)).toBe(false);
  }
});

test('the demonstration reaches this machine, also without TLS, and nothing else inside', () => {
  const reached = NOT_PUBLIC.filter((address) => decideReach(DEMONSTRATION)(address, true));
  expect(reached).toEqual(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']);
  expect(NOT_PUBLIC.filter((address) => decideReach(DEMONSTRATION)(address, false))).toEqual(reached);
});

test('a site reaches the networks that it names over TLS, and no other network inside', () => {
  const mayReach = decideReach({ loopback: false, networks: ['10.20.0.0/16', 'fd00:77::/32', '192.168.7.7'] });
  expect(['10.20.3.4', 'fd00:77::5', '192.168.7.7', '1.1.1.1'].map((address) => mayReach(address, false))).toEqual(
    Array(4).fill(true),
  );
  expect(['10.21.0.1', 'fd00:78::5', '192.168.7.8', '127.0.0.1'].map((address) => mayReach(address, false))).toEqual(
    Array(4).fill(false),
  );
  expect(mayReach('10.20.3.4', true)).toBe(false);
});

describe('the URL of a receiver', () => {
  test.each([
    ['http://receiver.example/events', 'URL_NOT_HTTPS'],
    ['http://127.0.0.1/events', 'URL_NOT_HTTPS'],
    ['https://name:word@receiver.example/', 'URL_HAS_CREDENTIALS'],
    ['https://receiver.example/#part', 'URL_INVALID'],
    ['ftp://receiver.example/', 'URL_INVALID'],
    ['receiver.example', 'URL_INVALID'],
    [`https://receiver.example/${'a'.repeat(2_000)}`, 'URL_INVALID'],
    ['https://10.0.0.1/', 'ADDRESS_REFUSED'],
    // The same address in other spellings.
    ['https://2130706433/', 'ADDRESS_REFUSED'],
    ['https://0x7f.1/', 'ADDRESS_REFUSED'],
    ['https://[::ffff:127.0.0.1]/', 'ADDRESS_REFUSED'],
    ['https://169.254.169.254/latest/meta-data', 'ADDRESS_REFUSED'],
  ])('%s is refused', (url, reason) => {
    const refusal = (): unknown => {
      try {
        return parseReceiverUrl(url, SITE);
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: 'url', reason } });
  });

  test('is taken over HTTPS, and in the demonstration without TLS for this machine', () => {
    expect(parseReceiverUrl('https://Receiver.example:8443/events?to=1', SITE)).toBe(
      'https://receiver.example:8443/events?to=1',
    );
    for (const url of ['http://127.0.0.1:9000/', 'http://localhost:9000/', 'http://[::1]:9000/']) {
      expect(parseReceiverUrl(url, DEMONSTRATION)).toBe(url);
    }
    expect(() => parseReceiverUrl('http://receiver.example/', DEMONSTRATION)).toThrow('it is not https');
    expect(() => parseReceiverUrl('http://10.0.0.1/', DEMONSTRATION)).toThrow('it is not https');
  });
});

describe('a name', () => {
  const lookUp = (lookup: LookupFunction, options: LookupOptions): Promise<unknown> =>
    new Promise((resolve) => lookup('localhost', options, (error, address) => resolve(error ? error.code : address)));

  test('that stands for an address inside is refused when a connection is made', async () => {
    const lookup = guardLookup(decideReach(SITE), false);
    expect(await lookUp(lookup, {})).toBe('ERR_ADDRESS_REFUSED');
    expect(await lookUp(lookup, { all: true })).toBe('ERR_ADDRESS_REFUSED');
  });

  test('is refused when one of its addresses is inside, though others are not', async () => {
    const all = await dns.lookup('localhost', { all: true });
    const last = all.at(-1)?.address;
    expect(
      await lookUp(
        guardLookup((address) => address !== last, false),
        { all: true },
      ),
    ).toBe('ERR_ADDRESS_REFUSED');
  });

  test('that stands for what may be reached gives its addresses', async () => {
    const lookup = guardLookup(decideReach(DEMONSTRATION), true);
    const { address } = await dns.lookup('localhost');
    expect(await lookUp(lookup, {})).toBe(address);
    expect(await lookUp(lookup, { all: true })).toEqual(await dns.lookup('localhost', { all: true }));
  });

  test('that nobody knows is an error', async () => {
    const lookup = guardLookup(decideReach(SITE), false);
    const code = await new Promise((resolve) => lookup('receiver.invalid', {}, (error) => resolve(error?.code)));
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(code);
  });
});
