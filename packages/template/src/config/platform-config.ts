import { EnvironmentConfig, MicroserviceConfig, PlatformDeclaration } from './platform-declaration';

/** `platform.json`: all a team said, and nothing else. */
export interface PlatformConfig extends PlatformDeclaration {
  readonly environments: EnvironmentConfig[];
  /** Services, in the order they were added. */
  readonly services: MicroserviceConfig[];
}
