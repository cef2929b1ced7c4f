/** What a folder of a node type may import. */
const ofNodeTypes = [
  'lib',
  'nodes/runtime',
  'nodes/admin',
  'nodes/admin/answers.ts',
  'nodes/editor',
  'nodes/form',
];

/**
 * Who may import what, from the ground up: the folder, and what it may import beside itself. A row may name only
 * rows above it, so no arrow goes up. A folder without a row of its own belongs to the one that holds it, and a name
 * stands for all folders in it.
 */
export const layers: Record<string, string[]> = {
  'lib/base': [],
  'lib/ports': ['lib/base'],
  'lib/local': ['lib/base', 'lib/ports'],
  'lib/fleet': ['lib/base', 'lib/ports', 'lib/local'],
  'lib/opentelemetry': ['lib/base', 'lib/ports'],
  'lib/catalogue': ['lib/base'],
  'lib/dates': ['lib/base'],
  'lib/template': ['lib/base', 'lib/dates'],
  'lib/connection': ['lib/base', 'lib/ports', 'lib/local', 'lib/catalogue'],
  'lib/hub': ['lib/base', 'lib/ports', 'lib/catalogue', 'lib/template', 'lib/connection'],
  'lib/scan': ['lib/base', 'lib/ports', 'lib/template', 'lib/connection'],
  'lib/write': ['lib/base', 'lib/ports', 'lib/catalogue', 'lib/dates', 'lib/connection'],
  'lib/poll': [
    'lib/base',
    'lib/ports',
    'lib/local',
    'lib/catalogue',
    'lib/dates',
    'lib/template',
    'lib/connection',
    'lib/hub',
    'lib/scan',
    'lib/write',
  ],
  'lib/member': ['lib/base', 'lib/ports', 'lib/local', 'lib/fleet', 'lib/connection', 'lib/poll'],
  'lib/operations': ['lib/base', 'lib/ports', 'lib/local', 'lib/poll'],
  'lib/cso': ['lib/base', 'lib/ports', 'lib/dates', 'lib/connection', 'lib/write'],
  'lib/records': [
    'lib/base',
    'lib/ports',
    'lib/catalogue',
    'lib/dates',
    'lib/connection',
    'lib/scan',
    'lib/write',
  ],
  'lib/examine': ['lib/base', 'lib/ports', 'lib/catalogue', 'lib/dates', 'lib/connection', 'lib/scan'],
  'lib/migrate': [
    'lib/base',
    'lib/catalogue',
    'lib/dates',
    'lib/template',
    'lib/connection',
    'lib/hub',
    'lib/poll',
    'lib/records',
  ],
  'lib/command': ['lib/examine', 'lib/migrate'],
  // A file of shapes: what the endpoints answer, and so what the editor is answered.
  'nodes/admin/answers.ts': ['lib'],
  'nodes/editor': ['lib', 'nodes/admin/answers.ts'],
  // The build makes the dialogs' HTML of it.
  'nodes/form': ['lib'],
  'nodes/runtime': ['lib'],
  'nodes/admin': ['lib', 'nodes/runtime', 'nodes/admin/answers.ts'],
  'nodes/connection': ofNodeTypes,
  'nodes/fleet': ofNodeTypes,
  'nodes/poll': ofNodeTypes,
  'nodes/cso-events': ofNodeTypes,
  'nodes/record': ofNodeTypes,
};

/** The only places that may import a package, types included. What is not named here belongs nowhere in `lib/` and `nodes/`. */
export const packageHomes: Record<string, string[]> = {
  undici: ['lib/connection/wire'],
  luxon: ['lib/dates'],
  mustache: ['lib/template'],
  'fast-xml-parser': ['lib/connection'],
  yaml: ['lib/migrate/pasted'],
  '@redis/client': ['lib/fleet/redis'],
  '@opentelemetry/api': ['lib/opentelemetry'],
  'node-red': ['nodes'],
  express: ['nodes'],
};
