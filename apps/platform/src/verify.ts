import { explained } from './explained';
import { verify } from './distribution';

explained(() => {
  process.exitCode = verify(process.cwd(), process.env.PLINTH_IMAGES !== undefined) ? 0 : 1;
});
