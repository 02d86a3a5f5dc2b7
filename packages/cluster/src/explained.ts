/** A failure a person can act on: shown as it is, without a stack. */
export class Explained extends Error {}
