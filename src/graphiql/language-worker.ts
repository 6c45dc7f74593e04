import { startEditor } from './editor-worker';
import { startJson } from './json-worker';
import { startGraphql } from './graphql-worker';

/*
 * The editor's three workers in one file, since two thirds of each are the same code: 0.6 MB instead of
 * 1.1 MB, and loaded once. Each of the imported modules sets self.onmessage when it is loaded, and the
 * next one overwrites it; here the one that this worker was named for is put back.
 */
const starts = new Map([
  ['json', startJson],
  ['graphql', startGraphql],
]);

self.onmessage = starts.get(self.name) ?? startEditor;
