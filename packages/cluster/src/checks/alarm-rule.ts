const LONGEST = 10_240;
const TOKEN = /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s()"',]+)\s*\)|(AND|OR|NOT|TRUE|FALSE)(?!\w)|([()]))/iy;

/** What is wrong with the rule of a composite alarm; undefined when nothing is. */
export function alarmRuleFault(rule: string): string | undefined {
  if (rule.length > LONGEST) return `has more than ${LONGEST} characters`;
  // Counting functions have a syntax of their own that is left to CloudWatch.
  if (/\bAT_LEAST\b/i.test(rule)) return undefined;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; rule.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(rule);
    if (match === null) return `cannot be read from ${JSON.stringify(rule.slice(at).trim().slice(0, 40))} on`;
    tokens.push((match[1] && 'operand') ?? match[2]?.toUpperCase() ?? match[3]);
  }
  return order(tokens);
}

/** Whether operands and operators take turns, and parentheses close. */
function order(tokens: readonly string[]): string | undefined {
  let depth = 0;
  let wantsOperand = true;
  for (const token of tokens) {
    const opens = token === '(' || token === 'NOT';
    const closes = token === ')';
    const operates = token === 'AND' || token === 'OR';
    if (wantsOperand !== !(closes || operates)) return wantsOperand ? `has ${token} where an alarm belongs` : 'has two alarms without AND or OR between';
    depth += token === '(' ? 1 : closes ? -1 : 0;
    if (depth < 0) return 'closes a parenthesis that is not open';
    wantsOperand = opens || operates;
  }
  if (wantsOperand) return 'ends where an alarm belongs';
  return depth > 0 ? 'leaves a parenthesis open' : undefined;
}
