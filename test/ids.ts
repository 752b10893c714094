// The ids and the token that tests and demo share. They are the simulator's own defaults.

export const TOKEN = 'test-token';
export const PROJECT = '64a000000000000000000001';
export const PROCESS = '64a0000000000000000000a1';
export const OTHER_PROCESS = '64a0000000000000000000a2';
/** An id that nothing has: no project, no process, no lead. */
export const FOREIGN = '64a0000000000000000000ff';
/** Another one, for a process where FOREIGN is a project. */
export const UNKNOWN_PROCESS = '64a0000000000000000000ee';
