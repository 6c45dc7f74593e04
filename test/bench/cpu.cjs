'use strict';
/** The CPU time that processes have used, from /proc: user and system time of all their threads, in milliseconds. */
const fs = require('node:fs');

/** Linux reports times in hundredths of a second, whatever the kernel's own clock is. */
const MS_PER_TICK = 10;

/** `{ parent, own, ended }` of a process; `ended` is that of children it has waited for. Null when it is gone. */
function readStat(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
    return {
      parent: Number(fields[1]),
      own: (user + system) * MS_PER_TICK,
      ended: (endedUser + endedSystem) * MS_PER_TICK,
    };
  } catch {
    return null;
  }
}

/** What a process and all below it have used so far, also those that have ended. */
function cpuOfTree(root) {
  const all = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => ({ pid: Number(name), ...readStat(name) }));
  const below = new Set([root]);
  const total = ({ pid }) => below.has(pid);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return all.filter(total).reduce((sum, { own = 0, ended = 0 }) => sum + own + ended, 0);
}

module.exports = { cpuOfTree };
