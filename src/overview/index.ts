// How a bundle looks to a person: what differs between two of them, in sentences, and a flow as a picture.
// Works on what the admin wrote, and on flows as they were compiled.
// Never: a judgement on whether it is good; the validator and the tests have that.
export { type Change, changesBetween } from './changes-between.ts';
export { flowChart } from './flow-chart.ts';
