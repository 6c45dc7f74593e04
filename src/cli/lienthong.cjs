#!/usr/bin/env -S node --max-semi-space-size=32
'use strict';
/** The `lienthong` command: makes the checkout ready, then runs the compiled program in this same process. */
const path = require('node:path');
const { prepare } = require('./bootstrap.cjs');

prepare()
  .then(() => {
    require(path.join(__dirname, '..', '..', 'dist', 'src', 'main.js'));
  })
  .catch((error) => {
    process.stderr.write(`lienthong: ${error.message}\n`);
    process.exitCode = 1;
  });
