'use strict';
/** Starts the worker of campaign-worker-program.ts from its source, for a proof that kills and stops it. */
const { loadTypeScript } = require('./load-type-script.cjs');

loadTypeScript();
require('./campaign-worker-program.ts');
