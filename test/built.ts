// The node as it was built: what users install is what the engine tests and the measurements run. The types are those of the source.
import { createRequire } from 'node:module';
import path from 'node:path';

interface BuiltModules {
	'credentials/UservoxApi.credentials': typeof import('../credentials/UservoxApi.credentials');
	'nodes/Uservox/Uservox.node': typeof import('../nodes/Uservox/Uservox.node');
	'nodes/Uservox/UservoxTrigger.node': typeof import('../nodes/Uservox/UservoxTrigger.node');
	'nodes/Uservox/api/answer/parse': typeof import('../nodes/Uservox/api/answer/parse');
	'nodes/Uservox/api/answer/settle': typeof import('../nodes/Uservox/api/answer/settle');
	'nodes/Uservox/api/pace/sharedPace': typeof import('../nodes/Uservox/api/pace/sharedPace');
	'nodes/Uservox/api/run': typeof import('../nodes/Uservox/api/run');
	'nodes/Uservox/host/clock': typeof import('../nodes/Uservox/host/clock');
	'nodes/Uservox/host/executionMemory': typeof import('../nodes/Uservox/host/executionMemory');
	'nodes/Uservox/initiate/check/check': typeof import('../nodes/Uservox/initiate/check/check');
	'nodes/Uservox/initiate/check/seen': typeof import('../nodes/Uservox/initiate/check/seen');
	'nodes/Uservox/initiate/emit/emit': typeof import('../nodes/Uservox/initiate/emit/emit');
	'nodes/Uservox/initiate/outcomes': typeof import('../nodes/Uservox/initiate/outcomes');
	'nodes/Uservox/initiate/read/read': typeof import('../nodes/Uservox/initiate/read/read');
	'nodes/Uservox/input/parameter': typeof import('../nodes/Uservox/input/parameter');
	'nodes/Uservox/initiate/send/deliver': typeof import('../nodes/Uservox/initiate/send/deliver');
	'nodes/Uservox/model/options': typeof import('../nodes/Uservox/model/options');
}

const load = createRequire(__filename);

/** A module of the build, by its path in the source without `.ts`. */
export function built<Name extends keyof BuiltModules>(name: Name): BuiltModules[Name] {
	return load(path.join(__dirname, '../dist', name)) as BuiltModules[Name];
}
