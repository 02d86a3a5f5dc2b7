/**
 * projen sorts what it writes with `localeCompare`, whose order depends on the machine's locale
 * (`et_EE` sorts z before t). Teams must get the same bytes everywhere, so the order is fixed here,
 * before any project exists. Remove when projen compares by code unit.
 */
const compare = new Intl.Collator('en').compare;

String.prototype.localeCompare = function (that: string, locales?: Intl.LocalesArgument, options?: Intl.CollatorOptions): number {
  return locales === undefined ? compare(String(this), that) : new Intl.Collator(locales, options).compare(String(this), that);
};
