import { ADDON_SETTINGS, kindOf } from './addon-settings';
import { TemplateNode, isRecord } from './template-node';
import { TemplateRule, TemplateViolation, broken, brokenWhere } from './template-rule';

const TYPES = ['AWS::EKS::Addon'];
const GUIDE = 'https://docs.aws.amazon.com/eks/latest/userguide';

/** What add-ons are told. */
export const addonRules: readonly TemplateRule[] = [
  {
    id: 'eks/addon-not-json', severity: 'error', types: TYPES,
    why: 'EKS refuses the add-on, and whatever waits for it never comes',
    source: `${GUIDE}/updating-an-add-on.html`, fix: 'write one JSON object',
    check: ({ resource }) => brokenWhere([resource.properties.get('ConfigurationValues')], ({ text }) => text !== undefined && settings(text) === undefined, 'is no JSON object'),
  },
  {
    id: 'eks/addon-unknown-setting', severity: 'error', types: TYPES,
    why: "EKS refuses settings that are not in the add-on's schema",
    source: `${GUIDE}/updating-an-add-on.html`, fix: 'correct the setting; if EKS has it, add it to the list of add-on settings',
    check: ({ resource }) => unknownSettings(resource.properties),
  },
  {
    id: 'eks/addon-conflicts', severity: 'warning', types: TYPES,
    why: 'unless told what wins, an update fails on the first field that someone changed in the cluster',
    source: `${GUIDE}/add-ons-configuration.html`, fix: 'write OVERWRITE, or PRESERVE',
    check: ({ resource }) => brokenWhere([resource.properties.get('ResolveConflicts')], ({ value }) => value !== 'OVERWRITE' && value !== 'PRESERVE', 'does not say who wins a conflict'),
  },
  {
    id: 'eks/signals-by-default', severity: 'warning', types: TYPES,
    why: 'the add-on may instrument every service, restart its pods and bill for it, unless told not to; its default depends on version and region',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html',
    fix: 'write manager.applicationSignals.autoMonitor.monitorAllServices, true or false',
    check: ({ resource: { properties } }) => {
      const values = properties.get('ConfigurationValues');
      const said = values.absent ? {} : settings(values.text);
      if (properties.get('AddonName').text !== 'amazon-cloudwatch-observability' || said === undefined) return [];
      const auto = new TemplateNode(said, '').get('manager', 'applicationSignals', 'autoMonitor', 'monitorAllServices');
      return typeof auto.value === 'boolean' ? [] : [broken(values, 'leaves Application Signals to a default')];
    },
  },
];

function unknownSettings(properties: TemplateNode): TemplateViolation[] {
  const values = properties.get('ConfigurationValues');
  const name = properties.get('AddonName').text ?? '';
  const said = settings(values.text);
  if (!said || !Object.hasOwn(ADDON_SETTINGS, name)) return [];
  const known = ADDON_SETTINGS[name];
  return Object.entries(said).flatMap(([key, value]): TemplateViolation[] => {
    const place = { path: values.path, value: { [key]: value } };
    if (!Object.hasOwn(known, key)) return [{ ...place, problem: `has no setting ${key} of ${name}` }];
    return kindOf(value) === known[key] ? [] : [{ ...place, problem: `sets ${key} of ${name}, which is of kind ${known[key]}` }];
  });
}

/** Settings, where they are a JSON object. */
function settings(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(text ?? '');
    return isRecord(said) ? said : undefined;
  } catch {
    return undefined;
  }
}
