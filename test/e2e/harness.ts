export { type Browser, startBrowser } from './harness/browser';
export { Editor } from './harness/editor';
export { connection, type FlowNode, havePrinted, poll, printedKeys, printer, tab } from './harness/flows';
export { inEditor, type Stage } from './harness/in-editor';
export { makeUserDir, tarball } from './harness/installed';
export { everyPlatform, NodeRed, type PlatformName, platformNames, startNodeRed } from './harness/node-red';
export { asOneStory } from './harness/story';
