import { NOT_READ, type Task } from '@plinth/template/config';

/** What a task reads beside the files and packages of workspaces. */
export type TaskReads = Pick<Task, 'rootFiles' | 'tools' | 'after'>;

/** All tasks, by name. */
export type TaskTable = Readonly<Record<string, TaskReads>>;

/** Tasks that have a part in a task's result, itself included. */
export function partsOf(task: string, tasks: TaskTable): Set<string> {
  const parts = new Set([task]);
  // A set hands out what is added while it is read.
  for (const part of parts) for (const before of tasks[part]?.after ?? []) parts.add(before);
  return parts;
}

const UNREAD = NOT_READ.map(pattern);

/** Whether any task reads a file. @param path within its workspace */
export function isRead(path: string): boolean {
  return !UNREAD.some((unread) => unread.test(path));
}

/** A pattern of paths, where `*` stops at a slash and `**` does not. */
function pattern(glob: string): RegExp {
  const source = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/|\*\*|\*/g, (stars) => ({ '**/': '(.*/)?', '**': '.*', '*': '[^/]*' })[stars] ?? '');
  return new RegExp(`^${source}$`, 's');
}
