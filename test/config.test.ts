import { readConfig } from '../src/config';
import { LienThongError } from '../src/errors';

function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof LienThongError && error.code === 'CONFIGURATION_INVALID') return error.message.split('\n');
    throw error;
  }
  return [];
}

test('an empty environment gives the documented defaults', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    demo: { citizens: 100_000, seed: 1, asOf: '2023-12-31' },
    urls: {},
    truthUrl: null,
    issuersFile: null,
    logLevel: 'info',
    secret: null,
    checkpointDir: null,
    metrics: 'beside',
    proxies: [],
    receiverNetworks: [],
    strangers: { publicPerMinute: 600, refusedTokensPerMinute: 60 },
  });
  expect(config.dataDir).toBe(`${process.cwd()}/.data`);
  expect(config.demoAsked).toEqual({});
  expect(Object.isFrozen(config) && Object.isFrozen(config.demo) && Object.isFrozen(config.urls)).toBe(true);
});

test('every variable is read', () => {
  const secret = Buffer.alloc(32, 7);
  const config = readConfig({
    PORT: '0',
    HOST: '[::1]',
    LIENTHONG_DATA_DIR: '/srv/dữ liệu',
    LIENTHONG_DEMO_CITIZENS: '1000000',
    LIENTHONG_DEMO_SEED: '4294967295',
    LIENTHONG_DEMO_AS_OF: '2024-02-29',
    LIENTHONG_TAX_URL: 'postgresql://reader:secret@tax.example:5433/tax?sslmode=require',
    LIENTHONG_GATEWAY_URL: 'postgresql://gateway@/gateway?host=/run/postgresql',
    LIENTHONG_TRUTH_URL: 'postgres:///truth?host=/run/postgresql',
    LIENTHONG_ISSUERS: '/etc/lienthong/issuers.json',
    LIENTHONG_LOG_LEVEL: 'debug',
    LIENTHONG_SECRET: secret.toString('base64'),
    LIENTHONG_CHECKPOINT_DIR: '/mnt/elsewhere/checkpoints',
    LIENTHONG_METRICS: '9464',
    LIENTHONG_RECEIVER_NETWORKS: '10.20.0.0/16',
    LIENTHONG_PROXIES: '127.0.0.1, 10.0.0.0/8,::1',
    LIENTHONG_PUBLIC_PER_MINUTE: '1200',
    LIENTHONG_REFUSED_TOKENS_PER_MINUTE: '1',
  });
  expect(config).toEqual({
    port: 0,
    host: '::1',
    dataDir: '/srv/dữ liệu',
    demo: { citizens: 1_000_000, seed: 4_294_967_295, asOf: '2024-02-29' },
    demoAsked: { citizens: 1_000_000, seed: 4_294_967_295, asOf: '2024-02-29' },
    urls: {
      tax: 'postgresql://reader:secret@tax.example:5433/tax?sslmode=require',
      gateway: 'postgresql://gateway@/gateway?host=/run/postgresql',
    },
    truthUrl: 'postgres:///truth?host=/run/postgresql',
    issuersFile: '/etc/lienthong/issuers.json',
    logLevel: 'debug',
    secret,
    checkpointDir: '/mnt/elsewhere/checkpoints',
    metrics: 9464,
    proxies: ['127.0.0.1', '10.0.0.0/8', '::1'],
    receiverNetworks: ['10.20.0.0/16'],
    strangers: { publicPerMinute: 1_200, refusedTokensPerMinute: 1 },
  });
});

test('all faults are reported together, each with its variable', () => {
  const faults = faultsOf({
    PORT: '65536',
    HOST: '0.0.0.0',
    LIENTHONG_DEMO_CITIZENS: '999',
    LIENTHONG_DEMO_SEED: '-1',
    LIENTHONG_DEMO_AS_OF: '2023-02-29',
    LIENTHONG_POPULATION_URL: 'mysql://root:hunter2@db/population',
    LIENTHONG_TAX_URL: 'tax.example hunter2',
    LIENTHONG_HEALTH_URL: 'postgresql://root:hunter2@db',
    LIENTHONG_LOG_LEVEL: 'loud',
    LIENTHONG_SECRET: 'hunter2',
    LIENTHONG_METRICS: 'everywhere',
    LIENTHONG_PROXIES: '10.0.0.0/8, proxy.example',
    LIENTHONG_PUBLIC_PER_MINUTE: '0',
    LIENTHONG_REFUSED_TOKENS_PER_MINUTE: 'all',
  });
  expect(faults.map((fault) => fault.split(':')[0])).toEqual([
    'LIENTHONG_POPULATION_URL',
    'LIENTHONG_TAX_URL',
    'LIENTHONG_HEALTH_URL',
    'LIENTHONG_DEMO_CITIZENS',
    'LIENTHONG_DEMO_SEED',
    'LIENTHONG_DEMO_AS_OF',
    'PORT',
    'HOST',
    'LIENTHONG_LOG_LEVEL',
    'LIENTHONG_SECRET',
    'LIENTHONG_METRICS',
    'LIENTHONG_PROXIES',
    'LIENTHONG_PUBLIC_PER_MINUTE',
    'LIENTHONG_REFUSED_TOKENS_PER_MINUTE',
  ]);
  expect(faults.join('\n')).not.toContain('hunter2');
});

test.each(['10.0.0.1', '::', '192.168.1.5', '128.0.0.1', '127.evil.example', 'example.org'])(
  'the gateway refuses to listen on %s and says why',
  (host) => {
    expect(faultsOf({ HOST: host })).toEqual([expect.stringContaining('is not a loopback address')]);
  },
);

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('the gateway may listen on %s', (host) => {
  expect(readConfig({ HOST: host }).host).toBe(host);
});

test.each(['2022-12-30', '2025-07-01', '1899-01-01', '2023-02-29', 'today'])(
  'the demonstration nation cannot stand as of %s',
  (day) => {
    expect(faultsOf({ LIENTHONG_DEMO_AS_OF: day, PORT: 'x' })).toEqual([
      `LIENTHONG_DEMO_AS_OF: "${day}" is not a date from 2022-12-31 to 2025-06-30`,
      expect.stringMatching(/^PORT: /),
    ]);
  },
);

test.each(['2022-12-31', '2025-06-30'])('the demonstration nation can stand as of %s', (day) => {
  expect(readConfig({ LIENTHONG_DEMO_AS_OF: day }).demo.asOf).toBe(day);
});

test.each(['65536', '-1', 'on', '0x10'])('the figures cannot be had at %s', (place) => {
  expect(faultsOf({ LIENTHONG_METRICS: place })).toEqual([
    `LIENTHONG_METRICS: "${place}" is not beside, off or the number of a port`,
  ]);
});

test.each(['10.0.0.0/33', '10.0.0.0/8/8', '::1/129', '10.0.0.1,,10.0.0.2', '10.0.0.1/', 'localhost'])(
  'a proxy is no place like %s',
  (networks) => {
    expect(faultsOf({ LIENTHONG_PROXIES: networks })).toEqual([expect.stringMatching(/^LIENTHONG_PROXIES: /)]);
  },
);

test('a data directory whose name has a line break is refused', () => {
  expect(faultsOf({ LIENTHONG_DATA_DIR: '/srv/a\nb' })).toEqual([expect.stringMatching(/^LIENTHONG_DATA_DIR: /)]);
});
