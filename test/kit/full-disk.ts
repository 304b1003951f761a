import fs from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { vi } from 'vitest';

/** While this goes on, no file of this process gets a new word: what lies on the disk may be read, and written over. */
export async function onFullDisk<T>(act: () => T | Promise<T>): Promise<T> {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const spies = [
    vi.spyOn(fs, 'writeFileSync').mockImplementation(() => {
      throw full;
    }),
    vi.spyOn(files, 'writeFile').mockRejectedValue(full),
  ];
  syncBuiltinESMExports();
  try {
    return await act();
  } finally {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  }
}
