/** Sees to it that a process, or a folder, is gone when the process that made it ends, however that ends. */
import { spawn } from 'node:child_process';

/** Waits until its input closes, which happens when this process ends, be it by `kill -9`. */
const untilAbandoned = 'read -r line; [ "$line" = done ] && exit';

const endProcess = `${untilAbandoned}
for stat in /proc/[0-9]*/stat; do
  read -r pid name state parent rest <"$stat" || continue
  [ "$parent" = "$1" ] && kill -KILL "$pid"
done
kill -KILL "$1"`;

/** Whoever still writes there is being ended by its own guard. */
const removeFolder = `${untilAbandoned}
sleep 1
rm -rf "$1"`;

/** Returns what ends the guard; to be called when the process, whose children are guarded too, has ended. */
export function guardProcess(pid: number): () => void {
  return startGuard(endProcess, String(pid));
}

/** Returns what ends the guard; to be called when the folder has been removed. */
export function guardFolder(folder: string): () => void {
  return startGuard(removeFolder, folder);
}

function startGuard(script: string, subject: string): () => void {
  const guard = spawn('/bin/sh', ['-c', script, 'guard', subject], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  guard.stdin.on('error', () => undefined);
  return () => {
    guard.stdin.end('done\n');
  };
}
