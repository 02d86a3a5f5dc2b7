/**
 * Licences a package in an image may have, each with what it asks of whoever runs or hands on the image.
 *
 * The line: allowed is what asks for a notice at most, and the bundle keeps every notice in `vendor.js.LEGAL.txt`, inside the image.
 * Not allowed, until a team says so in `gates.licences`, is what asks for more: source code of the package (MPL, EPL, CDDL), of what it is
 * bundled with (LGPL, GPL), or of what is offered over a network (AGPL, SSPL); a purpose (non-commercial, "good, not evil", BUSL); or
 * nothing anybody could read (no licence, UNLICENSED, a file of one's own).
 */
export const ALLOWED_LICENCES = {
  '0BSD': 'nothing',
  'Apache-2.0': 'its text and NOTICE; grants patents, and takes them back from who sues',
  'Artistic-2.0': 'its text, and another name for what was changed',
  'BlueOak-1.0.0': 'its text or a link to it; grants patents',
  'BSD-2-Clause': 'its notice',
  'BSD-3-Clause': 'its notice, and no advertising with its authors',
  'BSL-1.0': 'its notice in source code alone',
  'CC-BY-3.0': 'the name of the author; data and texts',
  'CC-BY-4.0': 'the name of the author; data and texts',
  'CC0-1.0': 'nothing',
  ISC: 'its notice',
  MIT: 'its notice',
  'MIT-0': 'nothing',
  'PSF-2.0': 'its notice',
  'Python-2.0': 'its notice',
  'Unicode-3.0': 'its notice; data',
  'Unicode-DFS-2016': 'its notice; data',
  Unlicense: 'nothing',
  WTFPL: 'nothing',
  Zlib: 'no false claim of authorship',
} as const;
