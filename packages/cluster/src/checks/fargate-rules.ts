import { TemplateRule, broken, brokenWhere } from './template-rule';

const SOURCE = 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html';
const TYPES = ['AWS::EKS::FargateProfile'];
/** EKS takes no more selectors in a profile, and no more labels in a selector. */
const MOST = 5;

/** What Fargate profiles select pods by. */
export const fargateRules: readonly TemplateRule[] = [
  {
    id: 'eks/fargate-selectors', severity: 'error', types: TYPES,
    why: 'EKS takes one to five selectors in a profile', source: SOURCE, fix: 'spread the namespaces over several profiles',
    check: ({ resource }) => brokenWhere([resource.properties.get('Selectors')], ({ items }) => items.length === 0 || items.length > MOST, 'does not have 1 to 5 selectors'),
  },
  {
    id: 'eks/fargate-namespace', severity: 'error', types: TYPES,
    why: 'a selector without a namespace selects nothing, and EKS refuses it', source: SOURCE, fix: 'name the namespace',
    check: ({ resource }) => brokenWhere(resource.properties.get('Selectors').items.map((selector) => selector.get('Namespace')), ({ text }) => !text, 'names no namespace'),
  },
  {
    id: 'eks/fargate-labels', severity: 'error', types: TYPES,
    why: 'EKS takes at most five labels in a selector', source: SOURCE, fix: 'select by fewer labels',
    check: ({ resource }) => resource.properties.get('Selectors').items.map((selector) => selector.get('Labels'))
      .filter(({ items }) => items.length > MOST).map((labels) => broken(labels, 'has more than 5 labels')),
  },
];
