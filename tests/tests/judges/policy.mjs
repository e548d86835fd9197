// What csp_evaluator finds in a content policy: node policy.mjs <policy>. One line of JSON: a list of { severity, name, directive, text }.
import { createRequire } from 'node:module';

const from = createRequire(`${process.env.FOTFASTE_JUDGES}/`);
const { CspEvaluator } = from('csp_evaluator/dist/evaluator.js');
const { CspParser } = from('csp_evaluator/dist/parser.js');
const { Severity } = from('csp_evaluator/dist/finding.js');
const findings = new CspEvaluator(new CspParser(process.argv[2]).csp).evaluate();
const told = findings.map(({ severity, directive, value, description }) => (
  { severity, name: Severity[severity], directive, text: `${value ?? ''} ${description}`.trim() }
));
console.log(JSON.stringify(told));
