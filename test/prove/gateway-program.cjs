'use strict';
/** Starts the gateway of gateway-program.ts from its source, for a proof that controls it over IPC. */
const { loadTypeScript } = require('./load-type-script.cjs');

loadTypeScript();
require('./gateway-program.ts');
