import { join } from 'node:path';
import { ConfigError, readPlatform, type PlatformConfig } from '@plinth/template/config';
import { Explained } from './command';

/** What platform.json declares, all of it; a mistake in it is a person's to correct. */
export function declaredPlatform(root: string): PlatformConfig {
  try {
    return readPlatform(join(root, 'platform.json'));
  } catch (error) {
    throw error instanceof ConfigError ? new Explained(error.message) : error;
  }
}
