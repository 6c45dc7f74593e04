'use strict';
/** The CPU time that has been used so far, from /proc: user and system time, in milliseconds. */
const fs = require('node:fs');

/** Linux reports times in hundredths of a second, whatever the kernel's own clock is. */
const MS_PER_TICK = 10;

/**
 * What each of some processes has used with all below it, those that have ended included; what they have used together,
 * each counted once; and what the whole machine has used: `{ trees, together, machine }`.
 */
function readCpu(roots) {
  const processes = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const trees = roots.map((root) => findTree(processes, root));
  return { trees: trees.map(sumUsed), together: sumUsed(new Set(trees.flat())), machine: readMachine() };
}

/** A process in a list of one, or an empty list when it has ended. `used` is with the children it has waited for. */
function readProcess(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return [{ pid, parent: Number(fields[1]), used: ticks * MS_PER_TICK }];
  } catch {
    return [];
  }
}

function findTree(processes, root) {
  const own = processes.filter(({ pid }) => pid === root);
  const children = processes.filter(({ parent }) => parent === root);
  return [...own, ...children.flatMap(({ pid }) => findTree(processes, pid))];
}

function sumUsed(processes) {
  return [...processes].reduce((sum, { used }) => sum + used, 0);
}

/** Everything but idling and waiting for a disk; what a hypervisor took for others counts as used. */
function readMachine() {
  const [, user, nice, system, , , interrupt, softInterrupt, stolen] = fs
    .readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + interrupt + softInterrupt + stolen) * MS_PER_TICK;
}

module.exports = { readCpu };
