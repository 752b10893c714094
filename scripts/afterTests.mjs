// After jest has run all tests: the folder of what they stored is removed.
import { rmSync } from 'node:fs';

export default function afterTests() {
	rmSync(globalThis.folderOfTests, { recursive: true, force: true });
}
