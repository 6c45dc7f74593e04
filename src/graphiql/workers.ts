import LanguageWorker from './language-worker?worker';

/**
 * Tells the editor how to start its workers. They are one file of this origin, never a blob, so
 * `worker-src 'self'` is enough; the worker's name says which language it serves.
 */
const environment = {
  getWorker(_id: string, label: string): Worker {
    return new LanguageWorker({ name: label });
  },
};

Object.assign(globalThis, { MonacoEnvironment: environment });
