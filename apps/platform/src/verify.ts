import { explained } from './explained';
import { verify } from './distribution';

explained(() => {
  process.exitCode = verify({ root: '.', imagesBuilt: process.env.PLINTH_IMAGES !== undefined, print: (text) => process.stdout.write(text) }) ? 0 : 1;
});
