import 'monaco-editor/esm/vs/editor/editor.worker.js';

/** What the editor's own worker does with its first message: it starts the services every text has. */
export const startEditor = self.onmessage;
