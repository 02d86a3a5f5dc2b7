import { explained } from '../src/explained';
import { renderPlatformManifests } from '../src/platform-manifests';

explained(() => renderPlatformManifests('../../platform.json', 'out'));
